"""A sign-in takes back the warning that an account is unused."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from accounts.models import User


@receiver(user_logged_in)
def still_used(sender, request, user, **kwargs) -> None:
    """She is there: the account stays."""
    if user.warned_at is not None:
        User.objects.filter(pk=user.pk).update(warned_at=None)
        user.warned_at = None
