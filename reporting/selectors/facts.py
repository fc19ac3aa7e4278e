"""A project's records, read from the tables into what the count takes (reporting/counting/facts.py).

Read across structures: the count needs pseudonyms, and hands on numbers only.
"""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator
from operator import attrgetter

from django.db.models import Q
from django.utils import timezone

from accompaniments.models import AccompaniedLearner, Accompaniment
from assessments.models import SkillsCheck
from community.events.models import Action, Attendance
from learners.models import Learner
from reporting.counting import facts
from reporting.models import (
    Activity,
    CarriedSessions,
    Coefficient,
    ContentItem,
    NewsletterReading,
    PressItem,
    Target,
    UsageSession,
)
from structures.models import Affiliation, AffiliationState, PartnerState, Person, Project, StructureState

LEARNER = "learner:"
CARRIED = "carried:"  # whose sessions are a number only: no person of the register has such a code


def codes_of(project: Project) -> dict[int, str]:
    """Its structures' codes in the project, by structure."""
    return dict(Affiliation.objects.filter(project=project).values_list("structure_id", "code"))


def load_facts(
    *, project: Project, codes: dict[int, str] | None = None, at: Collection[int] | None = None
) -> facts.ProjectFacts:
    """Everything that counts in a project, with the stored usage sessions. Needs `across_structures`.

    codes  what structures go by; none: their codes in the project
    at     of help and of use, only the records of these structures
    """
    codes = codes_of(project) if codes is None else codes
    return facts.ProjectFacts(
        project=project_fact(project),
        partners=partner_states(project),
        structures=list(structure_states(project)),
        people=[*people(project, codes), *carried_people(project)],
        merges=merges(project),
        actions=actions(project),
        attendances=attendances(project),
        accompaniments=list(accompaniments(project, codes, at)),
        sessions=[*sessions(project, codes, at), *carried_sessions(project, codes, at)],
        coefficients=[
            facts.Coefficient(*row)
            for row in Coefficient.objects.filter(project=project).values_list("version", "since", "value")
        ],
        newsletters=[
            facts.Newsletter(*row)
            for row in NewsletterReading.objects.filter(project=project).values_list("operator__code", "on", "readers")
        ],
        press=[
            facts.Press(on, medium, title, url, kind, operator or "")
            for on, medium, title, url, kind, operator in PressItem.objects.filter(project=project).values_list(
                "on", "medium", "title", "url", "kind", "operator__code"
            )
        ],
        contents=[
            facts.Content(code, on, operator or "")
            for code, on, operator in ContentItem.objects.filter(project=project).values_list(
                "code", "published_on", "operator__code"
            )
        ],
        diagnostics=[
            facts.Diagnostic(code, codes.get(structure, ""), at)
            for code, structure, at in SkillsCheck.objects.filter(
                project=project, completed_at__isnull=False
            ).values_list("code", "structure_id", "completed_at")
            if at is not None
        ],
        targets=targets(project),
        objecting_learners=[
            (codes[structure], pseudonym)
            for structure, pseudonym in Learner.objects.filter(
                structure__in=codes, objects_to_statistics=True
            ).values_list("structure_id", "pseudonym")
        ],
    )


def project_fact(project: Project) -> facts.Project:
    """The project as the count sees it."""
    names = (
        "code", "name", "start", "end", "period_months", "zone", "held_against_target", "target_scope", "grace_days",
    )  # fmt: skip
    return facts.Project(**{name: getattr(project, name) for name in names})


def targets(project: Project) -> list[facts.Target]:
    """What the indicators are held against."""
    rows = Target.objects.filter(project=project).values_list("indicator", "partner__code", "value")
    return [facts.Target(indicator, partner or "", value) for indicator, partner, value in rows]


def partner_states(project: Project) -> list[facts.PartnerState]:
    """Every dated row of every partner."""
    names = ("since", "name", "role", "side", "country", "postcode", "territorial_default")
    rows = PartnerState.objects.filter(partner__project=project).values_list("partner__code", *names)
    return [facts.PartnerState(*row) for row in rows]


def structure_states(project: Project) -> Iterator[facts.StructureState]:
    """Place and affiliation, which are dated apart here, joined into complete rows: one per date of either."""
    places: dict[int, list[StructureState]] = defaultdict(list)
    roles: dict[int, list[AffiliationState]] = defaultdict(list)
    affiliated = Affiliation.objects.filter(project=project)
    for state in StructureState.objects.filter(structure__affiliations__in=affiliated).order_by("since"):
        places[state.structure_id].append(state)
    dated = AffiliationState.objects.filter(affiliation__in=affiliated).select_related("operator")
    for change in dated.order_by("since"):
        roles[change.affiliation_id].append(change)
    for affiliation in affiliated:
        yield from joined(affiliation.code, places[affiliation.structure_id], roles[affiliation.pk])


