"""Who was there. A presence counts once the roll is validated (docs/counting.md, Presences)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.errors import DomainError
from community.events import selectors
from community.events.models import Action, ActionStatus, Attendance
from community.events.permissions import may_tick, may_validate
from community.events.services.registrations import locked
from structures import journal
from structures.models import Person, Structure

MARKS = (Attendance.Status.PRESENT, Attendance.Status.ABSENT)


@dataclass(frozen=True, slots=True)
class WalkIn:
    """Somebody who came without having registered."""

    first_name: str
    last_name: str
    email: str = ""
    home: Structure | None = None


@transaction.atomic
def mark_roll(
    *, action: Action, marks: Mapping[int, str], by, rest: str = "", shown: Mapping[int, str] | None = None
) -> list[Attendance]:
    """Attendance id -> `present` or `absent`; other rows keep what they say, or get `rest` while they say nothing.

    `shown`: attendance id -> what the page showed. A mark that was there already is not the caller's, and changes
    nothing; a row that somebody else marked since, otherwise, keeps what it says, and is returned.
    Ids of another list are passed over. Raises DomainError before the day, and once validated.
    """
    shown = shown or {}
    action = locked(action)
    if not may_tick(action):
        raise DomainError(_("The roll opens on the day itself, and closes when it is validated."))
    changed, overtaken = 0, []
    for row in action.attendances.seated().select_related("person"):
        mark, seen = marks.get(row.pk, ""), shown.get(row.pk, row.status)
        wanted = mark if mark != seen else ""
        wanted = wanted or (rest if row.status == Attendance.Status.REGISTERED else "")
        if wanted in MARKS and wanted != row.status:
            if wanted == mark and row.status != seen:
                overtaken.append(row)
                continue
            row.status = wanted
            row.save(update_fields=["status"])
            changed += 1
    if changed:
        journal.record(act="roll_marked", by=by, target=action, rows=changed)
    return overtaken


@transaction.atomic
def validate_roll(*, action: Action, by, nobody: bool = False) -> int:
    """The presences count from now on, and the action is closed; returns how many there are.

    Raises DomainError before the last of its dates, while somebody is neither present nor absent, and (field
    `nobody`) where nobody is present, unless `nobody` says that this is meant.
    """
    action = locked(action)
    if not may_validate(action):
        raise DomainError(_("A roll is validated once its last date has come, and only once."))
    rows = list(action.attendances.seated())
    count = selectors.count_roll(rows)
    left = count.left
    if left:
        raise DomainError(
            ngettext(
                "%(n)s person is neither present nor absent: say which, then validate.",
                "%(n)s people are neither present nor absent: say which, then validate.",
                left,
            )
            % {"n": left}
        )
    if not count.present and not nobody:
        raise DomainError(_("Nobody is marked present. Did really nobody come? Then say so below."), field="nobody")
    now = timezone.now()
    # A queryset update is stamped too: the change stamp is the database's (common/db/guards.py).
    present = action.attendances.filter(status=Attendance.Status.PRESENT).update(validated_at=now)
    action.status = ActionStatus.CLOSED
    action.save(update_fields=["status"])
    journal.record(act="roll_validated", by=by, target=action, present=present)
    return present


@transaction.atomic
def reopen_action(*, action: Action, by) -> None:
    """What was closed is open again: its presences stop counting until the roll is validated anew."""
    action = locked(action)
    if action.status != ActionStatus.CLOSED:
        raise DomainError(_("This is not closed."))
    undone = action.attendances.filter(validated_at__isnull=False).update(validated_at=None)
    action.status = ActionStatus.PLANNED
    action.save(update_fields=["status"])
    journal.record(act="roll_reopened", by=by, target=action, presences=undone)


@transaction.atomic
def seat_waiting(*, attendance: Attendance, by) -> None:
    """Somebody on the waiting list came: present, even beyond the places, for she is there."""
    action = locked(attendance.action)
    attendance.refresh_from_db(fields=["status"])  # she may have withdrawn, or got a place, meanwhile
    if not may_tick(action):
        raise DomainError(_("The roll opens on the day itself, and closes when it is validated."))
    if attendance.status == Attendance.Status.WAITING:
        attendance.status = Attendance.Status.PRESENT
        attendance.save(update_fields=["status"])
        journal.record(act="roll_seated", by=by, target=action)


@transaction.atomic
def add_walk_in(*, action: Action, walk_in: WalkIn | None = None, person: Person | None = None, by) -> Attendance:
    """Present on the roll: that person of the project's register, or a new one who needs no account.

    An e-mail address that the register or an account already has is that person, never a second one. A presence is a
    fact, so the number of places does not hold here.
    """
    action = locked(action)
    if not may_tick(action):
        raise DomainError(_("The roll opens on the day itself, and closes when it is validated."))
    if person is None:
        if walk_in is None:
            raise DomainError(_("Type a name."), field="first_name")
        person = _person(action, walk_in)
    if person.project_id != action.project_id:
        raise DomainError(_("This person is not in the project's register."))
    person = person.kept
    attendance, _new = Attendance.objects.get_or_create(
        action=action, person=person, defaults={"status": Attendance.Status.PRESENT, "walk_in": True}
    )
    if attendance.status != Attendance.Status.PRESENT:
        attendance.status = Attendance.Status.PRESENT
        attendance.save(update_fields=["status"])
    journal.record(act="roll_person_added", by=by, target=action)
    return attendance


def _person(action: Action, walk_in: WalkIn) -> Person:
    known = Person.objects.filter(project=action.project_id)
    account = None
    if walk_in.email:
        found = known.filter(email__iexact=walk_in.email).order_by("-merged_into", "pk").first()  # nulls first
        account = User.objects.filter(email__iexact=walk_in.email, confirmed_at__isnull=False).first()
        found = found or (known.filter(user=account).first() if account else None)
        if found:
            return found
    return Person.objects.create(
        project=action.project,
        code=f"roll-{uuid.uuid4().hex}",
        user=account,
        home=walk_in.home,
        first_name=walk_in.first_name,
        last_name=walk_in.last_name,
        email=walk_in.email.lower(),
        language=account.language if account else "",
    )
