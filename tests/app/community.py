"""Ready-made actions for the tests of community/: planned through the service, moved in time where a test needs it."""

import datetime as dt
from urllib.parse import urlencode

from django.utils import timezone

from accounts.models import User
from common.wall import across_structures, as_person
from community.events import services
from community.events.models import Action, ActionKind, Attendance
from reporting.counting.rollup import cells
from reporting.selectors.facts import load_facts
from structures.models import JournalEntry, Partner
from tests.app.factories import StructureFactory, aidant_of

SITE = "https://halte.example"


def planned(partner: Partner, *, days: float = 3, **fields) -> Action:
    """An action of that partner: a core training of three hours in Tournai, in three days, unless told otherwise."""
    start = (timezone.localtime() + dt.timedelta(days=days)).replace(hour=9, minute=30, second=0, microsecond=0)
    fields = {
        "kind": ActionKind.TRAINING,
        "core": True,
        "title": "Helping without taking over",
        "language": "fr",
        "starts_at": start,
        "ends_at": start + dt.timedelta(hours=3),
        "country": "BE",
        "postcode": "7500",
        "venue": "EPN Tournai",
    } | fields
    return services.plan_action(partner=partner, by=None, **fields)


def yesterday(action: Action) -> Action:
    """The action took place yesterday."""
    start = (timezone.localtime() - dt.timedelta(days=1)).replace(hour=9, minute=30)
    Action.objects.filter(pk=action.pk).update(starts_at=start, ends_at=start + dt.timedelta(hours=3))
    action.refresh_from_db()
    return action


def helpers(count: int, *, partner: Partner, **fields) -> list[User]:
    """So many helpers, each of a structure that is affiliated to the partner's project."""
    found = []
    for _n in range(count):
        place = StructureFactory(affiliation__project=partner.project, affiliation__operator=partner)
        found.append(aidant_of(place, **fields))
    return found


def registered(action: Action, *users: User) -> list[Attendance]:
    """They ask for a place, in that order."""
    found = []
    for user in users:
        with as_person(user.pk):
            found.append(services.register(action=action, user=user, site=SITE))
    return found


def statuses(action: Action) -> dict[str, int]:
    """Status -> how many people."""
    found: dict[str, int] = {}
    for status in action.attendances.values_list("status", flat=True):
        found[status] = found.get(status, 0) + 1
    return found


def query(**filters) -> str:
    return "?" + urlencode(filters, doseq=True)


def counted(project) -> dict[str, int]:
    """Indicator -> its total, by the count that the reports use."""
    with across_structures("a test counts"):
        found: dict[str, int] = {}
        for key, value in cells(load_facts(project=project)).values.items():
            found[key.code] = found.get(key.code, 0) + value
    return found


def acts() -> list[str]:
    with across_structures("a test reads the journal"):
        return list(JournalEntry.objects.order_by("pk").values_list("act", flat=True))
