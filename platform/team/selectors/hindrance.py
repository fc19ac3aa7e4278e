"""Who can't go yet: at every place somebody stays who may let people in.

One rule for a role that ends, for whoever erases her account, and for the retention of unused accounts.
"""

from dataclasses import dataclass

from accounts.models import User
from common.wall import across_structures
from structures.enums import Role
from structures.models import Membership, Partner, Portal, Structure
from structures.selectors import ANSWER_FOR_A_PARTNER

# Any of these answers for such a place; by its first one a sentence calls them.
ANSWERING = ((Role.REFERENT,), (Role.COORDINATOR, Role.LEAD), (Role.ADMINISTRATOR,))
assert set(ANSWERING[1]) == set(ANSWER_FOR_A_PARTNER)


@dataclass(frozen=True, slots=True)
class Hindrance:
    """As what she is the last of which place: a referent, a coordinator (or lead), an administrator."""

    role: Role
    place: Structure | Partner | Portal


def hindrance(*, membership: Membership, altogether: bool = False) -> Role | None:
    """As what nobody would be left at its place when this role ends; None when it may. Read inside `reach`.

    Closed accounts are nobody. `altogether`: all her roles at the place end, not this one alone.
    """
    roles = next((some for some in ANSWERING if membership.role in some), None)
    if roles is None:
        return None
    place = {name: getattr(membership, name) for name in ("structure_id", "partner_id", "portal_id")}
    others = Membership.objects.active().filter(**place, role__in=roles, user__is_active=True)
    without = {"user": membership.user_id} if altogether else {"pk": membership.pk}
    return None if others.exclude(**without).exists() else roles[0]


def hindrances(*, user: User) -> list[Hindrance]:
    """Every place that would be left without, if she went from all of them; by name."""
    with across_structures("whoever leaves all her places must not leave one without somebody who lets people in"):
        held = Membership.objects.active().filter(user=user)
        rows = list(held.select_related("structure", "partner", "portal").prefetch_related("partner__states"))
        found = [(row, hindrance(membership=row, altogether=True)) for row in rows]
        last = dict.fromkeys(
            Hindrance(role, place)
            for row, role in found
            if role and (place := row.structure or row.partner or row.portal)
        )
    return sorted(last, key=lambda one: (one.role, one.place.name))
