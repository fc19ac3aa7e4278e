"""Reads about lost second steps: for whom a person may vouch, and who may vouch for her."""

from dataclasses import dataclass, field

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from accounts.second_step import KINDS
from common.wall import across_structures
from structures.enums import AffiliationStatus, Role
from structures.models import Affiliation, Membership, Partner, Structure
from structures.second_step import REQUIRED
from structures.selectors import ANSWER_FOR_A_PARTNER, with_state

SHOWN = 30
_OF_PORTALS = (Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Reach:
    """For what a person answers: everything (an administrator), or structures and partners by their ids."""

    everything: bool = False
    structures: frozenset[int] = frozenset()
    partners: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.everything or self.structures or self.partners)


@dataclass(frozen=True, slots=True)
class Voucher:
    """Somebody who may vouch, as the page of who lost her key names her."""

    name: str
    role: str
    place: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody for whom the reader may vouch. `handle` stands for her in a form: it says nothing of its own."""

    user: User
    handle: str
    structure_id: int | None = None
    places: tuple[str, ...] = field(default=())


def handle_of(user_id: int) -> str:
    """What a form says instead of an account's number."""
    return salted_hmac("structures.vouching", str(user_id), algorithm="sha256").hexdigest()[:20]


def reach_of(*, by: User) -> Reach:
    """For what she answers today. Needs `as_person`."""
    if by.is_superuser:
        return Reach(everything=True)
    rows = list(Membership.objects.active().filter(user=by).values_list("role", "structure_id", "partner_id"))
    partners = frozenset(p for role, _s, p in rows if role in ANSWER_FOR_A_PARTNER and p)
    structures = frozenset(s for role, s, _p in rows if role == Role.REFERENT and s)
    if partners:  # a structure's only referent may lose her key too
        with across_structures("a coordinator answers for the people of her partner's structures"):
            structures |= frozenset(
                _affiliated().filter(operator_id__in=partners).values_list("structure_id", flat=True)
            )
    return Reach(any(role == Role.ADMINISTRATOR for role, _s, _p in rows), structures, partners)


def _affiliated() -> QuerySet:
    """Today's affiliations, each with its `operator_id`. The caller works across structures."""
    return with_state(Affiliation.objects.all(), timezone.localdate()).filter(status=AffiliationStatus.AFFILIATED)


def people_to_vouch_for(*, by: User, reach: Reach, words: str = "", most: int | None = SHOWN) -> list[Candidate]:
    """Those with an app or a passkey for whom she may vouch, at most `most`; never herself. Two statements.

    Who holds a role that needs the second step is vouched for by a coordinator or lead of each of those partners; who
    holds one of the whole portal, by an administrator alone.
    """
    with across_structures("who vouches sees the people she answers for"):
        found = list(_within(by, reach, words)[:most])
        theirs = Membership.objects.active().filter(user__in=found)
        rows = list(theirs.select_related("structure", "partner").prefetch_related("partner__states"))
    return [_candidate(user, [row for row in rows if row.user_id == user.pk], reach) for user in found]


def _within(by: User, reach: Reach, words: str) -> QuerySet[User]:
    active = Membership.objects.active().filter(user=OuterRef("pk"))
    keys = Authenticator.objects.filter(user=OuterRef("pk"), type__in=KINDS)
    people = User.objects.filter(Exists(keys), is_active=True).exclude(pk=by.pk)
    if not reach.everything:
        mine = Q(structure__in=reach.structures) | Q(partner__in=reach.partners)
        beyond = Q(role__in=_OF_PORTALS) | (Q(role__in=ANSWER_FOR_A_PARTNER) & ~Q(partner__in=reach.partners))
        people = people.filter(Exists(active.filter(mine)), ~Exists(active.filter(beyond)), is_superuser=False)
    for word in words.split()[:5]:
        people = people.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word))
    return people.order_by("first_name", "last_name", "pk")


def _candidate(user: User, rows: list[Membership], reach: Reach) -> Candidate:
    seen = [r for r in rows if reach.everything or r.structure_id in reach.structures or r.partner_id in reach.partners]
    ours = next((r.structure_id for r in seen if r.structure_id in reach.structures), None)
    names = tuple(dict.fromkeys(f"{_name(r)} ({r.get_role_display()})" for r in seen if _name(r)))
    return Candidate(user, handle_of(user.pk), ours, names)


def vouchers_of(*, user: User) -> list[Voucher]:
    """Whom somebody asks who has neither her app nor her key: by role and name, nearest first. Her first step is done.

    Administrators are always able to help, and close the list.
    """
    with across_structures("who lost her key is told whom to ask"):
        own = list(Membership.objects.active().filter(user=user))
        portal = user.is_superuser or any(row.role in _OF_PORTALS for row in own)
        strict = {row.partner_id for row in own if row.partner_id and row.role in REQUIRED}
        near = Q(pk=None)
        if strict and not portal:
            near = Q(role__in=ANSWER_FOR_A_PARTNER, partner__in=strict) if len(strict) == 1 else near
        elif not portal:
            structures = [row.structure_id for row in own if row.structure_id]
            partners = [row.partner_id for row in own if row.partner_id]
            partners += _affiliated().filter(structure__in=structures).values_list("operator_id", flat=True)
            near = Q(role=Role.REFERENT, structure__in=structures)
            near |= Q(role__in=ANSWER_FOR_A_PARTNER, partner__in=partners)
        others = Membership.objects.active().filter(near | Q(role=Role.ADMINISTRATOR), user__is_active=True)
        rows = list(
            others.exclude(user=user)
            .select_related("user", "structure", "partner", "portal")
            .prefetch_related("partner__states")
            .order_by("portal_id", "since", "pk")
        )
    nearest = sorted(rows, key=lambda row: row.role == Role.ADMINISTRATOR)
    return [Voucher(str(row.user), str(row.get_role_display()), _name(row)) for row in nearest][:SHOWN]


def _name(row: Membership) -> str:
    place: Structure | Partner | None = row.structure or row.partner
    return place.name if place else ""
