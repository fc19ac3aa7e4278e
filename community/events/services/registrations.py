"""A helper takes a place, waits for one, or gives hers back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.wall import open_structure
from community.events import letters, selectors
from community.events.models import Action, Attendance
from community.events.permissions import may_register
from structures import journal
from structures.models import Person, Structure
from structures.services.people import enrol_person


def locked(action: Action) -> Action:
    """The action's row, held until the transaction ends: places are given one person at a time."""
    return Action.objects.select_for_update(of=("self",)).get(pk=action.pk)


@transaction.atomic
def register(*, action: Action, user, structure: Structure | None = None, site: str) -> Attendance:
    """A place for her, or one on the waiting list when all are taken; she gets a letter. Again: no change.

    `structure` says where she helps when several of hers are with the project; needs `as_person`. Raises DomainError
    when the action has started, is cancelled or closed, or when none of her structures is with its project.
    """
    action = locked(action)
    if not may_register(action):
        raise DomainError(_("Registration is closed."))
    person = _person(action, user, structure)
    attendance = _existing(action, person, user)
    if attendance and attendance.status != Attendance.Status.CANCELLED:
        return attendance
    full = action.capacity is not None and action.attendances.seated().count() >= action.capacity
    status = Attendance.Status.WAITING if full else Attendance.Status.REGISTERED
    if attendance:
        attendance.status, attendance.registered_at = status, timezone.now()
        attendance.save(update_fields=["status", "registered_at"])
    else:
        attendance = Attendance.objects.create(action=action, person=person, status=status)
    write = letters.waiting if full else letters.registered
    write(person=attendance.person, action=action, site=site)
    journal.record(act="action_registered", by=user, target=action, status=status)
    return attendance


@transaction.atomic
def withdraw(*, attendance: Attendance, by, site: str) -> None:
    """She gives her place back; the first on the waiting list gets it, and a letter. Raises DomainError once begun."""
    action = locked(attendance.action)
    attendance.refresh_from_db(fields=["status"])
    if attendance.status == Attendance.Status.CANCELLED:
        return
    if not may_register(action):
        raise DomainError(_("This has begun, or is closed: the list can't change here any more."))
    attendance.status = Attendance.Status.CANCELLED
    attendance.save(update_fields=["status"])
    journal.record(act="action_withdrawn", by=by, target=action)
    promote(action=action, site=site)


def promote(*, action: Action, site: str) -> list[Attendance]:
    """Free places go to the waiting list, in order, until the action starts. The caller holds the action's row."""
    if not may_register(action):
        return []
    queue = action.attendances.waiting().select_related("person__user", "person__home")
    if action.capacity is not None:
        queue = queue[: max(action.capacity - action.attendances.seated().count(), 0)]
    found = list(queue)
    for attendance in found:
        attendance.status = Attendance.Status.REGISTERED
        attendance.save(update_fields=["status"])
        letters.promoted(person=attendance.person, action=action, site=site)
        journal.record(act="action_place_given", by=None, target=action)
    return found


def _person(action: Action, user, structure: Structure | None) -> Person:
    """Her row in the project's register, written if it is missing; merges followed."""
    mine = selectors.structures_by_project(user=user).get(action.project_id, [])
    if not mine:
        raise DomainError(
            _("This is for helpers of structures that are affiliated to this project. None of yours is, today.")
        )
    if structure is not None and structure not in mine:
        raise DomainError(_("Choose one of your structures."), field="structure")
    person = Person.objects.filter(project=action.project_id, user=user).first()
    if person is None or person.home_id is None:
        home = structure or mine[0]
        with open_structure(home.pk):
            person = enrol_person(user, home)
    if person is None:
        raise DomainError(_("Sign in once with a code by e-mail first: it confirms your address."))
    if person.project_id != action.project_id:
        raise DomainError(_("The work of your structure is counted in another project at present."))
    person = person.kept
    return person


def _existing(action: Action, person: Person, user) -> Attendance | None:
    """Her row on this list, also under a person that was merged since."""
    people = [person, *selectors.persons_of(user)]
    rows = Attendance.objects.filter(action=action, person__in=people).select_related("person__user").order_by("pk")
    return min(rows, key=lambda row: row.status == Attendance.Status.CANCELLED, default=None)
