"""What the rooms above may want to know."""

from django.dispatch import Signal

group_joined = Signal()  # group, learner, by: sent after the commit, with the structure open
