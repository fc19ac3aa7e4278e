"""What the rooms above may want to know."""

from django.dispatch import Signal

diagnostic_completed = Signal()  # check: sent once, after the commit
