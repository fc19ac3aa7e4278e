"""The menu of each place, by what the person may do there. One list, read by the frame and by the tests."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from structures.enums import Role
from structures.models import Membership, Partner, Structure
from structures.permissions import May, permissions_of
from structures.selectors import Place, places_of, portal_permissions

# A label, the name of an address, and what goes into it.
Entry = tuple[str, str, dict[str, str]]

# What else lies behind an entry, beside its own address.
ROOMS = {
    "learners:list": ("groups", "checks", "rooms"),
    "team:people": ("journal",),
    "courses:modules": ("progress", "assign", "assignments", "author"),
    "affiliations:affiliations": ("directory", "merges"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu."""

    label: str
    url: str
    current: bool = False


def items(request: HttpRequest) -> list[Item]:
    """The menu of this request: of the place it is in, else of the person's first place, else the public one."""
    entries = _public()
    user = getattr(request, "user", None)  # none yet when a request is refused at the door (400)
    if user is not None and user.is_authenticated:
        place = getattr(request, "place", None) or _first_place(request)
        if place and place.structure:
            entries = _of_structure(place, place.structure)
        elif place and place.partner:
            entries = _of_partner(place, place.partner)
        else:
            common: list[Entry] = [(_("Find a place"), "directory:finder", {}), (_("Calendar"), "events:calendar", {})]
            common.append((_("Library"), "library:search", {}))
            entries = [(_("Home"), "desk:home", {}), *_of_portal(user), *common, (_("Forum"), "forums:topics", {})]
    return _resolved(entries, request.path)


def account_items(request: HttpRequest) -> list[Item]:
    """The menu behind the person's name."""
    entries: list[Entry] = [
        (_("My account"), "desk:account", {}),
        (_("My places"), "desk:places", {}),
        (_("My training"), "training:home", {}),
    ]
    if request.user.is_staff:
        entries.append((_("Administration"), "admin:index", {}))
    if any(name == "helpdesk:search" for _label, name, _kwargs in _of_portal(request.user)):
        entries.append((_("The portal's journal"), "journal:portal_journal", {}))
        if settings.INTEROP_LTI:
            entries.append((_("Learning platforms"), "interop:platforms", {}))
    return _resolved(entries, request.path)


def place_url(membership: Membership) -> str:
    """The address of the place where that membership leads."""
    if membership.structure:
        return reverse("desk:structure_home", args=[membership.structure.slug])
    if partner := membership.partner:
        return reverse("desk:partner_home", args=[partner.project.code.lower(), partner.code.lower()])
    own = {
        Role.MODERATOR: "forums:moderation",
        Role.ADMINISTRATOR: "helpdesk:search",
        Role.CURATOR: "authoring:modules",
    }
    return reverse(own.get(Role(membership.role), "admin:index"))


def _of_structure(place: Place, structure: Structure) -> list[Entry]:
    slug = {"slug": structure.slug}
    entries: list[Entry] = [(_("Home"), "desk:structure_home", slug)]
    if place.may(May.HELP):
        entries += [
            (_("Learners"), "learners:list", slug),
            (_("Modules"), "courses:modules", slug),
            (_("Accompaniments"), "accompaniments:list", slug),
        ]
    return [
        *entries,
        (_("Library"), "library:search", {}),
        (_("Calendar"), "events:calendar", {}),
        (_("Forum"), "forums:topics", {}),
        (_("Team"), "team:people", slug),
    ]


def _of_partner(place: Place, partner: Partner) -> list[Entry]:
    codes = {"project": partner.project.code.lower(), "partner": partner.code.lower()}
    entries: list[Entry] = [(_("Home"), "desk:partner_home", codes)]
    for permission, label, name in (
        (May.APPROVE_AFFILIATIONS, _("Structures"), "affiliations:affiliations"),
        (May.PLAN_ACTIONS, _("Actions"), "events:actions"),
        (May.SEE_REPORTS, _("Reports"), "reporting:report_list"),
        (May.IMPORT_ACTIVITY, _("Import"), "reporting:import"),
        (May.MANAGE_PARTNER_PEOPLE, _("Team"), "team:partner_people"),
    ):
        if place.may(permission):
            entries.append((label, name, codes))
    common: list[Entry] = [(_("Library"), "library:search", {}), (_("Calendar"), "events:calendar", {})]
    return [*entries, *common, (_("Forum"), "forums:topics", {})]


def _of_portal(user) -> list[Entry]:
    """What a curator or an administrator does, where no structure or partner has the menu."""
    with transaction.atomic(savepoint=False):  # as in _first_place
        may = portal_permissions(user=user)
    content: list[Entry] = [(_("Modules"), "authoring:modules", {})] if May.EDIT_CONTENT in may else []
    if May.ADMINISTER not in may:
        return content
    return [
        (_("Help desk"), "helpdesk:search", {}),
        (_("Roles"), "team:portal_people", {}),
        (_("Merges"), "merging:all_merges", {}),
        *content,
    ]


def _public() -> list[Entry]:
    return [
        (_("Find a place"), "directory:finder", {}),
        (_("Trainings and events"), "events:calendar", {}),
        (_("Library"), "library:search", {}),
        (_("Forum"), "forums:topics", {}),
        (_("Register an organisation"), "registration:register", {}),
    ]


def _first_place(request: HttpRequest) -> Place | None:
    """Off her places (calendar, forum, account), the menu stays that of the first one."""
    with transaction.atomic(savepoint=False):  # a template rendered late is outside the view's: the wall would be shut
        memberships = [m for m in places_of(user=request.user) if m.structure_id or m.partner_id]
    if not memberships:
        return None
    first = memberships[0]
    same = [m.role for m in memberships if (m.structure_id, m.partner_id) == (first.structure_id, first.partner_id)]
    return Place(permissions_of(same), frozenset(same), structure=first.structure, partner=first.partner)


def _resolved(entries: list[Entry], path: str) -> list[Item]:
    """Addresses, with the entry of this page marked: the longest address that the page's begins with."""
    found = []
    here, longest = None, 0
    for label, name, kwargs in entries:
        url = _address(name, **kwargs)
        found.append((label, url))
        base = url.rstrip("/").rpartition("/")[0]
        for start in (url, *(f"{base}/{room}/" for room in ROOMS.get(name, ()))):
            if start != "/" and path.startswith(start) and len(start) > longest:
                here, longest = url, len(start)
    return [Item(str(label), url, url == here) for label, url in found]


@lru_cache(maxsize=4096)
def _address(name: str, **kwargs: str) -> str:
    return reverse(name, kwargs=kwargs)
