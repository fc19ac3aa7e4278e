"""Two structures become one."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.wall import across_structures, open_structure
from merging import effects, letters
from merging.engine import Mover, counts, parents, plan
from merging.history import one_history
from merging.models import Kind, Merge
from merging.rules import approved
from merging.services import roles
from merging.signals import structures_merged
from structures import journal
from structures.enums import AffiliationStatus
from structures.models import Affiliation, AffiliationState, Membership, Project, Structure, StructureState
from structures.permissions import May
from structures.selectors import portal_permissions, referents_of

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
        if problem := hindrance(kept=kept, gone=gone, by=by):
            raise DomainError(problem)
        steps = plan(Kind.STRUCTURES, kept=kept, gone=gone)
        told = [effect.plain() for effect in effects.told(kind=Kind.STRUCTURES, kept=kept, gone=gone)]
        merge = Merge.objects.create(
            kind=Kind.STRUCTURES, kept=kept, gone=gone, by=by, effects={"reports": told, "moved": counts(steps)}
        )
        mover = Mover(merge)
        for model in parents():
            mover.witness(model, list(model._base_manager.filter(structure_id=kept).values_list("pk", flat=True)))
        roles.witness(mover)
        asking = roles.asking(steps)
        mover.carry_out(steps)
        asked = roles.ask(mover, asking)
        _one_history_of_places(mover)
        for affiliation in _doubles(kept, gone):
            _leave(mover, affiliation)
        mover.change(Structure, [gone], {"merged_into_id": kept})
        structures = Structure.objects.in_bulk([kept, gone])
        for referent in referents_of(structure=kept) if site else ():
            letters.structures_merged(to=referent, kept=structures[kept], gone=structures[gone], by=by, site=site)
        roles.write_letters(asked, gone=structures[gone], by=by, site=site)
    roles.say(merge, asked, by=by)
    write_journal(merge, act="structures_merged", by=by)
    tell(merge)
    return merge


def hindrance(*, kept: int, gone: int, by=None) -> str:
    """Why these two can't become one, as a sentence; empty when they can. `by`: who would merge them."""
    if kept == gone:
        return _("Choose two different structures.")
    with across_structures("whether two structures can be merged"):
        return _between(kept, gone) or (_own(kept, gone, by) if by else "")


def _own(kept: int, gone: int, by) -> str:
    """Nobody opens another structure to herself: an administrator, who answers for all, may."""
    active = Membership.objects.active().filter(user=by.pk)
    hers = Structure.objects.filter(pk__in=active.filter(structure__in=[kept, gone]).values("structure")).first()
    if hers is None or May.ADMINISTER in portal_permissions(user=by.pk):
        return ""
    return _("You have a role in %(name)s yourself. Ask an administrator of the platform to merge them.") % {
        "name": hers.name
    }


def _approved(structure: int) -> bool:
    """Whether somebody ever approved it."""
    return Affiliation.objects.filter(structure=structure).filter(approved()).exists()


def _between(kept: int, gone: int) -> str:
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
            return _(
                "%(gone)s is affiliated to %(project)s, and %(kept)s is not."
                " An affiliated organisation does not become part of one that is not."
            ) % {"kept": found[kept].name, "gone": found[gone].name, "project": affiliation.project.name}
    people = Membership.objects.active().filter(structure=kept)
    if people.exists() and _approved(gone) and not _approved(kept):
        return _(
            "Nobody has approved %(kept)s yet. Its people would see the learners of %(gone)s, which was approved."
        ) % {"kept": found[kept].name, "gone": found[gone].name}
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
    own = list(model.objects.filter(**{name: value for name, value in to.items() if name in of}).order_by("since"))
    for row in one_history(own, model.objects.filter(**of).order_by("since")):
        if row in own:
            continue
        row.pk, row._state.adding = None, True
        for name, value in to.items():
            setattr(row, name, value)
        row.save(force_insert=True)
        mover.made(row)
