"""What the accounts tell the rooms above, once it is committed."""

from django.dispatch import Signal

account_confirmed = Signal()
"""An e-mail address was confirmed for the first time. Arguments: user."""
