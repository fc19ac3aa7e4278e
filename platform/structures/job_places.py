"""Where long work belongs (common/jobs.py): the structure or the partner at which it was asked, and by which right."""

from accounts.models import User
from common.wall import as_person
from structures.models import Membership, Partner, Structure
from structures.permissions import May, permissions_of
from structures.selectors import AT_EVERY_PARTNER

STRUCTURE, PARTNER = "structure", "partner"


def at(place: Structure | Partner, may: May) -> str:
    """The key that a job keeps of its place: "structure:12:help"."""
    return _key(STRUCTURE if isinstance(place, Structure) else PARTNER, place.pk, may)


def keys_of(user: User) -> frozenset[str]:
    """The key of every right that the account has today at a structure or a partner.

    A structure that was merged is the one that took it over; a lead has hers at every partner of the project. It asks
    for all of them, not for one: whoever lost a place is answered as if there had been nothing.
    """
    structures: dict[int, set[str]] = {}
    partners: dict[int, set[str]] = {}
    led: set[int] = set()
    with as_person(user.pk):
        roles = list(
            Membership.objects.active()
            .filter(user=user, portal=None)
            .values_list("role", "structure_id", "partner_id", "partner__project_id")
        )
    for role, structure, partner, project in roles:
        held = structures if structure else partners
        held.setdefault(structure or partner, set()).update(permissions_of([role]))
        if May.SEE_ALL_PARTNERS in permissions_of([role]):
            led.add(project)
    for one in Partner.objects.filter(project__in=led).values_list("pk", flat=True):
        partners.setdefault(one, set(AT_EVERY_PARTNER))
    _add_merged(structures)
    found = [_key(STRUCTURE, pk, may) for pk, rights in structures.items() for may in rights]
    return frozenset(found + [_key(PARTNER, pk, may) for pk, rights in partners.items() for may in rights])


def _add_merged(structures: dict[int, set[str]]) -> None:
    """Those that were merged into them, and into those."""
    new = dict(structures)
    while new:
        gone = Structure.objects.filter(merged_into__in=new).values_list("pk", "merged_into")
        new = {pk: new[kept] for pk, kept in gone if kept and pk not in structures}
        structures |= new


def _key(kind: str, pk: int, may: str) -> str:
    return f"{kind}:{pk}:{may}"
