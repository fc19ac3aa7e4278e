"""Who gets in by a merge, and who is out again by its undo."""

import pytest

from common.errors import DomainError
from common.wall import open_structure
from learners.handover import leave_structure
from learners.models import Learner
from merging.models import Merge
from merging.services import merge_structures, sweep, undo_merge
from structures.enums import AffiliationStatus, Role
from structures.models import Invitation, JoinRequest, JournalEntry, Membership
from team.services.invitations import invite
from team.services.joining import accept_request
from team.services.memberships import change_role, end_membership
from tests.app.doors import letters_to, send, signed_in, text
from tests.app.factories import UserFactory, portal_person
from tests.app.merging import across, joins, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts", "in_english")]
NEW = "/p/demo/tic/merges/new/"


def roles(user, structure) -> list[str]:
    with across():
        found = Membership.objects.active().filter(user=user, structure=structure)
        return sorted(found.values_list("role", flat=True))


def role_of(user, structure) -> Membership:
    with across():
        return Membership.objects.select_related("user", "structure").get(user=user, structure=structure, until=None)


def person(email: str):
    from accounts.models import User

    return User.objects.get(email=email)


@pytest.fixture
def asking(tic):
    """Somebody registered it, and nobody approved it; its referent never confirmed her address."""
    found = place(tic, "loket", affiliation__status=AffiliationStatus.APPLIED)
    outsider = UserFactory(email="outsider@place.example", first_name="Eve", last_name="Outsider", confirmed_at=None)
    joins(outsider, found, Role.REFERENT)
    return found, outsider


# --- in


def test_who_holds_a_role_in_one_of_the_two_does_not_merge_them(two, asking, boss):
    kept, *_ = two
    joins(boss, asking[0], Role.REFERENT)
    for one, other in ((kept, asking[0]), (asking[0], kept)):
        answer = send(signed_in(boss), NEW, {"kept": one.slug, "gone": other.slug})
        assert answer.status_code == 422
        assert signed_in(boss).get(f"/s/{kept.slug}/learners/").status_code == 404
    with pytest.raises(DomainError, match="You have a role in EPN loket yourself"):
        merge_structures(kept=kept.pk, gone=asking[0].pk, by=boss)
    admin = portal_person(Role.ADMINISTRATOR, is_staff=True)
    joins(admin, asking[0])
    assert merge_structures(kept=kept.pk, gone=asking[0].pk, by=admin)


@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize("status", list(AffiliationStatus))
def test_a_role_moves_from_an_approved_structure_and_a_confirmed_account_alone(tic, two, boss, status, confirmed):
    kept, *_ = two
    gone = place(tic, "loket", affiliation__status=status)
    who = UserFactory(**({} if confirmed else {"confirmed_at": None}))
    joins(who, gone, Role.REFERENT)
    merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    moves = confirmed and status == AffiliationStatus.AFFILIATED
    assert roles(who, kept) == (["referent"] if moves else [])
    with across():
        assert JoinRequest.objects.filter(structure=kept, user=who, decided_at=None).count() == (not moves)


def test_an_outsider_only_asks_and_the_preview_names_her(two, asking, boss):
    kept, *_ = two
    gone, outsider = asking
    with across():
        Invitation.objects.create(structure=gone, email="friend@place.example", token_hash="f", language="nl",
                                  invited_by=outsider, expires_at="2099-01-01T00:00Z")  # fmt: skip
    door = signed_in(boss)
    page = text(door.get(NEW, {"kept": kept.slug, "gone": gone.slug}))
    assert "Eve Outsider outsider@place.example" in page
    assert "asks to join: the address is not confirmed" in page
    assert "1 invitation that waits is withdrawn" in page
    assert send(door, NEW, {"kept": kept.slug, "gone": gone.slug}).status_code == 302
    assert roles(outsider, kept) == roles(outsider, gone) == []
    assert signed_in(outsider).get(f"/s/{kept.slug}/learners/").status_code == 404
    with across():
        request = JoinRequest.objects.get(user=outsider)
        assert (request.structure, request.decided_at) == (kept, None)
        assert Invitation.objects.get(email="friend@place.example").revoked_at
        assert JournalEntry.objects.filter(structure=kept, act="join_requested", user=boss).count() == 1
    assert any(outsider.email in letter.body for letter in letters_to("kept@place.example")), "asked to answer"
    assert ["EPN quai" in letter.body for letter in letters_to(outsider.email)] == [True]
    undo_merge(merge=Merge.objects.get(), by=boss)
    with across():
        request.refresh_from_db()
        assert (bool(request.decided_at), request.accepted) == (True, None), "withdrawn"
        assert Invitation.objects.get(email="friend@place.example").revoked_at is None
        assert JournalEntry.objects.filter(structure=kept, act="join_withdrawn").count() == 1
    assert roles(outsider, gone) == ["referent"]


