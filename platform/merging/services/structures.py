"""Two structures become one."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from common.wall import across_structures, open_structure
from merging import effects, letters
from merging.engine import Mover, counts, parents, plan
from merging.models import Kind, Merge
from merging.signals import structures_merged
from structures import journal
from structures.enums import AffiliationStatus, Role
from structures.models import Affiliation, AffiliationState, Membership, Project, Structure, StructureState

IN_PLAY = (AffiliationStatus.APPLIED, AffiliationStatus.AFFILIATED)


@transaction.atomic
def merge_structures(*, kept: int, gone: int, by, site: str = "") -> Merge:
    """All that `gone` owns becomes `kept`'s; its address leads there. What moves where: merging/rules.py.

    The two rows are locked in the order of their ids, so that two people who merge them at once, in whichever
    direction, act one after the other; nobody writes for either meanwhile. With a `site`, the referents of both are
    told by letter. Raises DomainError with a sentence to read.
    """
    with across_structures("two structures become one"):
        lock_two(kept, gone)
        if problem := hindrance(kept=kept, gone=gone):
            raise DomainError(problem)
        steps = plan(Kind.STRUCTURES, kept=kept, gone=gone)
        told = [effect.plain() for effect in effects.of_structures(kept=kept, gone=gone)]
        merge = Merge.objects.create(
            kind=Kind.STRUCTURES, kept=kept, gone=gone, by=by, effects={"reports": told, "moved": counts(steps)}
        )
        mover = Mover(merge)
        for model in parents():
            mover.witness(model, list(model._base_manager.filter(structure_id=kept).values_list("pk", flat=True)))
        mover.carry_out(steps)
        _one_history_of_places(mover)
        for affiliation in _doubles(kept, gone):
            _leave(mover, affiliation)
        mover.change(Structure, [gone], {"merged_into_id": kept})
        structures = Structure.objects.in_bulk([kept, gone])
        for referent in _referents(kept) if site else ():
            letters.structures_merged(to=referent, kept=structures[kept], gone=structures[gone], by=by, site=site)
    write_journal(merge, act="structures_merged", by=by)
    tell(merge)
    return merge


def hindrance(*, kept: int, gone: int) -> str:
    """Why these two can't become one, as a sentence; empty when they can. The caller works across structures."""
    if kept == gone:
        return _("Choose two different structures.")
    found = {one.pk: one for one in Structure.objects.filter(pk__in=[kept, gone]).select_related("merged_into")}
    if len(found) < 2:
        return _("One of the two is no longer there.")
    for one in (found[gone], found[kept]):
        if one.merged_into:
            return _("%(name)s was merged into %(other)s already.") % {"name": one.name, "other": one.merged_into.name}
    for affiliation in _doubles(kept, gone):
        if _status(affiliation) != AffiliationStatus.AFFILIATED:
            continue
        other = Affiliation.objects.get(structure=kept, project=affiliation.project_id)
        if _status(other) != AffiliationStatus.AFFILIATED:
            return _("%(kept)s is not affiliated to %(project)s, but %(gone)s is. Keep %(gone)s instead.") % {
                "kept": found[kept].name, "gone": found[gone].name, "project": affiliation.project.name,
            }  # fmt: skip
    return ""


def lock_two(kept: int, gone: int) -> None:
    """Both structures, until the transaction ends: in the order of their ids, whoever is to stay."""
    list(Structure.objects.select_for_update().filter(pk__in=[kept, gone]).order_by("pk").values_list("pk"))


def write_journal(merge: Merge, *, act: str, by) -> None:
    """A line in both structures: each referent reads it in her own."""
    for structure in (merge.kept, merge.gone):
        with open_structure(structure):
            journal.record(act=act, by=by, target=merge, kept=merge.kept, gone=merge.gone)


def tell(merge: Merge) -> None:
    """The rooms above, on commit: the projects of either count again."""
    with across_structures("the projects that count either of two structures"):
        both = Project.objects.filter(affiliations__structure__in=[merge.kept, merge.gone])
        projects = sorted(set(both.values_list("pk", flat=True)))
    transaction.on_commit(lambda: structures_merged.send(sender=Merge, merge=merge, projects=projects))


def _referents(structure: int) -> list[User]:
    roles = Membership.objects.active().filter(structure=structure, role=Role.REFERENT, user__is_active=True)
    return [one.user for one in roles.select_related("user").order_by("user_id")]


def _doubles(kept: int, gone: int) -> list[Affiliation]:
    """Affiliations of the one that goes, to projects in which the other has its own."""
    projects = Affiliation.objects.filter(structure=kept).values("project")
    return list(
        Affiliation.objects.filter(structure=gone, project__in=projects).select_related("project").order_by("pk")
    )


def _status(affiliation: Affiliation) -> str:
    state = affiliation.state_on(timezone.localdate())
    return state.status if state else ""


def _one_history_of_places(mover: Mover) -> None:
    """Where the kept one was before it was described: where the other was. Else its past would lie nowhere."""
    merge = mover.merge
    _copy(mover, StructureState, {"structure_id": merge.kept}, {"structure_id": merge.gone})


def _leave(mover: Mover, affiliation: Affiliation) -> None:
    """The kept one's affiliation takes over the history before its own; the other one is `left` from today."""
    today = timezone.localdate()
    other = Affiliation.objects.get(structure=mover.merge.kept, project=affiliation.project_id)
    _copy(
        mover,
        AffiliationState,
        {"affiliation_id": other.pk, "structure_id": mover.merge.kept},
        {"affiliation_id": affiliation.pk},
    )
    states = AffiliationState.objects.filter(affiliation=affiliation)
    later = states.filter(since__gte=today, status__in=IN_PLAY)
    mover.change(AffiliationState, list(later.values_list("pk", flat=True)), {"status": AffiliationStatus.LEFT})
    last = states.filter(since__lte=today).order_by("-since").first()
    if last and last.status in IN_PLAY:
        left = AffiliationState.objects.create(
            structure_id=mover.merge.gone,
            affiliation=affiliation,
            since=today,
            status=AffiliationStatus.LEFT,
            operator_id=last.operator_id,
        )
        mover.made(left)


def _copy(mover: Mover, model, to: dict[str, int], of: dict[str, int]) -> None:
    """Dated rows of the one that are older than the other's first."""
    kept = {name: value for name, value in to.items() if name in of}
    first = model.objects.filter(**kept).order_by("since").values_list("since", flat=True).first() or dt.date.max
    for row in model.objects.filter(**of, since__lt=first).order_by("since"):
        row.pk, row._state.adding = None, True
        for name, value in to.items():
            setattr(row, name, value)
        row.save(force_insert=True)
        mover.made(row)
