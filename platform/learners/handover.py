"""Who follows whom, and what happens to learners when the person who follows them leaves. The structure is open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from common.wall import across_structures, open_structure
from learners import letters
from learners.models import Learner
from learners.rooms import rooms_of
from structures import journal
from structures.models import JournalEntry, Membership, Structure
from team.selectors.teams import waiting
from team.services.memberships import end_membership, restore_membership

MINE, NOBODY = "mine", "nobody"
HANDED, TAKEN_BACK = "learners_handed_over", "learners_taken_back"


def followed_by(*, structure: Structure, user_id: int) -> QuerySet[Learner]:
    """The learners whom she follows there, archived ones too: those may come back."""
    return Learner.objects.for_structure(structure).filter(referent=user_id)


def helpers_of(*, structure: Structure, but: Iterable[int] = ()) -> list[User]:
    """Who may follow a learner: everybody with a role in the structure today, by name; `but`: not these ids."""
    here = Membership.objects.active().filter(structure=structure, user__is_active=True).exclude(user__in=list(but))
    found = {one.user_id: one.user for one in here.select_related("user")}
    return sorted(found.values(), key=lambda user: (user.full_name or user.email).casefold())


def must_hand_over(*, membership: Membership) -> bool:
    """Whether ending this role leaves learners behind: it is her last one here, and she follows somebody."""
    return _is_last(membership) and (
        followed_by(structure=membership.structure, user_id=membership.user_id).exists()  # type: ignore[arg-type]
    )


def left_open(*, membership: Membership) -> dict[str, int]:
    """What else the page of an end says: how many rooms of hers close, how many invitations of hers stay open."""
    structure, user = membership.structure, membership.user_id
    assert structure is not None
    sent = waiting(host=structure).filter(invited_by=user, expires_at__gt=timezone.now()).count()
    return {"rooms": rooms_of(structure=structure).filter(opened_by=user).count(), "invitations": sent}


def _is_last(membership: Membership) -> bool:
    others = Membership.objects.active().filter(structure=membership.structure_id, user=membership.user_id)
    return not others.exclude(pk=membership.pk).exists()


@transaction.atomic
def leave_structure(
    *, membership: Membership, handed_to: User | None, by, sign_out: bool = True, site: str = ""
) -> int:
    """End the role, and hand the learners she follows to a colleague in the same transaction; returns how many.

    A letter tells that colleague, and her who leaves where somebody else decided it. Raises DomainError where the last
    referent would go, where she follows learners and nobody is named, and where who is named has no role in the
    structure (any more).
    """
    structure = membership.structure
    assert structure is not None
    # Takes the structure's row: one act after another.
    end_membership(membership=membership, by=by, sign_out=sign_out, site=site)
    if not _is_last(membership):
        return 0
    theirs = followed_by(structure=structure, user_id=membership.user_id).select_for_update(of=("self",))
    ids = [str(pk) for pk in theirs.order_by("pk").values_list("pk", flat=True)]
    if not ids:
        return 0
    if handed_to is None or handed_to not in helpers_of(structure=structure, but=[membership.user_id]):
        raise DomainError(_("Choose a colleague who follows the learners from now on."), field="handed_to")
    Learner.objects.for_structure(structure).filter(pk__in=ids).update(referent=handed_to)
    journal.record(act=HANDED, by=by, target=membership, to=handed_to.pk, learners=ids)
    if handed_to != by:
        path = reverse("learners:list", args=[structure.slug]) + f"?who={MINE}"
        letters.learners_received(
            to=handed_to, leaving=membership.user, structure=structure, learners=len(ids), path=path, site=site
        )
    return len(ids)


@dataclass(frozen=True, slots=True)
class Left:
    """A structure where somebody who leaves altogether follows learners, and who may follow them after her."""

    structure: Structure
    learners: int
    colleagues: tuple[User, ...]


def left_behind(*, user: User) -> list[Left]:
    """Where a colleague is to be named before she leaves all her places; by name. Where there is nobody, none is."""
    found = []
    for membership in _places(user):
        if membership.structure is not None:
            with open_structure(membership.structure_id), transaction.atomic():
                learners = followed_by(structure=membership.structure, user_id=user.pk).count()
                colleagues = tuple(helpers_of(structure=membership.structure, but=[user.pk])) if learners else ()
            if colleagues:
                found.append(Left(membership.structure, learners, colleagues))
    return sorted({one.structure.pk: one for one in found}.values(), key=lambda one: one.structure.name)


@transaction.atomic
def leave_everything(*, user: User, handed_to: Mapping[int, User], by: User | None) -> None:
    """All her roles end, each as any role ends: a line in the journal of its place, her learners handed over.

    handed_to   structure id -> who follows her learners there from now on
    Raises DomainError as `leave_structure` and `end_membership` do. Her sessions are ended by who calls.
    """
    for membership in _places(user):
        with open_structure(membership.structure_id):
            if membership.structure_id is None:
                end_membership(membership=membership, by=by, sign_out=False)
                continue
            to = handed_to.get(membership.structure_id)
            if to is None and not helpers_of(structure=membership.structure, but=[user.pk]):  # type: ignore[arg-type]
                end_membership(membership=membership, by=by, sign_out=False)
            else:
                leave_structure(membership=membership, handed_to=to, by=by, sign_out=False)


def _places(user: User) -> list[Membership]:
    """In one order for everybody: each place's row is held until the end."""
    with across_structures("whoever leaves all her places has them looked up"):
        held = Membership.objects.active().filter(user=user).select_related("user", "structure")
        return list(held.order_by("structure", "partner", "portal", "pk"))


@transaction.atomic
def come_back(*, membership: Membership, by, site: str = "") -> int:
    """Undo of `leave_structure`, for a day: the role again, and the learners she followed; returns how many.

    Whoever got another follower since then keeps that one. The journal says who was handed over.
    """
    structure = membership.structure
    assert structure is not None
    restore_membership(membership=membership, by=by, site=site)
    lines = JournalEntry.objects.filter(
        structure=structure, object_type=membership._meta.label_lower, object_id=str(membership.pk)
    )
    line = lines.filter(act__in=(HANDED, TAKEN_BACK)).order_by("-at", "-pk").first()
    if line is None or line.act == TAKEN_BACK:
        return 0
    back = Learner.objects.for_structure(structure).filter(pk__in=line.detail["learners"], referent=line.detail["to"])
    found = back.update(referent=membership.user_id)
    journal.record(act=TAKEN_BACK, by=by, target=membership, learners=found)
    return found


@transaction.atomic
def change_follower(*, learner: Learner, to: User, by) -> None:
    """Somebody else follows her from now on. Raises DomainError where that person has no role in the structure."""
    if to not in helpers_of(structure=learner.structure):
        raise DomainError(_("This person does not work here any more. Choose another."), field="referent")
    if Learner.objects.filter(pk=learner.pk).exclude(referent=to).update(referent=to):
        journal.record(act="learner_handed_over", by=by, target=learner, to=to.pk)


def of_follower(*, found: QuerySet[Learner], who: str, user: User) -> QuerySet[Learner]:
    """The learners of a list whom `who` follows: "mine", "nobody" (with a role here), or a helper's public id."""
    if who == MINE:
        return found.filter(referent=user)
    if who == NOBODY:
        here = Membership.objects.active().filter(structure=OuterRef("structure"), user=OuterRef("referent"))
        return found.exclude(Exists(here))
    return found.filter(referent__public=who) if who else found
