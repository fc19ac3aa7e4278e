"""Reads for the pages: who could be merged, what it would do, what was merged."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from affiliations.selectors.register import Reach
from common.languages import page_language
from common.wall import across_structures
from merging import effects
from merging.engine import RULES, Step, plan
from merging.models import Kind, Merge
from merging.people import Becomes, people_of
from merging.rules import Act
from structures.models import Affiliation, Membership, Partner, Project, Structure, StructureState
from structures.selectors import states_of, with_state
from territory.words import commune_name

FOUND_AT_MOST = 10
PARTS = {
    "in": gettext_lazy("in zone"),
    "out": gettext_lazy("outside"),
    "unknown": gettext_lazy("unknown"),
    "other": gettext_lazy("by helpers not trained yet"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two that may be merged: a structure or an account, by its key in addresses."""

    pk: int
    key: str
    name: str
    where: str
    people: int = 0


@dataclass(frozen=True, slots=True)
class Moving:
    """So many rows of one kind, in plain words."""

    label: str | Promise
    n: int


@dataclass(frozen=True, slots=True)
class InReports:
    """In that period of that project: a line, or a part of it (`of`), that says something else.

    `change`: of what was kept before the figures were, the difference alone.
    """

    project: str
    period: int
    line: str
    of: str
    before: str
    after: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do. `not_kept`: table and field -> how many rows stay behind, end or are removed."""

    kept: Choice
    gone: Choice
    moving: list[Moving]
    not_kept: dict[str, int]
    reports: list[InReports]
    elsewhere: bool = False
    operators: list[str] = field(default_factory=list)
    problem: str = ""
    people: list[Becomes] = field(default_factory=list)


def preview(*, kind: str, kept: Choice, gone: Choice, problem: str = "") -> Preview:
    """Counted now; nothing is written."""
    with across_structures("the preview of a merge counts what would move"):
        steps = plan(kind, kept=kept.pk, gone=gone.pk)
        found = effects.told(kind=kind, kept=kept.pk, gone=gone.pk)
        states = states_of([kept.pk, gone.pk]) if kind == Kind.STRUCTURES else {}
        operators = _operators(kept.pk, gone.pk) if kind == Kind.STRUCTURES else []
        people = people_of(steps, kept=kept.pk) if kind == Kind.STRUCTURES else []
    return Preview(
        kept, gone, _moving(steps), _not_kept(steps), in_reports(effect.plain() for effect in found),
        elsewhere=len({(one.country, one.postcode) for one in states.values()}) > 1,
        operators=operators, problem=problem, people=people,
    )  # fmt: skip


def _moving(steps: Iterable[Step]) -> list[Moving]:
    found = []
    for step in steps:
        if step.rule.label and step.rule.act == Act.MOVES and step.count:
            found.append(Moving(step.rule.label, step.count))
    return found


def _not_kept(steps: Iterable[Step]) -> dict[str, int]:
    found = {}
    for step in steps:
        n = len(step.moving) if step.rule.act == Act.REMOVED else 0 if step.rule.renames else len(step.twice)
        if n:
            found[str(step.model._meta.model_name)] = n
        if step.rule.closes and step.held:
            found[f"{step.model._meta.model_name}_closed"] = len(step.held)
    return found


def moved(merge: Merge) -> list[Moving]:
    """What a merge moved, as its preview called it."""
    counts = merge.effects.get("moved", {})
    rules = RULES[merge.kind]
    return [Moving(rule.label, counts[key]) for key, rule in rules.items() if rule.label and counts.get(key)]


def in_reports(told: Iterable[dict]) -> list[InReports]:
    """Effects as a merge keeps them, with the names of today; three queries at most."""
    told = list(told)
    projects = dict(Project.objects.filter(pk__in={one["project"] for one in told}).values_list("pk", "name"))
    wanted = {one["partner"] for one in told if one.get("partner")}
    partners = Partner.objects.filter(project__in=projects, code__in=wanted).prefetch_related("states")
    names = {(one.project_id, one.code): one.name for one in partners}
    return [_in_report(one, projects.get(one["project"], ""), names) for one in told]


def _in_report(told: dict, project: str, partners: dict[tuple[int, str], str]) -> InReports:
    if "code" not in told:
        return InReports(project, told["period"], str(Kind(told["what"]).label), "", "", "", f"{told['change']:+d}")
    partner = told["partner"]
    of = partners.get((told["project"], partner), _("no operator")) if partner else PARTS.get(told["zone"], "")
    line = told["names"].get(page_language(), told["code"])
    return InReports(project, told["period"], line, str(of), _figure(told["before"]), _figure(told["after"]))


def _figure(written: str) -> str:
    return localize(Decimal(written))


def _operators(kept: int, gone: int) -> list[str]:
    """Names of the two operators, of the one that goes and of the one that stays, where one project has two."""
    today = timezone.localdate()
    rows = with_state(Affiliation.objects.filter(structure__in=[kept, gone]), today).select_related("project")
    by_project: dict[int, dict[int, int | None]] = {}
    for row in rows:
        by_project.setdefault(row.project_id, {})[row.structure_id] = row.operator_id
    for project, answers in by_project.items():
        if len(set(answers.values())) > 1:
            partners = {p.pk: p.name for p in Project.objects.get(pk=project).partners.prefetch_related("states")}
            return [partners.get(answers[one] or 0, "–") for one in (gone, kept)]
    return []


# --- structures


def choices(*, search: str, reach: Reach | None) -> list[Choice]:
    """Structures that are there, by a part of the name or the start of a postcode; `reach` None: all of them."""
    words = search.strip()
    if not words:
        return []
    with across_structures("who merges two structures looks for them"):
        rows = _within(reach).filter(
            Q(name__unaccent__icontains=words) | Q(states__postcode__startswith=words) | Q(slug=words.lower())
        )
        return _as_choices(rows.distinct().order_by("name", "pk")[:FOUND_AT_MOST])


def choice(*, slug: str, reach: Reach | None) -> Choice | None:
    """That one, if it is within reach and not merged away."""
    with across_structures("who merges two structures has chosen one"):
        found = _as_choices(_within(reach).filter(slug=slug)[:1]) if slug else []
    return found[0] if found else None


def _within(reach: Reach | None):
    rows = Structure.objects.filter(merged_into=None)
    return rows if reach is None else rows.filter(pk__in=_reached(reach))


def _reached(reach: Reach):
    lines = with_state(Affiliation.objects.filter(project=reach.partner.project_id), timezone.localdate())
    return lines.filter(reach.lines()).values("structure")


def _as_choices(rows: Iterable[Structure]) -> list[Choice]:
    """Three queries, however many."""
    found = list(rows)
    keys = [one.pk for one in found]
    states = states_of(keys)
    members = Membership.objects.active().filter(structure__in=keys).order_by().values("structure")
    people = dict(members.annotate(n=Count("user", distinct=True)).values_list("structure", "n"))
    return [Choice(one.pk, one.slug, one.name, _where(states.get(one.pk)), people.get(one.pk, 0)) for one in found]


def _where(state: StructureState | None) -> str:
    return f"{state.postcode} {commune_name(state.country, state.postcode, state.commune)}".strip() if state else ""


def others_answer(*, structures: Iterable[int], reach: Reach) -> bool:
    """Whether another operator answers for one of them too, in this project or in another one that runs."""
    today = timezone.localdate()
    with across_structures("who merges two structures answers for both"):
        rows = with_state(Affiliation.objects.filter(structure__in=list(structures)), today).filter(
            Q(project=reach.partner.project_id) | Q(project__start__lte=today, project__end__gte=today)
        )
        return any(
            row.status in {"applied", "affiliated"}
            and (row.project_id != reach.partner.project_id or not reach.includes(row.operator_id))
            for row in rows
        )


# --- accounts


def account_choices(*, search: str) -> list[Choice]:
    """Accounts by a part of the address or of the name."""
    words = search.strip()
    if len(words) < 3:
        return []
    rows = User.objects.filter(merged_into=None, erased_at=None)
    for word in words.split():
        rows = rows.filter(
            Q(email__icontains=word) | Q(first_name__unaccent__icontains=word) | Q(last_name__unaccent__icontains=word)
        )
    return [_account(one) for one in rows.order_by("email")[:FOUND_AT_MOST]]


def account_choice(*, key: str) -> Choice | None:
    """That account, unless it was merged away or erased."""
    try:
        public = UUID(key)
    except ValueError:
        return None
    found = User.objects.filter(public=public, merged_into=None, erased_at=None).first()
    return _account(found) if found else None


def _account(user: User) -> Choice:
    return Choice(user.pk, str(user.public), user.full_name or user.email, user.email)


# --- what was merged


@dataclass(frozen=True, slots=True)
class Past:
    """A merge with the names of today."""

    merge: Merge
    kept: str
    gone: str


def merges(*, reach: Reach | None) -> list[Past]:
    """Newest first: those of structures within reach; None: all, accounts too."""
    return with_names(list(_merges(reach).order_by("-at")))


def merge_of(*, pk: UUID, reach: Reach | None) -> Past | None:
    """One of them, or None."""
    found = with_names(list(_merges(reach).filter(pk=pk)))
    return found[0] if found else None


def _merges(reach: Reach | None) -> QuerySet[Merge]:
    rows = Merge.objects.select_related("by", "undone_by")
    if reach is None:
        return rows
    with across_structures("a coordinator reads the merges of her structures"):
        within = list(_reached(reach).values_list("structure", flat=True))
    return rows.filter(kind=Kind.STRUCTURES, kept__in=within)


def with_names(rows: list[Merge]) -> list[Past]:
    """Two queries, however many."""
    names: dict[tuple[str, int], str] = {}
    ids = {kind: {pk for m in rows if m.kind == kind for pk in (m.kept, m.gone)} for kind in Kind.values}
    for pk, name in Structure.objects.filter(pk__in=ids[Kind.STRUCTURES]).values_list("pk", "name"):
        names[Kind.STRUCTURES, pk] = name
    for user in User.objects.filter(pk__in=ids[Kind.ACCOUNTS]):
        names[Kind.ACCOUNTS, user.pk] = f"{user.full_name} ({user.email})" if user.full_name else user.email
    return [Past(m, names.get((m.kind, m.kept), "–"), names.get((m.kind, m.gone), "–")) for m in rows]
