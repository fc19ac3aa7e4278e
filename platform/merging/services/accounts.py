"""Two accounts of one person become one."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import devices
from accounts.models import User
from common.errors import DomainError
from common.wall import across_structures, open_structure
from merging import effects, letters
from merging.engine import PEOPLE, Mover, counts, plan
from merging.models import Kind, Merge
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
        told = [effect.plain() for effect in effects.told(kind=Kind.ACCOUNTS, kept=kept, gone=gone)]
        merge = Merge.objects.create(
            kind=Kind.ACCOUNTS, kept=kept, gone=gone, by=by, effects={"reports": told, "moved": counts(steps)}
        )
        mover = Mover(merge)
        _one_person(mover)
        mover.carry_out(steps)
        mover.change(User, [gone], {"is_active": False, "merged_into_id": kept})
        devices.end_all(user=User.objects.get(pk=gone))
        places = sorted(set(Membership.objects.filter(user=kept, structure__isnull=False).values_list("structure_id")))
        if site:
            people = User.objects.in_bulk([kept, gone])
            letters.accounts_merged(to=people[kept], gone=people[gone], site=site)
    write_journal(merge, act="accounts_merged", by=by, places=[pk for (pk,) in places])
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


def write_journal(merge: Merge, *, act: str, by, places: list[int]) -> None:
    """A line where she works, for the referents there, and one of no structure."""
    for structure in [None, *places]:
        with open_structure(structure):
            journal.record(act=act, by=by, target=merge, kept=merge.kept, gone=merge.gone)


def _one_person(mover: Mover) -> None:
    """Two persons of one project: the register's own way of saying that they are one (docs/counting.md, People)."""
    kept = {one.project_id: one for one in Person.objects.filter(user=mover.merge.kept)}
    for person in Person.objects.filter(user=mover.merge.gone, project__in=kept).order_by("pk"):
        gone, stays = person.kept, kept[person.project_id].kept
        if gone.pk == stays.pk:
            continue
        values: dict[str, Any] = {"merged_into_id": stays.pk, "merged_at": timezone.now()}
        mover.change(Person, [gone.pk], values)
        mover.carry_out(plan(PEOPLE, kept=stays.pk, gone=gone.pk))  # two places at one action to come are one
