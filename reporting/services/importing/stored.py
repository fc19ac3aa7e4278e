"""What is stored of a project, said as rows of a pack: a row that equals its stored one changes nothing.

Each function gives the rows of one file by the key of that file (reporting/packs/schema.py), with line 0. All of
them need `across_structures`.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from django.db.models import QuerySet

from accompaniments.models import AccompaniedLearner, Accompaniment
from assessments.models import SkillsCheck
from community.events.models import Action, Attendance
from reporting.models import Activity, Coefficient, ContentItem, NewsletterReading, PressItem, Target
from reporting.packs import rows
from structures.models import AffiliationState, PartnerState, Person, Project, StructureState

Rows = dict[Hashable, Any]
LEARNER = "learner:"


def project_row(project: Project, name: str) -> rows.ProjectRow:
    """The project's settings; `name` is its name where that is one of the three it has, else the first."""
    names = (project.name_fr, project.name_nl, project.name_en)
    return rows.ProjectRow(
        project.code, name if name in names else names[0], project.programme, project.number, project.start,
        project.end, project.period_months, project.zone, project.held_against_target, project.target_scope,
        project.grace_days, 0,
    )  # fmt: skip


def _partners(project: Project) -> Rows:
    found = _values(
        PartnerState.objects.filter(partner__project=project),
        "partner__code",
        "since",
        "name",
        "role",
        "side",
        "country",
        "postcode",
        "territorial_default",
    )
    return {row[:2]: _row(rows.PartnerRow, *row) for row in found}


def _targets(project: Project) -> Rows:
    found = _values(Target.objects.filter(project=project), "indicator", "partner__code", "value")
    return {(code, who or ""): _row(rows.TargetRow, code, who or "", value) for code, who, value in found}


def _structures(project: Project) -> Rows:
    """The dated rows whose two halves are there: the structure's, and its affiliation's."""
    states = _values(
        StructureState.objects.filter(structure__affiliations__project=project),
        "structure_id",
        "since",
        "name",
        "country",
        "postcode",
        "type",
        "enterprise_number",
    )
    places = {row[:2]: row[2:] for row in states}
    found = _values(
        AffiliationState.objects.filter(affiliation__project=project),
        "affiliation__code",
        "since",
        "structure_id",
        "operator__code",
        "status",
    )
    return {
        (code, since): _row(rows.StructureRow, code, since, *places[structure, since], operator or "", status)
        for code, since, structure, operator, status in found
        if (structure, since) in places
    }


def _people(project: Project) -> Rows:
    homes = _codes(project)
    found = _values(
        Person.objects.filter(project=project),
        "code", "home_id", "kind", "first_name", "last_name", "email", "language", "confirmed_at", "invited_by__code",
        "objects_to_statistics",
    )  # fmt: skip
    return {
        code: _row(rows.PersonRow, code, homes.get(home, ""), *given, invited or "", objects)
        for code, home, *given, invited, objects in found
    }


def _merges(project: Project) -> Rows:
    found = _values(
        Person.objects.filter(project=project, merged_into__isnull=False), "merged_into__code", "code", "merged_at"
    )
    return {merged: _row(rows.MergeRow, kept, merged, at) for kept, merged, at in found}


def _actions(project: Project) -> Rows:
    joint: dict[str, list[str]] = defaultdict(list)
    links = Action.joint.through.objects.filter(action__project=project)
    for action, code in _values(links, "action__code", "partner__code"):
        joint[action].append(code)
    found = _values(
        Action.objects.filter(project=project),
        "code", "kind", "core", "title", "operator__code", "starts_at", "ends_at", "dates", "country", "postcode",
        "online", "audience", "status", "evidence",
    )  # fmt: skip
    return {
        code: _row(rows.ActionRow, code, *given, tuple(sorted(joint[code])), starts, ends, tuple(dates), *rest)
        for code, *before, starts, ends, dates, country, postcode, online, audience, status, evidence in found
        for given, rest in [(before, (country, postcode, online, audience, status, evidence))]
    }


