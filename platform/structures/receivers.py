"""What the rooms below tell, and what follows from it here."""

from django.dispatch import receiver

from accounts.signals import account_confirmed
from structures.services import enrol_account


@receiver(account_confirmed)
def enrol_confirmed_account(sender, user, **kwargs) -> None:
    """A referent who registered, and was approved before her first sign-in, counts from her confirmation."""
    enrol_account(user=user)