def joined(code: str, places: list[StructureState], roles: list[AffiliationState]) -> Iterator[facts.StructureState]:
    """One structure's, from its dated rows, oldest first."""
    for since in sorted({state.since for state in places} | {state.since for state in roles}):
        where, what = _in_force(places, since), _in_force(roles, since)
        yield facts.StructureState(
            id=code,
            since=since,
            country=where.country if where else "",
            postcode=where.postcode if where else "",
            operator=what.operator.code if what and what.operator else "",
            status=what.status if what else "",
        )


def _in_force(states: list, on: dt.date):
    at = bisect_right(states, on, key=attrgetter("since"))
    return states[at - 1] if at else None


def people(project: Project, codes: dict[int, str]) -> list[facts.Person]:
    """The helpers that the project knows."""
    rows = Person.objects.filter(project=project).values_list(
        "code", "home_id", "kind", "confirmed_at", "invited_by__code", "objects_to_statistics"
    )
    return [
        facts.Person(code, codes.get(home, ""), kind, confirmed, invited or "", objects)
        for code, home, kind, confirmed, invited, objects in rows
    ]


def merges(project: Project) -> list[facts.Merge]:
    """Which accounts are the same person."""
    rows = Person.objects.filter(project=project, merged_into__isnull=False).values_list("merged_into__code", "code")
    return [facts.Merge(kept, merged) for kept, merged in rows]


def actions(project: Project) -> list[facts.Action]:
    """Trainings and events, whatever their state."""
    names = ("country", "postcode", "online", "audience", "evidence")
    rows = Action.objects.filter(project=project).values_list(
        "code", "kind", "operator__code", "starts_at", "status", "core", "dates", *names
    )
    return [
        facts.Action(code, kind, operator, starts, status, core, tuple(dates), *rest)
        for code, kind, operator, starts, status, core, dates, *rest in rows
    ]


def attendances(project: Project) -> list[facts.Attendance]:
    """Every line of every roll."""
    rows = Attendance.objects.filter(action__project=project).values_list(
        "action__code", "person__code", "status", "validated_at"
    )
    return [facts.Attendance(action, person, status, at is not None) for action, person, status, at in rows]


def _within(at: Collection[int] | None) -> Q:
    return Q() if at is None else Q(structure__in=at)


def accompaniments(
    project: Project, codes: dict[int, str], at: Collection[int] | None = None
) -> Iterator[facts.Accompaniment]:
    """The log of help given, with pseudonyms."""
    learners = defaultdict(list)
    links = AccompaniedLearner.objects.filter(_within(at), accompaniment__project=project)
    for record, pseudonym in links.values_list("accompaniment_id", "learner__pseudonym"):
        learners[record].append(pseudonym)
    names = ("anonymous", "country", "postcode", "status", "mode", "minutes")
    rows = Accompaniment.objects.filter(_within(at), project=project).values_list(
        "pk", "code", "structure_id", "person__code", "date", *names
    )
    for pk, code, structure, person, date, *rest in rows:
        yield facts.Accompaniment(code, codes.get(structure, ""), person or "", date, tuple(learners[pk]), *rest)


def sessions(project: Project, codes: dict[int, str], at: Collection[int] | None = None) -> Iterator[facts.Session]:
    """The stored usage sessions."""
    rows = UsageSession.objects.filter(_within(at), project=project).values_list(
        "person__code", "learner__pseudonym", "structure_id", "started_at", "ended_at"
    )
    for person, pseudonym, structure, started, ended in rows:
        yield facts.Session(person or LEARNER + pseudonym, codes.get(structure, ""), started, ended)


def carried_people(project: Project) -> list[facts.Person]:
    """Nobody: one a partner, who stands for the people that it invited and whose sessions are a number only."""
    invited = CarriedSessions.objects.filter(project=project, invited_by__isnull=False)
    codes = invited.order_by("invited_by__code").values_list("invited_by__code", flat=True).distinct()
    return [facts.Person(CARRIED + code, "", "", None, code, False) for code in codes]


def carried_sessions(
    project: Project, codes: dict[int, str], at: Collection[int] | None = None
) -> Iterator[facts.Session]:
    """As many sessions as are carried, at noon of their day, a microsecond apart so that each is one."""
    rows = CarriedSessions.objects.filter(_within(at), project=project).order_by("on", "structure", "pk")
    for structure, on, invited, count in rows.values_list("structure_id", "on", "invited_by__code", "count"):
        noon = timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
        for number in range(count):
            instant = noon + dt.timedelta(microseconds=number)
            yield facts.Session(CARRIED + (invited or ""), codes.get(structure, ""), instant, instant)


def activity(project: Project, codes: dict[int, str], at: Collection[int] | None = None) -> Iterator[facts.Activity]:
    """All signed-in activity: only the full recount reads it."""
    rows = Activity.objects.filter(_within(at), project=project).values_list(
        "person__code", "learner__pseudonym", "structure_id", "at"
    )
    for person, pseudonym, structure, instant in rows.iterator(chunk_size=10_000):
        yield facts.Activity(person or LEARNER + pseudonym, codes.get(structure, ""), instant)
