"""What the rooms above may want to know."""

from django.dispatch import Signal

card_tried = Signal()
"""Somebody tried to sign in with a card or in a room; sent after the commit of its counting.

Arguments: outcome ("signed_in", "failed" or "locked"), learner and structure (ids; None where no card was found).
"""

learner_restored = Signal()
"""She is followed again after she was archived; sent in that transaction, with her structure open.

Arguments: learner, by.
"""

group_joined = Signal()  # group, learner, by: sent after the commit, with the structure open
