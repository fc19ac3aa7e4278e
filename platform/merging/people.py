"""The people of a structure that goes, by name: what a merge does with the role of each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from merging.engine import Step
from structures.models import JoinRequest, Membership


@dataclass(frozen=True, slots=True)
class Becomes:
    """One role of one person, and what becomes of it, in words."""

    name: str
    email: str
    role: str
    what: str


def people_of(steps: Iterable[Step], *, kept: int) -> list[Becomes]:
    """Roles in force, in the order in which they began. Four queries; the caller works across structures."""
    [step] = [step for step in steps if step.model is Membership]
    here = Membership.objects.active().filter(structure=kept).values_list("user", flat=True)
    asked = JoinRequest.objects.filter(structure=kept, decided_at=None).values_list("user", flat=True)
    there, waiting = set(here), set(asked)
    rows = Membership.objects.active().filter(pk__in=[*step.moving, *step.twice, *step.held])
    found = []
    for row in rows.select_related("user").order_by("since", "pk"):
        user: User = row.user
        what = _held(user, there, waiting) if row.pk in step.held else _vouched(row.pk in step.twice)
        found.append(Becomes(user.full_name or user.email, user.email, str(row.get_role_display()), what))
    return found


def _vouched(twice: bool) -> str:
    return _("has this role in both") if twice else _("moves")


def _held(user: User, there: set[int], waiting: set[int]) -> str:
    if not user.is_active:
        return _("the account is closed: the role ends")
    if user.pk in there:
        return _("the role ends: has another one in the one that stays")
    if user.pk in waiting:
        return _("the role ends: has asked to join the one that stays already")
    if user.confirmed_at is None:
        return _("asks to join: the address is not confirmed")
    return _("asks to join: nobody has approved this organisation yet")
