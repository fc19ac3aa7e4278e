"""Who gets in by a merge, who only asks, and who is out again by its undo (docs/merging.md, Roles).

Callers work across structures, in one transaction, with both structures locked.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from common.wall import open_structure
from merging.engine import Mover, Returned, Step
from merging.letters import asks_now
from merging.models import Merge, Move
from structures import journal
from structures.models import Invitation, JoinRequest, JournalEntry, Membership, Structure
from structures.selectors import referents_of
from team.letters import somebody_asks

TABLE, ASKED, LEARNERS = Membership._meta.label, JoinRequest._meta.label, "learners.Learner"


def witness(mover: Mover) -> None:
    """Who had a role in the kept one before."""
    there = Membership.objects.active().filter(structure=mover.merge.kept)
    mover.witness(Membership, list(there.values_list("pk", flat=True)))


def asking(steps: Iterable[Step]) -> list[int]:
    """Accounts whose role does not move, and that are open: they ask to join instead."""
    held = [pk for step in steps if step.model is Membership for pk in step.held]
    found = Membership.objects.filter(pk__in=held, user__is_active=True).order_by("pk")
    return list(dict.fromkeys(found.values_list("user", flat=True)))


def ask(mover: Mover, users: list[int]) -> list[JoinRequest]:
    """A request to the kept one for each who has no role there, and asks for none yet."""
    kept = mover.merge.kept
    there = set(Membership.objects.active().filter(structure=kept).values_list("user", flat=True))
    there |= set(JoinRequest.objects.filter(structure=kept, decided_at=None).values_list("user", flat=True))
    made = []
    for user in users:
        if user not in there:
            made.append(JoinRequest.objects.create(structure_id=kept, user_id=user))
            row = str(made[-1].pk)
            Move.objects.create(merge=mover.merge, table=ASKED, row=row, before={}, after={"asked": True})
    return made


def write_letters(requests: list[JoinRequest], *, gone: Structure, by, site: str) -> None:
    """To the referents of the kept one, as for any request, and to who asks now. Without a site: none."""
    for request in requests if site else ():
        for referent in referents_of(structure=request.structure_id):
            somebody_asks(to=referent, request=request, site=site)
        asks_now(to=request.user, kept=request.structure, gone=gone, by=by, site=site)


def say(merge: Merge, requests: list[JoinRequest], *, by, act: str = "join_requested") -> None:
    """A line for each, in the structure that was asked."""
    for request in requests:
        with open_structure(merge.kept):
            journal.record(act=act, by=by, target=request)


# --- and back


def put_back(merge: Merge, found: Returned) -> list[JoinRequest]:
    """After the rows went back: roles are as they were in both, whatever was done to them since.

    Who was in the kept one by the merge has no role there any more; who had one before has it. Learners who went back
    follow whom they followed. Returns the requests that were withdrawn.
    """
    rows = Move.objects.filter(merge=merge, table=TABLE)
    native = {int(row) for row in rows.filter(before={}).values_list("row", flat=True)}
    moved = {int(row): before for row, before in rows.exclude(before={}).values_list("row", "before") if before}
    moved = {pk: before for pk, before in moved.items() if "role" in before}
    made = Move.objects.filter(merge=merge, table=ASKED, after__asked=True).values_list("row", flat=True)
    requests = list(JoinRequest.objects.filter(pk__in=list(made)))
    hers = set(Membership.objects.filter(pk__in=native).values_list("user", flat=True))
    came = set(Membership.objects.filter(pk__in=moved).values_list("user", flat=True))
    came = _with_guests(merge, came | {request.user_id for request in requests}, hers)
    there = set(Membership.objects.active().filter(structure=merge.kept).values_list("user", flat=True))
    there |= set(Membership.objects.active().filter(pk__in=moved).values_list("user", flat=True))
    for pk, before in moved.items():
        found.roles += _as_it_was(pk, before)
    found.ended += _out(merge, came, native)
    found.roles += _in_again(merge, native, there & came | _put_out(merge, came - hers))
    _follow_again(merge)
    waiting = [request for request in requests if request.decided_at is None]
    for request in waiting:
        request.decided_at = timezone.now()
        request.save(update_fields=["decided_at"])
    found.requests += len(waiting)
    return waiting


def _with_guests(merge: Merge, came: set[int], hers: set[int]) -> set[int]:
    """Those too whom they let into the kept one since; an invitation of theirs that still waits is revoked."""
    since = Invitation.objects.filter(structure=merge.kept, created_at__gt=merge.at)
    while True:
        sent = since.filter(invited_by__in=came - hers)
        sent.filter(accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())
        emails = [email.lower() for email in sent.exclude(accepted_at=None).values_list("email", flat=True)]
        guests = set(User.objects.filter(email__in=emails).values_list("pk", flat=True))
        answered = JoinRequest.objects.filter(structure=merge.kept, accepted=True, decided_at__gt=merge.at)
        guests |= set(answered.filter(decided_by__in=came - hers).values_list("user", flat=True))
        guests -= came | hers
        if not guests:
            return came
        came = came | guests


def _as_it_was(pk: int, before: dict[str, Any]) -> int:
    """One role of the one that went: 1 where somebody had ended or changed it since."""
    row = Membership.objects.filter(pk=pk).first()
    if row is None or (row.role, row.until and row.until.isoformat()) == (before["role"], before["until"]):
        return 0
    if before["until"] is None and _doubled(row, before["role"]):
        return 0
    values = {"role": before["role"], "until": before["until"]}
    return Membership.objects.filter(pk=pk).update(**values)


def _doubled(row: Membership, role: str) -> bool:
    """Whether she has that role in that place by another row: two of her accounts became one since."""
    same = Membership.objects.filter(user=row.user_id, role=role, structure=row.structure_id, until=None)
    return same.exclude(pk=row.pk).exists()


def _out(merge: Merge, came: set[int], native: set[int]) -> int:
    """What they have in the kept one by now, and did not have before, ends."""
    theirs = Membership.objects.active().filter(structure=merge.kept, user__in=came).exclude(pk__in=native)
    return theirs.update(until=timezone.localdate())


def _put_out(merge: Merge, strangers: set[int]) -> set[int]:
    """People of the kept one whose role a stranger ended or changed since."""
    lines = JournalEntry.objects.filter(
        structure=merge.kept, at__gte=merge.at, user__in=strangers, act__in=["membership_ended", "role_changed"]
    )
    rows = [int(pk) for pk in lines.values_list("object_id", flat=True) if pk.isdigit()]
    return set(Membership.objects.filter(pk__in=rows).values_list("user", flat=True))


def _in_again(merge: Merge, native: set[int], users: set[int]) -> int:
    """The roles that these had in the kept one before the merge, where they have ended since."""
    n = 0
    today = timezone.localdate()
    rows = Membership.objects.filter(pk__in=native, structure=merge.kept, user__in=users, until__lte=today)
    for row in rows.order_by("pk"):
        if not _doubled(row, row.role):
            # What replaced it since ends: one role each, as before.
            others = Membership.objects.filter(structure=merge.kept, user=row.user_id, until=None)
            others.exclude(pk__in=native).update(until=today)
            n += Membership.objects.filter(pk=row.pk).update(until=None)
    return n


def _follow_again(merge: Merge) -> None:
    """The learners who are back: whom they followed before, or the account that she became."""
    learners = apps.get_model(LEARNERS)
    moves = Move.objects.filter(merge=merge, table=LEARNERS, before__has_key="referent_id")
    by_referent: dict[int | None, list[str]] = {}
    for row, referent in moves.values_list("row", "before__referent_id"):
        by_referent.setdefault(referent, []).append(row)
    people = User.objects.select_related("merged_into").in_bulk([pk for pk in by_referent if pk])
    for referent, rows in by_referent.items():
        who = people.get(referent or 0)
        who = who.kept if who else None
        back = learners._base_manager.filter(pk__in=rows, structure_id=merge.gone).exclude(alias="")
        other = Q(referent=None) if who else Q(referent__isnull=False)
        back.filter(other | ~Q(referent=who) if who else other).update(
            referent=who if who and not who.erased_at else None
        )
