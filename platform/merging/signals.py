"""What a merge asks of, and tells, the rooms above."""

from django.dispatch import Signal

figures_asked = Signal()
"""What would the reports say if these two were one? Arguments: kind, kept, gone. Answers: lists of effects.Effect."""

structures_merged = Signal()
"""Two structures became one, or two again, and that is committed. Arguments: merge, projects (ids of those that count
either of them)."""
