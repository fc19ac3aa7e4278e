"""Who has which role at a structure, a partner or a portal: today, once, or soon."""

import datetime as dt
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import OutgoingMail
from common.wall import across_structures
from structures.enums import PARTNER_ROLES, PORTAL_ROLES, STRUCTURE_ROLES, Role
from structures.models import Invitation, JournalEntry, Membership, Partner, Portal, Structure

Host = Structure | Partner | Portal

WEEK, MONTH = dt.timedelta(days=7), dt.timedelta(days=31)
LATE_AFTER = dt.timedelta(minutes=2)  # a letter that is still there by then was not taken at once
FORMER_SHOWN = 50


def at(host: Host) -> dict[str, Host]:
    """The column that names the host, as a filter and as a value."""
    for name, model in (("structure", Structure), ("partner", Partner), ("portal", Portal)):
        if isinstance(host, model):
            return {name: host}
    raise TypeError(host)


def roles_at(host: Host) -> tuple[Role, ...]:
    """The roles that there are at such a host."""
    if isinstance(host, Structure):
        return STRUCTURE_ROLES
    return PARTNER_ROLES if isinstance(host, Partner) else PORTAL_ROLES


def reach(structure_id: int | None) -> AbstractContextManager[None]:
    """How rows of a host are reached: those of the open structure as ever, those of a partner or a portal across."""
    if structure_id is not None:
        return nullcontext()
    return across_structures("roles of a partner or a portal belong to no structure")


def named(text: str) -> Q:
    """People whose name or address has each of the words, accents and capitals aside."""
    found = Q()
    for word in text.split():
        found &= (
            Q(user__first_name__unaccent__icontains=word)
            | Q(user__last_name__unaccent__icontains=word)
            | Q(user__email__icontains=word)
        )
    return found


def team_of(*, host: Host, search: str = "", role: str = "") -> QuerySet[Membership]:
    """Roles in force today, by name. Read inside `reach`."""
    found = Membership.objects.active().filter(named(search), **at(host))
    if role:
        found = found.filter(role=role)
    return found.select_related("user").order_by("user__first_name", "user__last_name", "pk")


def former_of(*, host: Host) -> list[Membership]:
    """Who was there and is no more: the last role of each, the latest first, 50 at most. Read inside `reach`."""
    here = Membership.objects.active().filter(**at(host), user=OuterRef("user"))
    ended = Membership.objects.filter(**at(host), until__lte=timezone.localdate()).exclude(Exists(here))
    last: dict[int, Membership] = {}
    for one in ended.select_related("user").order_by("-until", "-pk")[: FORMER_SHOWN * 3]:
        last.setdefault(one.user_id, one)
    return list(last.values())[:FORMER_SHOWN]


def last_here(*, structure: Structure, users: Iterable[int]) -> dict[int, str]:
    """Person -> "week" or "month": when she last did something there, from the structure's journal; coarse on purpose.

    Whoever did nothing for a month is not in it. The structure is open.
    """
    now = timezone.now()
    lines = JournalEntry.objects.filter(structure=structure, user_id__in=list(users), at__gt=now - MONTH)
    found = lines.order_by().values_list("user_id").annotate(last=Max("at"))
    return {user: "week" if last > now - WEEK else "month" for user, last in found}


def waiting(*, host: Host) -> QuerySet[Invitation]:
    """Invitations that were neither accepted nor withdrawn, those that ran out of time too. Read inside `reach`."""
    found = Invitation.objects.filter(**at(host), accepted_at=None, revoked_at=None).select_related("invited_by")
    return found.order_by("-created_at", "pk")


def expired(*, host: Host) -> QuerySet[Invitation]:
    """Those of them that ran out of time."""
    return waiting(host=host).filter(expires_at__lte=timezone.now())


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation as a page shows it; `stuck_since`: its letter could not leave yet."""

    invitation: Invitation
    stuck_since: dt.datetime | None

    @property
    def days_left(self) -> int:
        return max(0, (timezone.localdate(self.invitation.expires_at) - timezone.localdate()).days)

    @property
    def days_late(self) -> int:
        return max(0, (timezone.localdate() - timezone.localdate(self.invitation.expires_at)).days)


def with_letters(invitations: Iterable[Invitation]) -> list[Waiting]:
    """Each with what became of its letter: a letter's row is there for as long as it waits."""
    found = list(invitations)
    letters = OutgoingMail.objects.filter(pk__in=[one.letter for one in found if one.letter])
    stuck = letters.filter(Q(attempts__gt=0) | Q(created_at__lt=timezone.now() - LATE_AFTER))
    since = dict(stuck.values_list("pk", "created_at"))
    return [Waiting(one, since.get(one.letter) if one.letter else None) for one in found]


def given_by(*, lead: bool) -> tuple[Role, ...]:
    """The roles of a partner that a coordinator gives and ends; a lead coordinator gives that of lead too."""
    return PARTNER_ROLES if lead else (Role.TRAINER, Role.COORDINATOR)
