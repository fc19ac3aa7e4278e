"""What the rooms below tell, and what follows from it here."""

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.db import transaction
from django.dispatch import receiver

from accounts.second_step import required_here
from accounts.signals import account_changed, account_confirmed, signed_in_on_new_device
from common.wall import as_person
from structures import journal, letters, second_step
from structures.models import Person
from structures.services.people import enrol_account


@receiver(account_confirmed)
def enrol_confirmed_account(sender, user, **kwargs) -> None:
    """A referent who registered, and was approved before her first sign-in, counts from her confirmation."""
    enrol_account(user=user)


@receiver(signed_in_on_new_device)
def tell_of_new_device(sender, user, device, site, **kwargs) -> None:
    """Who holds a role that needs the second step gets a letter, in case it was not she."""
    with as_person(user.pk), transaction.atomic():
        if required_here() and second_step.needs(user):
            letters.new_device(to=user, device=device.name, at=device.since, site=site)


@receiver(account_changed)
def follow_account(sender, user, before, **kwargs) -> None:
    """What the registers had from the account follows it; what a roll or a pack wrote of her stays as it came."""
    own = Person.objects.filter(user=user)
    own.filter(email__iexact=before["email"]).exclude(email=user.email).update(email=user.email)
    if (before["first_name"], before["last_name"]) != (user.first_name, user.last_name):
        named = own.filter(first_name=before["first_name"], last_name=before["last_name"])
        named.update(first_name=user.first_name, last_name=user.last_name)


@receiver(account_changed)
def note_account(sender, user, before, act="account_changed", **kwargs) -> None:
    """The journal keeps that a name or an address changed, never which."""
    changed = sorted(name for name, value in before.items() if getattr(user, name) != value)
    if changed:
        journal.record(act=act, by=user, target=user, changed=changed)


@receiver(authenticator_added, sender=Authenticator)
@receiver(authenticator_reset, sender=Authenticator)
def note_second_step(sender, user, authenticator, **kwargs) -> None:
    """A passkey, an app or new recovery codes."""
    journal.record(act="second_step_added", by=user, target=user, kind=str(authenticator.type))


@receiver(authenticator_removed, sender=Authenticator)
def note_second_step_removed(sender, user, authenticator, **kwargs) -> None:
    """By herself; who vouches or resets is noted where that is done."""
    journal.record(act="second_step_removed", by=user, target=user, kind=str(authenticator.type))
