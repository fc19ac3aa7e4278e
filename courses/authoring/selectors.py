"""Reads of the editor: the modules with their state, one of them, its saves and comments."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from courses.authoring.gaps import Gaps, gaps_of
from courses.authoring.models import Comment, DraftSave, PlannedPublication
from courses.learning import services
from courses.learning.catalogue import choice_of, own_modules
from courses.learning.models import Module, ModuleVersion
from exercises.texts import LANGUAGES
from structures.models import Membership, Portal, Structure
from structures.permissions import May, permissions_of

Status = ModuleVersion.Status
NO_GAPS = Gaps({}, {})
HEAVY = ("document", "files")


@dataclass(frozen=True, slots=True)
class Row:
    """A module in the list. `open` is the version that is written or reread, `shown` the published one."""

    module: Module
    shown: ModuleVersion | None
    open: ModuleVersion | None
    withdrawn: bool
    changed_at: dt.datetime | None
    gaps: Gaps
    comments: int
    planned: PlannedPublication | None

    @property
    def origin_changed(self) -> bool:
        """Of a structure's copy: the origin has a version that nobody there has looked at."""
        return services.origin_changed(self.module) is not None

    @property
    def states(self) -> list[tuple[str, str]]:
        """(state, words), the open version first."""
        found = []
        if self.open:
            reread = self.open.status == Status.IN_REVIEW
            words = _("version %(n)s in review") if reread else _("draft of version %(n)s")
            found.append((str(self.open.status), words % {"n": self.open.number}))
        if self.shown:
            found.append(("published", _("version %(n)s published") % {"n": self.shown.number}))
        elif self.withdrawn:
            found.append(("withdrawn", _("withdrawn")))
        return found


def module_rows(
    *, structure: Structure | None = None, words: str = "", state: str = "", lacking: str = ""
) -> list[Row]:
    """The house's modules by code, or a structure's copies; `lacking`: those with a text missing or stale in that
    language. Six queries.
    """
    light = ModuleVersion.objects.defer(*HEAVY).select_related("planned")
    modules = own_modules(structure) if structure else Module.objects.filter(structure=None)
    modules = modules.prefetch_related(Prefetch("versions", light, to_attr="every")).order_by("code")
    named = _named(modules, words)
    found = [module for module in named if module.every]  # type: ignore[attr-defined]  # else its first draft was deleted
    works = [work for work in (_work(module) for module in found) if work]
    gaps, saved, said = gaps_of(works), _last_saves(works), _comments(works)
    rows = [_row(module, gaps, saved, said) for module in found]
    return [row for row in rows if _fits(row, state, lacking)]


def _named(modules: QuerySet[Module], words: str) -> QuerySet[Module]:
    """Those whose code or title, in any language, has each of these words, with or without its accents."""
    for word in words.split():
        named = Q(code__icontains=word)
        for language in LANGUAGES:
            named |= Q(**{f"title_{language}__unaccent__icontains": word})
        modules = modules.filter(named)
    return modules


def shown_rows(portal: Portal, *, words: str = "", shown: str = "", audience: str = "") -> QuerySet[Module]:
    """The house's published modules as that portal has them; `shown`: yes, no, or all."""
    found = _named(choice_of(portal), words)
    if shown:
        found = found.filter(Q(shown_here=shown == "yes"))  # of choice_of
    return found.filter(audience=audience) if audience else found


def may_choose_for(*, user, portal: Portal) -> bool:
    """Whether the person writes content by a role in that portal: others have theirs. Needs `as_person`."""
    roles = Membership.objects.active().filter(user=user, portal=portal.pk).values_list("role", flat=True)
    return May.EDIT_CONTENT in permissions_of(roles)


def _work(module: Module) -> ModuleVersion | None:
    """The version that the editor opens: the draft, else the published one, else the newest."""
    every: list[ModuleVersion] = module.every  # type: ignore[attr-defined]  # to_attr of the prefetch
    for status in (*ModuleVersion.OPEN, Status.PUBLISHED):
        for version in every:
            if version.status == status:
                return version
    return max(every, key=lambda one: one.number, default=None)


def _row(module: Module, gaps: dict[int, Gaps], saved: dict[int, dt.datetime], said: dict[int, int]) -> Row:
    work = _work(module)
    every: list[ModuleVersion] = module.every  # type: ignore[attr-defined]
    changed = (saved.get(work.pk) or work.published_at or work.created_at) if work else None
    opened = work if work and work.status in ModuleVersion.OPEN else None
    return Row(
        module,
        next((one for one in every if one.pk == module.published_id), None),
        opened,
        any(one.status == Status.WITHDRAWN for one in every),
        changed,
        gaps.get(work.pk, NO_GAPS) if work else NO_GAPS,
        said.get(work.pk, 0) if work else 0,
        getattr(opened, "planned", None) if opened else None,
    )


def _fits(row: Row, state: str, lacking: str) -> bool:
    in_state = not state or any(one == state for one, _words in row.states)
    return in_state and (not lacking or row.gaps.of(lacking) > 0)


def _last_saves(versions: Iterable[ModuleVersion]) -> dict[int, dt.datetime]:
    lines = DraftSave.objects.filter(version__in=[one.pk for one in versions]).order_by("at")
    return dict(lines.values_list("version_id", "at"))


def _comments(versions: Iterable[ModuleVersion]) -> dict[int, int]:
    open_ones = Comment.objects.filter(version__in=[one.pk for one in versions], settled_at=None)
    return dict(open_ones.values_list("version_id").annotate(n=Count("pk")).order_by())


def saves_of(version: ModuleVersion) -> QuerySet[DraftSave]:
    """Newest first, with who."""
    return DraftSave.objects.filter(version=version).select_related("by")


def savers_of(version: ModuleVersion) -> list[str]:
    """The names of those who wrote in it, in the order of the alphabet."""
    return sorted({save.by.short_name for save in saves_of(version) if save.by})


def comments_on(version: ModuleVersion, part: str) -> QuerySet[Comment]:
    """On one part: the open ones first."""
    found = Comment.objects.filter(version=version, part=part).select_related("by", "settled_by")
    return found.order_by("settled_at", "at", "pk")


def open_comments(version: ModuleVersion) -> dict[str, int]:
    """Part -> how many comments wait there."""
    waiting = Comment.objects.filter(version=version, settled_at=None)
    return dict(waiting.values_list("part").annotate(n=Count("pk")).order_by())
