"""What the rooms above may want to know."""

from django.dispatch import Signal

membership_ended = Signal()
"""A role ended; sent in that transaction, its structure open where it has one.

Arguments: membership, by.
"""
