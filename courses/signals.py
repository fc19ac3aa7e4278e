"""What the rooms above may want to know."""

from django.dispatch import Signal

module_completed = Signal()  # assignment: sent once, after the commit
