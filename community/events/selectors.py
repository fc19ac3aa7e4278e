"""Reads about actions: the calendar, a partner's list, the rolls, and what a helper registered for."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from common.wall import across_structures
from community.events.models import SEATED, Action, ActionKind, ActionStatus, Attendance
from structures.enums import AffiliationStatus
from structures.models import Affiliation, Membership, Partner, Person, Project, Structure
from structures.selectors import with_state
from territory import postcodes

ALIKE = 0.55  # trigram similarity of two names that may be one person's
OTHER_KINDS = (
    ActionKind.AWARENESS,
    ActionKind.CONFERENCE,
    ActionKind.COMMUNITY,
    ActionKind.LAUNCH,
    ActionKind.OTHER,
)


def with_counts(actions: QuerySet[Action]) -> QuerySet[Action]:
    """Annotated with `taken` (places), `waiting` and `present` people."""
    return actions.annotate(
        taken=Count("attendances", filter=Q(attendances__status__in=SEATED)),
        waiting=Count("attendances", filter=Q(attendances__status=Attendance.Status.WAITING)),
        present=Count("attendances", filter=Q(attendances__status=Attendance.Status.PRESENT)),
    )


def shown(actions: QuerySet[Action]) -> QuerySet[Action]:
    """With all that a list shows: counts, and the organiser's name."""
    return with_counts(actions).select_related("operator").prefetch_related("operator__states")


# --- the public calendar


def calendar(*, wanted: dict, first: dt.date, last: dt.date | None = None) -> QuerySet[Action]:
    """Actions of running projects that have not started, cancelled ones too, from one local date to another.

    wanted: kind (a kind, or "more" for the rarer ones), languages (codes), where ("online" or "near"), place (the
    territory.Place of "near": actions of the same NUTS 3 units), portal (only what is in its country, or online).
    """
    now = timezone.now()
    found = Action.objects.filter(
        project__in=Project.objects.running(timezone.localdate()),
        status__in=[ActionStatus.PLANNED, ActionStatus.CANCELLED],
        starts_at__gte=max(now, _midnight(first)),
    )
    if last:
        found = found.filter(starts_at__lt=_midnight(last + dt.timedelta(days=1)))
    if wanted.get("kind"):
        kinds = OTHER_KINDS if wanted["kind"] == "more" else [wanted["kind"]]
        found = found.filter(kind__in=kinds)
    if portal := wanted.get("portal"):
        found = found.filter(Q(online=True) | Q(country__in=["", portal.country]))
    if wanted.get("languages"):
        found = found.filter(language__in=[*wanted["languages"], ""])
    if wanted.get("where") == "online":
        found = found.filter(online=True)
    elif wanted.get("where") == "near" and wanted.get("place"):
        found = found.filter(pk__in=_near(found, wanted["place"]))
    return (
        with_counts(found).select_related("operator").prefetch_related("operator__states").order_by("starts_at", "pk")
    )


def _near(actions: QuerySet[Action], place: postcodes.Place) -> list:
    """Ids of those that lie in the same NUTS 3 units; the tables of postcodes are in memory."""
    rows = actions.filter(online=False).order_by().values_list("pk", "country", "postcode")
    return [pk for pk, country, postcode in rows if postcodes.resolve(country, postcode).nuts3 & place.nuts3]


def busy_days(*, first: dt.date, last: dt.date, wanted: dict) -> set[dt.date]:
    """Local dates between the two on which something starts, for the small calendar."""
    starts = calendar(wanted=wanted, first=first, last=last).values_list("starts_at", flat=True)
    return {timezone.localdate(start) for start in starts}


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


# --- a helper and her registrations


def persons_of(user) -> list[Person]:
    """The account in every register that knows her, with the people she was merged into."""
    found: dict[int, Person] = {}
    new = list(Person.objects.filter(user=user).select_related("merged_into"))
    while new:
        found |= {person.pk: person for person in new}
        kept = [person.merged_into_id for person in new if person.merged_into_id]
        new = list(Person.objects.filter(pk__in=kept).exclude(pk__in=found)) if kept else []
    return list(found.values())


def registrations_of(*, user, actions: Iterable[Action] | None = None) -> dict:
    """Action id -> her attendance; of those actions, or of all that have not started."""
    if not user.is_authenticated:
        return {}
    found = Attendance.objects.filter(person__in=persons_of(user)).exclude(status=Attendance.Status.CANCELLED)
    if actions is None:
        found = found.filter(action__starts_at__gte=timezone.now(), action__status=ActionStatus.PLANNED)
    else:
        found = found.filter(action__in=[action.pk for action in actions])
    return {one.action_id: one for one in found.select_related("action")}


def place_in_line(attendance: Attendance) -> int:
    """1 for the next to come in from the waiting list."""
    ahead = attendance.action.attendances.waiting().filter(
        Q(registered_at__lt=attendance.registered_at) | Q(registered_at=attendance.registered_at, pk__lt=attendance.pk)
    )
    return ahead.count() + 1


def structures_by_project(*, user, on: dt.date | None = None) -> dict[int, list[Structure]]:
    """Project id -> her structures that are affiliated to it that day and where she may help. Needs `as_person`."""
    on = on or timezone.localdate()
    if not user.is_authenticated:
        return {}
    mine = Membership.objects.active(on).filter(user=user, structure__isnull=False).values_list("structure_id")
    with across_structures("a helper of several structures is told which projects they belong to"):
        rows = (
            with_state(Affiliation.objects.filter(structure__in=list(mine.distinct())), on)
            .filter(status=AffiliationStatus.AFFILIATED, project__in=Project.objects.running(on))
            .select_related("structure")
            .order_by("structure__name", "pk")
        )
        found: dict[int, list[Structure]] = defaultdict(list)
        for row in rows:
            found[row.project_id].append(row.structure)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Coming:
    """An action as the desk's home shows it. `status` is hers: `registered`, `waiting`, or "" for one to discover."""

    action: Action
    status: str

    @property
    def registered(self) -> bool:
        return self.status == Attendance.Status.REGISTERED