def _attendances(project: Project) -> Rows:
    found = _values(
        Attendance.objects.filter(action__project=project), "action__code", "person__code", "status", "validated_at"
    )
    return {row[:2]: _row(rows.AttendanceRow, *row) for row in found}


def _accompaniments(project: Project) -> Rows:
    codes = _codes(project)
    learners: dict[str, list[str]] = defaultdict(list)
    links = AccompaniedLearner.objects.filter(accompaniment__project=project)
    for code, pseudonym in _values(links, "accompaniment__code", "learner__pseudonym"):
        learners[code].append(pseudonym)
    found = _values(
        Accompaniment.objects.filter(project=project),
        "code", "structure_id", "person__code", "date", "mode", "place", "country", "postcode", "minutes", "themes",
        "anonymous", "status",
    )  # fmt: skip
    return {
        code: _row(rows.AccompanimentRow, code, codes.get(place, ""), person or "", *given, tuple(themes), who, *rest)
        for code, place, person, *given, themes, anonymous, status in found
        for who, rest in [(tuple(sorted(learners[code])), (anonymous, status))]
    }


def activity_of(project: Project, structures: Iterable[str]) -> Rows:
    """The activity at some structures only: of all rows, these are the most."""
    asked = set(structures)
    codes = {pk: code for pk, code in _codes(project).items() if code in asked}
    found = _values(
        Activity.objects.filter(project=project, structure__in=list(codes)),
        "person__code",
        "learner__pseudonym",
        "structure_id",
        "at",
    )
    keys = ((person or f"{LEARNER}{learner}", codes[structure], at) for person, learner, structure, at in found)
    return {key: _row(rows.ActivityRow, *key) for key in keys}


def _coefficients(project: Project) -> Rows:
    found = _values(
        Coefficient.objects.filter(project=project), "version", "since", "value", "n", "mean", "low", "high", "source"
    )
    return {row[0]: _row(rows.CoefficientRow, *row) for row in found}


def _newsletters(project: Project) -> Rows:
    found = _values(NewsletterReading.objects.filter(project=project), "operator__code", "on", "readers")
    return {row[:2]: _row(rows.NewsletterRow, *row) for row in found}


def press_of(project: Project) -> list[rows.PressRow]:
    """Every row of every item."""
    found = _values(PressItem.objects.filter(project=project), "operator__code", "on", "medium", "title", "url", "kind")
    return [_row(rows.PressRow, operator or "", *row) for operator, *row in found]


def _content(project: Project) -> Rows:
    found = _values(ContentItem.objects.filter(project=project), "code", "published_on", "operator__code", "kind")
    return {code: _row(rows.ContentRow, code, on, operator or "", kind) for code, on, operator, kind in found}


def _diagnostics(project: Project) -> Rows:
    codes = _codes(project)
    found = _values(SkillsCheck.objects.filter(project=project), "code", "structure_id", "completed_at")
    return {code: _row(rows.DiagnosticRow, code, codes.get(place, ""), at) for code, place, at in found}


def _row(kind: Callable[..., Any], *cells: Any) -> Any:
    return kind(*cells, line=0)


def _values(found: QuerySet[Any], *names: str) -> Iterable[Any]:
    """Tuples of these columns; which types they have, the row that is made of them says."""
    return found.values_list(*names)


def _codes(project: Project) -> dict[int, str]:
    """Structures' codes in the project, by primary key."""
    return dict(project.affiliations.values_list("structure_id", "code"))


STORED: dict[str, Callable[[Project], Rows]] = {
    "partners.csv": _partners,
    "targets.csv": _targets,
    "structures.csv": _structures,
    "people.csv": _people,
    "merges.csv": _merges,
    "actions.csv": _actions,
    "attendances.csv": _attendances,
    "accompaniments.csv": _accompaniments,
    "coefficients.csv": _coefficients,
    "newsletters.csv": _newsletters,
    "content.csv": _content,
    "diagnostics.csv": _diagnostics,
}
