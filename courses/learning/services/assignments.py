"""Acts on assignments. The structure is open; each act leaves a journal line."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.wall import across_structures
from courses.learning.enums import OPEN_AT_MOST, Audience
from courses.learning.models import Answer, Assignment, Module, ModuleVersion
from learners.models import Learner, LearnerGroup
from learners.services import hold
from structures import journal


@dataclass(frozen=True, slots=True)
class Assigned:
    """What became of a module given to a group: new assignments, and who already has it or has too many open."""

    made: list[Assignment]
    already: list[Learner]
    full: list[Learner]


class AlreadyAssigned(DomainError):
    """The learner has this module open."""


class TooManyOpen(DomainError):
    """The learner has OPEN_AT_MOST modules open."""


@transaction.atomic
def assign_module(*, learner: Learner, module: Module, by, group: LearnerGroup | None = None) -> Assignment:
    """Give a module to a learner, in its published version.

    DomainError: not published, already open (AlreadyAssigned), or OPEN_AT_MOST modules are open (TooManyOpen).
    """
    here = module.structure_id in (None, learner.structure_id)
    if module.published_id is None or module.audience != Audience.LEARNER or not here:
        raise DomainError(_("This module is not published yet."))
    hold([learner])  # two aidants at once: one after the other
    current = list(Assignment.objects.filter(learner=learner, completed_at=None, cancelled_at=None))
    if any(one.module_id == module.pk for one in current):
        raise AlreadyAssigned(_("%(name)s already has this module.") % {"name": learner.alias})
    if len(current) >= OPEN_AT_MOST:
        text = _("%(name)s already has %(count)s open modules. Finish or take back one first.")
        raise TooManyOpen(text % {"name": learner.alias, "count": len(current)})
    assignment = Assignment.objects.create(
        structure_id=learner.structure_id,
        learner=learner,
        module=module,
        version_id=module.published_id,
        group=group,
        assigned_by=by,
    )
    journal.record(act="module_assigned", by=by, target=assignment, module=module.code)
    return assignment


@transaction.atomic
def assign_to_group(*, group: LearnerGroup, module: Module, by) -> Assigned:
    """Give a module to everybody in a group; who can't get it is named, and the others get it."""
    found = Assigned([], [], [])
    learners = list(group.learners.filter(archived_at=None))
    hold(learners)
    for learner in learners:
        try:
            with transaction.atomic():
                found.made.append(assign_module(learner=learner, module=module, by=by, group=group))
        except AlreadyAssigned:
            found.already.append(learner)
        except TooManyOpen:
            found.full.append(learner)
    return found


@transaction.atomic
def give_group_modules(*, group: LearnerGroup, learner: Learner, by) -> list[Assignment]:
    """Whoever joins a group gets the modules that are open in it, as far as there is room."""
    open_there = (
        Module.objects.filter(assignment__group=group, assignment__completed_at=None, assignment__cancelled_at=None)
        .exclude(assignment__in=Assignment.objects.filter(learner=learner, cancelled_at=None))
        .distinct()
        .order_by("code")
    )
    made = []
    for module in open_there:
        try:
            with transaction.atomic():
                made.append(assign_module(learner=learner, module=module, by=by, group=group))
        except DomainError:
            continue
    return made


@transaction.atomic
def cancel_assignment(*, assignment: Assignment, by) -> None:
    """Take a module back. The answers stay; the undo is `restore_assignment`."""
    if assignment.cancelled_at is None:
        assignment.cancelled_at = timezone.now()
        assignment.save(update_fields=["cancelled_at"])
        journal.record(act="assignment_cancelled", by=by, target=assignment)


@transaction.atomic
def restore_assignment(*, assignment: Assignment, by) -> None:
    """Undo of taking back. DomainError when the same module was given again meanwhile."""
    hold([assignment.learner])
    assignment.cancelled_at = None
    try:
        with transaction.atomic():
            assignment.save(update_fields=["cancelled_at"])
    except IntegrityError as error:
        raise DomainError(_("This module has been given again meanwhile.")) from error
    journal.record(act="assignment_restored", by=by, target=assignment)


@transaction.atomic
def bring_along(*, version: ModuleVersion) -> int:
    """Open assignments that nobody has begun move to this version of their module; how many did.

    Whoever has begun stays on hers, and an answer keeps the version that it was given to.
    """
    begun = Answer.objects.filter(assignment=OuterRef("pk"))
    with across_structures("a new version reaches the learners of every structure who have not begun"):
        waiting = Assignment.objects.filter(module_id=version.module_id, completed_at=None, cancelled_at=None)
        return waiting.exclude(version=version).filter(~Exists(begun)).update(version=version)
