"""What the accounts tell the rooms above, once it is committed."""

from django.dispatch import Signal

account_confirmed = Signal()
"""An e-mail address was confirmed for the first time. Arguments: user."""

signed_in_on_new_device = Signal()
"""Somebody signed in with a browser that the account was never used with. Arguments: user, device, site."""

account_changed = Signal()
"""An account has another address or name, inside the transaction of the change.

Arguments: user, before (a dict), and `act` where the journal has a line of its own for it.
"""

letter_given_up = Signal()
"""A letter was refused for two days and will not be tried again, inside that transaction. Arguments: mail_id."""
