"""Two accounts of one person become one."""

from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from common.wall import across_structures, open_structure
from merging import effects, letters
from merging.engine import Mover, counts, plan
from merging.models import Kind, Merge
from merging.signals import accounts_merged
from structures import journal
from structures.models import Membership, Person


@transaction.atomic
def merge_accounts(*, kept: int, gone: int, by, site: str = "") -> Merge:
    """What `gone` is and did becomes `kept`'s; it can't sign in any more, and its sessions end.

    In each project that knows both, the two persons are one from now on (Person.merged_into). With a `site`, she is
    told by letter. Raises DomainError.
    """
    with across_structures("two accounts of one person become one"):
        list(User.objects.select_for_update().filter(pk__in=[kept, gone]).order_by("pk").values_list("pk"))
        if problem := account_hindrance(kept=kept, gone=gone, by=by):
            raise DomainError(problem)
        steps = plan(Kind.ACCOUNTS, kept=kept, gone=gone)
        told = [effect.plain() for effect in effects.of_accounts(kept=kept, gone=gone)]
        merge = Merge.objects.create(
            kind=Kind.ACCOUNTS, kept=kept, gone=gone, by=by, effects={"reports": told, "moved": counts(steps)}
        )
        mover = Mover(merge)
        _one_person(mover)
        mover.carry_out(steps)
        mover.change(User, [gone], {"is_active": False, "merged_into_id": kept})
        end_sessions(gone)
        places = sorted(set(Membership.objects.filter(user=kept, structure__isnull=False).values_list("structure_id")))
        if site:
            people = User.objects.in_bulk([kept, gone])
            letters.accounts_merged(to=people[kept], gone=people[gone], site=site)
    write_journal(merge, act="accounts_merged", by=by, places=[pk for (pk,) in places])
    transaction.on_commit(lambda: accounts_merged.send(sender=Merge, merge=merge))
    return merge


def account_hindrance(*, kept: int, gone: int, by) -> str:
    """Why these two can't become one, as a sentence; empty when they can."""
    found = {one.pk: one for one in User.objects.filter(pk__in=[kept, gone]).select_related("merged_into")}
    if len(found) < 2:
        return _("Choose two different accounts.") if kept == gone else _("One of the two is no longer there.")
    for one in (found[gone], found[kept]):
        if one.merged_into:
            return _("%(name)s was merged into %(other)s already.") % {
                "name": one.email, "other": one.merged_into.email,
            }  # fmt: skip
        if one.erased_at:
            return _("An account that was erased can't be merged.")
    if not found[kept].is_active:
        return _("The account to keep is closed. Open it first, or keep the other one.")
    own = _("You are signed in with the account that would go. Keep it, or ask another administrator.")
    return own if by and by.pk == gone else ""


def end_sessions(user_id: int) -> None:
    """Every session holds a hash of the password field: a new unusable one ends them all, on all devices."""
    user = User.objects.get(pk=user_id)
    user.set_unusable_password()
    User.objects.filter(pk=user_id).update(password=user.password)


def write_journal(merge: Merge, *, act: str, by, places: list[int]) -> None:
    """A line where she works, for the referents there, and one of no structure."""
    for structure in [None, *places]:
        with open_structure(structure):
            journal.record(act=act, by=by, target=merge, kept=merge.kept, gone=merge.gone)


def _one_person(mover: Mover) -> None:
    """Two persons of one project: the register's own way of saying that they are one (docs/counting.md, People)."""
    kept = {one.project_id: one for one in Person.objects.filter(user=mover.merge.kept)}
    for person in Person.objects.filter(user=mover.merge.gone, project__in=kept).order_by("pk"):
        gone, stays = _end(person), _end(kept[person.project_id])
        if gone.pk == stays.pk:
            continue
        values: dict[str, Any] = {"merged_into_id": stays.pk, "merged_at": timezone.now()}
        mover.change(Person, [gone.pk], values)
        _one_place(mover, gone=gone, kept=stays)


def _end(person: Person) -> Person:
    while person.merged_into:
        person = person.merged_into
    return person


def _one_place(mover: Mover, *, gone: Person, kept: Person) -> None:
    """Registered twice for what is still to come: one of the two places is given back."""
    attendances = apps.get_model("events", "Attendance")._base_manager
    both = attendances.filter(person=kept, action__status="planned").exclude(status="cancelled").values("action")
    double = attendances.filter(person=gone, action__in=both, status__in=["registered", "waiting"])
    mover.change(attendances.model, list(double.values_list("pk", flat=True)), {"status": "cancelled"})
