"""The person a project counts: each account once, in the register of every project that its structures belong to."""

import datetime as dt
import secrets

from django.db import transaction

from accounts.models import User
from common.wall import across_structures
from structures.models import Membership, Person, Project, Structure
from structures.selectors import current_project


@transaction.atomic
def enrol_person(user: User, structure: Structure, on: dt.date | None = None) -> Person | None:
    """The account in the register of the structure's project of that day, written if it is missing.

    Somebody whom the register knows by the same e-mail address alone, from a roll or a pack, is her: her confirmed
    address proves it, and nobody is told. None while the e-mail is unconfirmed or the structure has no project. The
    structure must be open, or the caller works across structures.
    """
    project = current_project(structure, on)
    if project is None or user.confirmed_at is None:
        return None
    person = Person.objects.filter(project=project, user=user).first() or _new_person(user, project, structure)
    if person.home_id is None or person.confirmed_at is None:
        person.home = person.home or structure
        person.confirmed_at = person.confirmed_at or user.confirmed_at
        person.save(update_fields=["home", "confirmed_at"])
    return person


def _new_person(user: User, project: Project, structure: Structure) -> Person:
    """The row that a roll or a pack wrote for her address, from now on her account's; else a new one."""
    by_address = Person.objects.filter(project=project, user=None, email__iexact=user.email)
    known = by_address.order_by("-merged_into", "pk").first()  # nulls first: those that were not merged
    if known:
        # Names stay as the register has them; `by_address` again, for two of her requests may come at once.
        by_address.filter(pk=known.pk).update(user=user, language=known.language or user.language)
    person, _new = Person.objects.get_or_create(
        project=project,
        user=user,
        defaults={
            "code": f"account-{secrets.token_hex(6)}",
            "home": structure,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "email": user.email,
            "language": user.language,
            "confirmed_at": user.confirmed_at,
        },
    )
    return person


@transaction.atomic
def enrol_account(*, user: User) -> None:
    """A newly confirmed account, in the projects of all the structures it belongs to."""
    with across_structures("a newly confirmed account is enrolled wherever it belongs"):
        memberships = Membership.objects.active().filter(user=user, structure__isnull=False)
        for membership in memberships.select_related("structure").order_by("pk"):
            if membership.structure:
                enrol_person(user, membership.structure)
