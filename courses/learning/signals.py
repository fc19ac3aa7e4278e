"""What the rooms above may want to know."""

from django.dispatch import Signal

draft_saved = Signal()
"""A draft was written; sent in that transaction.

Arguments: draft, before and after (its files, by name), by, apart (it has an undo of its own).
"""
