"""What a merge tells the rooms above, once it is committed."""

from django.dispatch import Signal

structures_merged = Signal()
"""Two structures became one, or two again. Arguments: merge, projects (ids of those that count either of them)."""

accounts_merged = Signal()
"""Two accounts became one, or two again. Arguments: merge."""