def test_the_preview_says_what_becomes_of_each(two, boss):
    kept, gone, *_ = two
    both, closed = UserFactory(first_name="Bo"), UserFactory(first_name="Clo", is_active=False)
    joins(both, kept)
    joins(both, gone)
    joins(closed, gone)
    page = text(signed_in(boss).get(NEW, {"kept": kept.slug, "gone": gone.slug}))
    assert "gone@place.example – Referent: moves" in page
    assert "has this role in both" in page
    assert "the account is closed: the role ends" in page


def test_a_role_that_arrives_late_asks_too(two, asking, boss):
    kept, *_ = two
    merge_structures(kept=kept.pk, gone=asking[0].pk, by=boss)
    late = UserFactory()
    joins(late, asking[0], Role.REFERENT)
    assert sweep() == 1
    assert sweep() == 0
    assert roles(late, kept) == roles(late, asking[0]) == []
    with across():
        assert JoinRequest.objects.filter(structure=kept, user=late, decided_at=None).exists()


# --- and back


def test_a_role_that_changed_since_goes_back_and_nothing_of_it_stays(two, boss):
    kept, gone, *_ = two
    mine, theirs = person("kept@place.example"), person("gone@place.example")
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    with open_structure(kept.pk):
        lower = change_role(membership=role_of(theirs, kept), role=Role.AIDANT, by=mine)
        change_role(membership=lower, role=Role.REFERENT, by=mine)
    found = undo_merge(merge=merge, by=boss)
    assert (found.roles, found.ended) == (1, 1)
    assert (roles(theirs, gone), roles(theirs, kept)) == (["referent"], [])
    assert roles(mine, kept) == ["referent"]
    page = text(signed_in(boss).get(f"/p/demo/tic/merges/{merge.pk}/"))
    assert "1 role that had ended or changed since is as it was" in page
    assert "1 role in EPN quai that came by the merge has ended" in page


def test_whose_access_ended_meanwhile_has_her_own_place_again_and_her_learners(two, boss):
    kept, gone, *_ = two
    mine, theirs = person("kept@place.example"), person("gone@place.example")
    with across():
        Learner.objects.filter(alias="Luc").update(referent=theirs)
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    with open_structure(kept.pk):
        leave_structure(membership=role_of(theirs, kept), handed_to=mine, by=mine)
        assert Learner.objects.get(alias="Luc").referent == mine
    undo_merge(merge=merge, by=boss)
    assert (roles(theirs, gone), roles(theirs, kept)) == (["referent"], [])
    with open_structure(gone.pk):
        assert Learner.objects.get(alias="Luc").referent == theirs


def test_who_was_put_out_of_her_own_place_by_a_stranger_is_in_again(two, boss):
    kept, gone, *_ = two
    mine, theirs = person("kept@place.example"), person("gone@place.example")
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    with open_structure(kept.pk):
        guest = UserFactory(email="guest@place.example")
        invite(email="more@place.example", role=Role.AIDANT, language="fr", by=theirs, site="http://x", structure=kept)
        request = JoinRequest.objects.create(structure=kept, user=guest)
        accept_request(request=request, by=theirs, site="http://x")
        end_membership(membership=role_of(mine, kept), by=theirs)
    undo_merge(merge=merge, by=boss)
    assert (roles(mine, kept), roles(theirs, kept), roles(guest, kept)) == (["referent"], [], [])
    with across():
        assert Invitation.objects.get(email="more@place.example").revoked_at


def test_who_was_in_both_keeps_what_she_had_in_each(two, boss):
    kept, gone, *_ = two
    mine, both = person("kept@place.example"), UserFactory()
    joins(both, kept)
    joins(both, gone, Role.REFERENT)
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    assert roles(both, kept) == ["aidant", "referent"]
    with open_structure(kept.pk), across():
        change_role(membership=Membership.objects.get(user=both, role=Role.AIDANT), role=Role.REFERENT, by=mine)
    undo_merge(merge=merge, by=boss)
    assert (roles(both, kept), roles(both, gone)) == (["aidant"], ["referent"])


def test_a_request_of_the_merge_that_was_accepted_ends_with_it(two, asking, boss):
    kept, *_ = two
    gone, outsider = asking
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    with open_structure(kept.pk):
        request = JoinRequest.objects.get(user=outsider)
        accept_request(request=request, by=person("kept@place.example"), site="http://x")
    assert roles(outsider, kept) == ["aidant"]
    undo_merge(merge=merge, by=boss)
    assert (roles(outsider, kept), roles(outsider, gone)) == ([], ["referent"])
