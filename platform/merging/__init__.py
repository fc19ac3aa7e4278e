"""Two structures or two accounts that are one: merge, and undo for 30 days."""
