"""An operator plans, changes, cancels and closes what it organises."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.overtaken import Overtaken
from community.events import letters
from community.events.models import COUNTED, Action, ActionKind, ActionStatus, Attendance
from community.events.permissions import may_cancel, may_close
from community.events.services.registrations import locked, promote
from structures import journal
from structures.models import Partner

EDITABLE = (
    "kind", "core", "sector", "title", "description", "language", "starts_at", "ends_at", "dates", "country",
    "postcode", "venue", "online", "link", "capacity", "audience", "evidence",
)  # fmt: skip
TOLD = ("starts_at", "ends_at", "dates", "venue", "postcode", "online", "link")
"""What registered people hear about when it changes."""
CHANGES = (
    "action_planned", "action_changed", "action_cancelled", "action_restored", "action_closed", "roll_validated",
    "roll_reopened",
)  # fmt: skip
"""The acts that store the action itself."""


@transaction.atomic
def plan_action(*, partner: Partner, by, joint: Iterable[Partner] = (), **fields) -> Action:
    """A new action of that partner; `fields` are those of EDITABLE. Raises DomainError outside the project's dates."""
    action = Action(project=partner.project, operator=partner, code=str(uuid.uuid4()), **fields)
    _refuse_nonsense(action)
    action.save()
    _set_joint(action, joint)
    journal.record(act="action_planned", by=by, target=action, partner=partner.code, kind=action.kind)
    return action


def version_of(action: Action) -> str:
    """What differs as soon as the action is stored again."""
    return str(action.changed)


@transaction.atomic
def change_action(*, action: Action, by, site: str, joint: Iterable[Partner] = (), seen: str = "", **fields) -> Action:
    """Correct it. More places go to the waiting list; another time or place is written to who is registered.

    `seen`: the version that the change is based on (`version_of`). Overtaken when another one is stored by now.
    Raises DomainError for a cancelled one, and for what counts of a closed one.
    """
    action = locked(action)
    if seen and seen != version_of(action):
        raise Overtaken(stored=action, name=journal.last_name(target=action, acts=CHANGES))
    if action.status == ActionStatus.CANCELLED:
        raise DomainError(_("This is cancelled. Take the cancellation back first."))
    changed = [name for name in EDITABLE if name in fields and getattr(action, name) != fields[name]]
    if action.status == ActionStatus.CLOSED and set(changed) & set(COUNTED):
        raise DomainError(_("This is closed, and counts. Open it again before you change its kind, dates or place."))
    for name in changed:
        setattr(action, name, fields[name])
    _refuse_nonsense(action)
    action.save()
    _set_joint(action, joint)
    journal.record(act="action_changed", by=by, target=action, fields=sorted(changed))
    if set(changed) & set(TOLD) and not action.started:
        letters.changed(attendances=_concerned(action), action=action, site=site)
    promote(action=action, site=site)
    return action


@transaction.atomic
def cancel_action(*, action: Action, by, reason: str, site: str) -> Action:
    """Cancelled is a state: the row and its list stay. Who was registered gets the reason by mail."""
    action = locked(action)
    if not may_cancel(action):
        raise DomainError(_("This is closed, or cancelled already."))
    action.status, action.cancel_reason = ActionStatus.CANCELLED, reason.strip()
    action.save(update_fields=["status", "cancel_reason"])
    journal.record(act="action_cancelled", by=by, target=action)
    if not action.started:
        letters.cancelled(attendances=_concerned(action), action=action, site=site)
    return action


@transaction.atomic
def restore_action(*, action: Action, by, site: str) -> Action:
    """The cancellation is taken back; who was told hears of it."""
    action = locked(action)
    if action.status != ActionStatus.CANCELLED:
        raise DomainError(_("This is not cancelled."))
    action.status, action.cancel_reason = ActionStatus.PLANNED, ""
    action.save(update_fields=["status", "cancel_reason"])
    journal.record(act="action_restored", by=by, target=action)
    if not action.started:
        letters.taking_place(attendances=_concerned(action), action=action, site=site)
    return action


@transaction.atomic
def close_action(*, action: Action, by) -> Action:
    """It took place. Trainings close by their roll alone; an awareness action needs an audience and evidence."""
    action = locked(action)
    if action.counts_by_roll:
        raise DomainError(_("A training is closed by validating its roll."))
    if not may_close(action):
        raise DomainError(_("This has not taken place yet, or is not planned any more."))
    if action.kind == ActionKind.AWARENESS and not (action.audience and action.evidence.strip()):
        raise DomainError(_("Say how many people you reached, and give the evidence: without them it does not count."))
    action.status = ActionStatus.CLOSED
    action.save(update_fields=["status"])
    journal.record(act="action_closed", by=by, target=action)
    return action


def _concerned(action: Action) -> list[Attendance]:
    rows = action.attendances.filter(status__in=[Attendance.Status.REGISTERED, Attendance.Status.WAITING])
    return list(rows.select_related("person__user", "person__home"))


def _refuse_nonsense(action: Action) -> None:
    project = action.project
    for day in action.days:
        if not project.start <= day <= project.end:
            raise DomainError(
                _("The project runs from %(start)s to %(end)s: outside, nothing counts.")
                % {"start": f"{project.start:%d/%m/%Y}", "end": f"{project.end:%d/%m/%Y}"},
                field="starts_at",
            )
    if action.ends_at and action.ends_at <= action.starts_at:
        raise DomainError(_("The end comes before the start."), field="ends_at")
    if action.status == ActionStatus.CLOSED and action.starts_at > timezone.now():
        raise DomainError(_("What is closed can't lie in the future."), field="starts_at")


def _set_joint(action: Action, joint: Iterable[Partner]) -> None:
    action.joint.set([one for one in joint if one.project_id == action.project_id and one.pk != action.operator_id])
