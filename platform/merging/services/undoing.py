"""A merge is taken back: within 30 days, and without clobbering what was written since."""

import datetime as dt
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from common.wall import across_structures
from merging import engine
from merging.models import Kind, Merge
from merging.services import accounts, roles, structures
from merging.ties import ties
from structures.models import Membership, Structure

UNDO_DAYS = 30


@transaction.atomic
def undo_merge(*, merge: Merge, by) -> engine.Returned:
    """Each row that moved goes back, with what was written for it since; the report says what could not.

    Left as they are: rows that somebody changed or deleted since, and those that were tied since to rows that the kept
    one had before (merging/ties.py). Raises DomainError with a sentence to read.
    """
    with across_structures("a merge is taken back"):
        _lock(merge)
        merge.refresh_from_db()
        if problem := undo_hindrance(merge):
            raise DomainError(problem)
        withdrawn: list = []
        if merge.kind == Kind.STRUCTURES:
            found, withdrawn = _structures_back(merge)
        else:
            places = Membership.objects.filter(user=merge.kept, structure__isnull=False)
            places_before = sorted(set(places.values_list("structure_id", flat=True)))
            found = engine.give_back(merge, stays={})
        merge.undone_at, merge.undone_by = timezone.now(), by
        merge.effects["undone"] = asdict(found)
        merge.save(update_fields=["undone_at", "undone_by", "effects"])
    if merge.kind == Kind.STRUCTURES:
        roles.say(merge, withdrawn, by=by, act="join_withdrawn")
        structures.write_journal(merge, act="structures_merge_undone", by=by)
        structures.tell(merge)
    else:
        accounts.write_journal(merge, act="accounts_merge_undone", by=by, places=[pk for pk in places_before if pk])
    return found


def undo_hindrance(merge: Merge) -> str:
    """Why it can't be taken back, as a sentence; empty when it can."""
    if merge.undone_at:
        return _("This merge was taken back already.")
    if merge.at < timezone.now() - dt.timedelta(days=UNDO_DAYS):
        return _("A merge can be taken back for %(days)s days. This one is older.") % {"days": UNDO_DAYS}
    return _state_of_both(merge)


def _state_of_both(merge: Merge) -> str:
    model = Structure if merge.kind == Kind.STRUCTURES else User
    kept = model._base_manager.filter(pk=merge.kept).first()
    if kept is None:
        return _("One of the two is no longer there.")
    if (
        merge.kind == Kind.ACCOUNTS
        and User.objects.filter(pk__in=[merge.kept, merge.gone], erased_at__isnull=False).exists()
    ):
        return _("The account was erased since. What is erased does not come back.")
    if kept.merged_into_id:
        return _("Meanwhile the one that was kept was merged itself. Take that merge back first.")
    later = Merge.objects.filter(kind=merge.kind, kept=merge.kept, undone_at=None, at__gt=merge.at)
    if later.exists():
        return _("Another merge came after this one. Take that one back first.")
    return ""


def _lock(merge: Merge) -> None:
    if merge.kind == Kind.STRUCTURES:
        structures.lock_two(merge.kept, merge.gone)
    else:
        both = User.objects.select_for_update().filter(pk__in=[merge.kept, merge.gone])
        list(both.order_by("pk").values_list("pk"))


def _structures_back(merge: Merge) -> tuple[engine.Returned, list]:
    tied = ties(merge)
    found = engine.give_back(merge, stays=tied.stays)
    for model in engine.walled():
        if pks := tied.follow.get(model._meta.label):
            engine.write(merge, model, pks, {"structure_id": merge.gone}, at=merge.kept)
            found.followed += len(pks)
    return found, roles.put_back(merge, found)
