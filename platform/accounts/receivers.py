"""What Django and the library tell about signing in, and what follows from it here."""

from datetime import timedelta

from allauth.mfa.signals import authenticator_removed, authenticator_used
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from accounts import devices, second_step
from accounts.models import Device, User
from accounts.signals import signed_in_on_new_device
from common.wall import as_person

FIRST_HOUR = timedelta(hours=1)


@receiver(user_logged_in)
def note_device(sender, request, user, **kwargs) -> None:
    """A new session: its row, and a word to the rooms above when the browser is a new one for this account."""
    device = devices.note(request, user)
    request.signed_in = user
    # A first sign-in is no news to anybody: she has just shown that the address is hers.
    newcomer = user.confirmed_at is None or user.confirmed_at > timezone.now() - FIRST_HOUR
    if request.META.get("SERVER_NAME") and not newcomer and not devices.is_known(request, user):
        site = request.build_absolute_uri("/").rstrip("/")
        tell = {"sender": User, "user": user, "device": device, "site": site}
        transaction.on_commit(lambda: signed_in_on_new_device.send(**tell))


@receiver(user_logged_out)
def forget_device(sender, request, user, **kwargs) -> None:
    """Signing out ends the session, and its row."""
    if user is not None and request.session.session_key:
        with as_person(user.pk), transaction.atomic():
            Device.objects.filter(session_key=request.session.session_key).delete()


@receiver(authenticator_used)
def note_second_step(sender, request, user, **kwargs) -> None:
    """Any way: an app's code, a passkey (by itself it is both steps), or a spare code."""
    second_step.note_taken(request, user)


@receiver(authenticator_removed)
def note_no_second_step(sender, request, user, **kwargs) -> None:
    """The last one is gone: pages that need it ask for another."""
    if not second_step.has_one(user):
        second_step.note_gone(request)
