"""Accounts that nobody uses: a letter a month before, then the erasure; never of the last one of a place."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.wall import across_structures, open_structure
from portals.voices import voice_of
from privacy import letters, services
from privacy.rules import Due, Rule
from structures import journal
from structures.enums import AffiliationStatus
from structures.models import Affiliation, JournalEntry, Partner, Structure
from structures.selectors import administrators_of, coordinators_of, leads_of, with_state
from team.selectors.hindrance import Hindrance, hindrances

WARNED_BEFORE = timedelta(days=30)
KEPT = "unused_account_kept"


def _past(rule: Rule, now: datetime) -> QuerySet[User]:
    """Not signed in to since the limit; never signed in to: made before it."""
    unused = User.objects.filter(erased_at=None, merged_into=None)
    return unused.annotate(used=Coalesce("last_login", "joined_at")).filter(used__lt=rule.limit(now)).order_by("used")


def _to_warn(rule: Rule, now: datetime) -> QuerySet[User]:
    return _past(rule, now).filter(Q(warned_at=None) | Q(warned_at__lte=F("used")))


def _warned(rule: Rule, now: datetime) -> QuerySet[User]:
    """Those that have been warned for a month and were not signed in to for the whole period."""
    return _past(rule, now).filter(warned_at__lt=now - WARNED_BEFORE, warned_at__gt=F("used"))


def find_to_warn(rule: Rule, now: datetime) -> list[Due]:
    return [_line(user) for user in _to_warn(rule, now)]


def find(rule: Rule, now: datetime) -> list[Due]:
    """Those that go, and those that stay for they are the last ones of a place."""
    return [_line(user, hindrances(user=user)) for user in _warned(rule, now)]


def _line(user, last: Sequence[Hindrance] = ()) -> Due:
    kept = ", ".join(_("the only %(role)s of %(place)s") % _named(one) for one in last)
    return Due("accounts.User", str(user.public), timezone.localdate(user.used), kept=kept)


def _named(last: Hindrance) -> dict[str, str]:
    return {"role": str(last.role.label).lower(), "place": last.place.name}


@transaction.atomic
def warn(rule: Rule, now: datetime) -> int:
    """One letter each; a sign-in takes it back (receivers.py)."""
    found = list(_to_warn(rule, now))
    for user in found:
        last = user.last_login or user.joined_at
        erased_on = timezone.localdate(max(now + WARNED_BEFORE, last + timedelta(days=731)))
        letters.unused(user=user, erased_on=erased_on, path=reverse("account_login"))
        User.objects.filter(pk=user.pk).update(warned_at=now)
    return len(found)


def erase(rule: Rule, now: datetime) -> int:
    """Erase them; of one who is the last of a place, those above her hear once, and she stays."""
    gone = 0
    with across_structures("retention finds the accounts that nobody uses"):
        found = list(_warned(rule, now))
        heirless = list(User.objects.filter(erased_at=None, merged_into__erased_at__isnull=False))
    for user in heirless:  # accounts of somebody who erased the one that they became, before all went at once
        with open_structure(None):
            services.erase_unused_account(user=user)
            gone += 1
    for user in found:
        with open_structure(None), transaction.atomic():
            if last := hindrances(user=user):
                _tell(user, last)
                continue
            services.erase_unused_account(user=user)
            gone += 1
    return gone


def _tell(user: User, last: list[Hindrance]) -> None:
    with across_structures("whoever may name somebody else hears of it once"):
        told = JournalEntry.objects.filter(structure=None, act=KEPT, object_id=str(user.pk), at__gt=user.warned_at)
        if told.exists():
            return
        readers = [(one, [who for who in _above(one) if who != user]) for one in last]
    journal.record(act=KEPT, by=None, target=user)
    for one, people in readers:
        for reader in people:
            voice = voice_of(reader)
            letters.last_of_a_place(to=reader, role=one.role, place=one.place.name, voice=voice)


def _above(last: Hindrance) -> list[User]:
    """Who can name somebody else: a structure's operator, a partner's leads; else the administrators."""
    if isinstance(last.place, Structure):
        running = with_state(Affiliation.objects.filter(structure=last.place), timezone.localdate())
        held = running.filter(status=AffiliationStatus.AFFILIATED).values("operator_id")
        found = [who for operator in Partner.objects.filter(pk__in=held) for who in coordinators_of(partner=operator)]
        return found or administrators_of()
    if isinstance(last.place, Partner):
        return leads_of(project=last.place.project) or administrators_of()
    return administrators_of()