def coming_for(*, user, structure: Structure, limit: int = 4) -> list[Coming]:
    """What she registered for, soonest first; then, up to `limit`, what her structure's projects still plan.

    Works for the signed-in person (`as_person`).
    """
    mine = sorted(registrations_of(user=user).values(), key=lambda one: one.action.starts_at)
    found = [Coming(one.action, one.status) for one in mine[:limit]]
    if len(found) < limit:
        projects = [
            project
            for project, structures in structures_by_project(user=user).items()
            if structure.pk in {one.pk for one in structures}
        ]
        others = (
            Action.objects.coming()
            .filter(project__in=projects)
            .exclude(pk__in=[one.action_id for one in mine])
            .exclude(kind=ActionKind.AWARENESS)
        )
        found += [Coming(action, "") for action in others.order_by("starts_at")[: limit - len(found)]]
    return found


# --- a partner


def actions_of(*, partner: Partner, wanted: dict | None = None, everyone: bool = False) -> QuerySet[Action]:
    """What the partner organises, alone or with others: the latest date first; what is to come, soonest first.

    wanted: kind, status, when ("coming", "past", "roll": past with a roll that waits). With `everyone`, for the lead:
    the actions of all the project's partners, or of the one whose code is wanted["partner"].
    """
    wanted, now = wanted or {}, timezone.now()
    found = Action.objects.filter(project=partner.project_id)
    organisers = Partner.objects.filter(project=partner.project_id)
    code = wanted.get("partner", "") if everyone else partner.code
    if code:
        organisers = organisers.filter(code__iexact=code)
        joint = Action.joint.through.objects.filter(partner__in=organisers).values("action")
        found = found.filter(Q(operator__in=organisers) | Q(pk__in=joint))
    found = found.filter(**{name: wanted[name] for name in ("kind", "status") if wanted.get(name)})
    when = wanted.get("when")
    if when == "coming":
        found = found.filter(starts_at__gte=now)
    elif when == "past":
        found = found.filter(starts_at__lt=now)
    elif when == "roll":
        found = found.filter(starts_at__lt=now, status=ActionStatus.PLANNED, operator__in=organisers)
    order = ("starts_at", "pk") if when in {"coming", "roll"} else ("-starts_at", "pk")
    return shown(found).order_by(*order)


def next_actions(*, partner: Partner, limit: int = 4, everyone: bool = False) -> list[Action]:
    """The partner's next planned actions, with `taken` and `waiting`; with `everyone`, those of all its project's."""
    wanted = {"when": "coming", "status": ActionStatus.PLANNED}
    return list(actions_of(partner=partner, wanted=wanted, everyone=everyone)[:limit])


def rolls_to_validate(*, partner: Partner, limit: int = 4) -> list[Action]:
    """The partner's actions that have begun and are not closed: each counts once it is."""
    return list(actions_of(partner=partner, wanted={"when": "roll"})[:limit])


def partners_beside(*, partner: Partner) -> QuerySet[Partner]:
    """The project's other partners, who may organise together with this one."""
    return Partner.objects.filter(project=partner.project_id).exclude(pk=partner.pk).prefetch_related("states")


# --- the roll


def roll_of(*, action: Action) -> QuerySet[Attendance]:
    """One row per person who has a place, by name; with the structure where she helps."""
    return (
        action.attendances.seated()
        .select_related("person__home")
        .order_by(Lower("person__first_name__unaccent"), Lower("person__last_name__unaccent"), "pk")
    )


@dataclass(frozen=True, slots=True)
class RollCount:
    """How far a roll is."""

    people: int
    present: int
    absent: int
    left: int


def count_roll(rows: Iterable[Attendance]) -> RollCount:
    """Of the rows of `roll_of`."""
    status = [row.status for row in rows]
    present, absent = status.count(Attendance.Status.PRESENT), status.count(Attendance.Status.ABSENT)
    return RollCount(len(status), present, absent, len(status) - present - absent)


def people_like(*, project: Project, name: str) -> list[Person]:
    """People of the project's register whose name is that one, or nearly, the likeliest first; merged ones aside."""
    typed = Func(Value(name), function="unaccent")
    return list(
        Person.objects.filter(project=project, merged_into=None)
        .annotate(full=Concat(F("first_name"), Value(" "), F("last_name"), output_field=TextField()))
        .annotate(likeness=TrigramSimilarity("full__unaccent", typed))  # type: ignore[arg-type]
        .filter(likeness__gte=ALIKE)
        .select_related("home")
        .order_by("-likeness", "pk")[:5]
    )


def handle_of(person: Person) -> str:
    """What a form says instead of a person's number."""
    return salted_hmac("events.people", str(person.pk), algorithm="sha256").hexdigest()[:20]


def structures_called(*, project: Project, name: str) -> list[Structure]:
    """Structures that are or were with the project and whose name holds these words; an exact name alone if any."""
    with across_structures("a trainer says where somebody on the roll works: names of the public register"):
        ids = list(Affiliation.objects.filter(project=project).values_list("structure_id", flat=True))
    found = Structure.objects.filter(pk__in=ids, name__unaccent__icontains=name).order_by("name", "pk")
    exact = list(found.filter(name__unaccent__iexact=name)[:6])
    return exact or list(found[:6])
