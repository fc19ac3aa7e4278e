"""Two accounts that are one; the pages of merges; two people who merge at once."""

import re
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accompaniments.models import Accompaniment
from accompaniments.services import record_accompaniment
from accounts.models import User
from affiliations.selectors.register import Reach
from common.errors import DomainError
from common.wall import as_person, open_structure
from community.events.models import Action, Attendance
from learners.models import Learner
from learners.services import add_learner
from merging import selectors
from merging.models import Merge, Move
from merging.services import merge_accounts, merge_structures, sweep, undo_merge
from reporting.models import Cell
from reporting.services.rollup import recount, roll_up
from structures.enums import AffiliationStatus, Role
from structures.models import JournalEntry, Membership, Person, Structure
from tests.app.community import planned
from tests.app.crowd import at_once, meanwhile
from tests.app.doors import letters_to, send, signed_in, text, visitor
from tests.app.factories import (
    AffiliationFactory,
    PartnerFactory,
    ProjectFactory,
    UserFactory,
    portal_person,
)
from tests.app.merging import FIELDS, across, joins, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts", "in_english")]

# --- two accounts


def test_all_that_she_is_and_did_goes_to_the_account_that_stays(two, herself, boss):
    new, old = herself
    _kept, gone, *_ = two
    with open_structure(gone.pk), as_person(old.pk):
        record_accompaniment(
            structure=gone, by=old, learners=[Learner.objects.get()], date=timezone.localdate(), **FIELDS
        )
        Learner.objects.update(referent=old)
    door = signed_in(old)
    assert door.get("/s/kaai/").status_code == 200
    merge = merge_accounts(kept=new.pk, gone=old.pk, by=boss)
    assert door.get("/s/kaai/").status_code == 302, "her open session has ended"
    with across():
        assert set(Membership.objects.active().filter(user=new).values_list("structure__slug", flat=True)) == {
            "quai", "kaai",
        }  # fmt: skip
        assert not Membership.objects.active().filter(user=old).exists()
        assert Accompaniment.objects.filter(recorded_by=new).count() == 1
        assert Learner.objects.filter(referent=new).count() == 1
        kept_person, other = Person.objects.get(user=new), Person.objects.get(user=old)
        assert (other.merged_into, kept_person.merged_into) == (kept_person, None)
        assert JournalEntry.objects.filter(act="accounts_merged").count() == 3, "of no structure, and in both of hers"
    undo_merge(merge=merge, by=boss)
    old.refresh_from_db()
    assert (old.is_active, old.merged_into) == (True, None)
    assert door.get("/s/kaai/").status_code == 302, "the sessions of before stay ended"
    with across():
        assert Person.objects.get(user=old).merged_into is None
        assert Accompaniment.objects.filter(recorded_by=old).count() == 1
        assert list(Membership.objects.active().filter(user=new).values_list("structure__slug", flat=True)) == ["quai"]


def test_one_person_of_a_project_counts_once(herself, tic, boss):
    new, old = herself
    roll_up(project=tic.project)
    accounts = Cell.objects.filter(project=tic.project, code="AIDANT_ACCOUNTS")
    before = sum(accounts.values_list("value", flat=True))
    merge = merge_accounts(kept=new.pk, gone=old.pk, by=boss)
    roll_up(project=tic.project)
    assert recount(project=tic.project) == []
    effect = merge.effects["reports"][0]
    told = effect["code"], int(effect["before"]), int(effect["after"])
    assert told == ("AIDANT_ACCOUNTS", before, before - 1)
    assert sum(accounts.values_list("value", flat=True)) == before - 1


def test_two_trained_accounts_are_one_trained_person_and_the_preview_says_so(herself, tic, boss):
    """Domain's own edge case: two accounts, a core training each."""
    new, old = herself
    for user in herself:
        action = planned(tic)
        person = Person.objects.get(user=user)
        Attendance.objects.create(action=action, person=person, status="present", validated_at=timezone.now())
        Action.objects.filter(pk=action.pk).update(status="closed", starts_at=timezone.now(), dates=[])
    roll_up(project=tic.project)
    trained = Cell.objects.filter(project=tic.project, code="PART_TRAINED")
    assert sum(trained.values_list("value", flat=True)) == 2
    admin = signed_in(portal_person(Role.ADMINISTRATOR, is_staff=True))
    page = text(admin.get("/people/merges/accounts/", {"kept": new.public, "gone": old.public}))
    assert "Participants trained (unique persons): 2 becomes 1." in page
    merge = merge_accounts(kept=new.pk, gone=old.pk, by=boss)
    roll_up(project=tic.project)
    assert sum(trained.values_list("value", flat=True)) == 1
    past = text(admin.get(f"/people/merges/{merge.pk}/"))
    assert "Participants trained (unique persons): 2 becomes 1." in past
    Merge.objects.update(
        effects={"reports": [{"project": tic.project.pk, "period": 2, "what": "accounts", "change": -1}]}
    )
    assert "period 2 – Accounts: -1" in text(admin.get(f"/people/merges/{merge.pk}/")), "a merge of before the figures"


def test_two_places_at_one_action_become_one(herself, tic, boss):
    action = planned(tic)
    new, old = (Person.objects.get(user=user) for user in herself)
    for person in (new, old):
        Attendance.objects.create(action=action, person=person)
    merge = merge_accounts(kept=herself[0].pk, gone=herself[1].pk, by=boss)
    assert Attendance.objects.get(person=old, action=action).status == "cancelled"
    undo_merge(merge=merge, by=boss)
    assert Attendance.objects.get(person=old, action=action).status == "registered"


def test_the_old_address_is_told_which_one_holds(herself, boss):
    new, old = herself
    merge_accounts(kept=new.pk, gone=old.pk, by=boss)
    known, unknown = visitor(), visitor()
    answers = [
        text(send(door, "/accounts/login/", {"email": email}, follow=True))
        for door, email in ((known, old.email), (unknown, "nobody@place.example"))
    ]
    assert answers[0].replace(old.email, "") == answers[1].replace("nobody@place.example", "")
    [letter] = letters_to(old.email)
    assert new.email in letter.body


def test_an_invitation_to_the_old_address_is_for_the_account_that_stays(herself, boss):
    from accounts.services import account_for

    new, old = herself
    merge_accounts(kept=new.pk, gone=old.pk, by=boss)
    assert account_for(email=old.email.upper(), first_name="", last_name="", language="fr") == (new, False)


def test_second_factors_of_the_account_that_goes_are_removed_for_good(herself, boss):
    from allauth.mfa.models import Authenticator

    new, old = herself
    for user in herself:
        Authenticator.objects.create(user=user, type="totp", data={})
    merge = merge_accounts(kept=new.pk, gone=old.pk, by=boss)
    assert [one.user for one in Authenticator.objects.all()] == [new]
    undo_merge(merge=merge, by=boss)
    assert [one.user for one in Authenticator.objects.all()] == [new]


def test_nobody_merges_the_account_she_is_signed_in_with_away(herself, boss):
    with pytest.raises(DomainError, match="signed in with"):
        merge_accounts(kept=herself[0].pk, gone=boss.pk, by=boss)
    with pytest.raises(DomainError, match="two different"):
        merge_accounts(kept=boss.pk, gone=boss.pk, by=boss)


# --- the pages


def test_a_coordinator_searches_looks_merges_and_takes_it_back(two, boss):
    door = signed_in(boss)
    base = "/p/demo/tic/merges/"
    assert "Nothing was merged yet." in text(door.get(base))
    page = door.get(f"{base}new/", {"kept": "quai", "gone_q": "kaai"})
    assert "gone=kaai" in page.content.decode()
    before = Move.objects.count(), JournalEntry.objects.count()
    page = text(door.get(f"{base}new/", {"kept": "quai", "gone": "kaai"}))
    assert "Learners 1" in page
    assert "Merge EPN kaai into EPN quai?" in page
    assert re.search("period [0-9]+ – [^:]+: 2 becomes 1[.]", page), page
    assert (Move.objects.count(), JournalEntry.objects.count(), Merge.objects.count()) == (*before, 0)
    answer = send(door, f"{base}new/", {"kept": "quai", "gone": "kaai"})
    merge = Merge.objects.get()
    assert answer.headers["Location"] == f"{base}{merge.pk}/"
    assert len(letters_to("kept@place.example")) == len(letters_to("gone@place.example")) == 1
    assert "EPN kaai" not in text(door.get("/p/demo/tic/structures/"))
    assert send(door, f"{base}{merge.pk}/undo/").status_code == 302
    assert "taken back" in text(door.get(base))
    again = send(door, f"{base}{merge.pk}/undo/")
    assert again.status_code == 422
    assert "taken back already" in text(again)
    assert "EPN kaai" in text(door.get("/p/demo/tic/structures/"))


def test_a_structure_of_another_operator_is_not_there_for_her(two, boss, d09):
    place(d09, "elders")
    door = signed_in(boss)
    assert "elders" not in door.get("/p/demo/tic/merges/new/", {"kept_q": "EPN", "gone": "quai"}).content.decode()
    assert door.get("/p/demo/tic/merges/new/", {"kept": "elders"}).status_code == 404
    assert send(door, "/p/demo/tic/merges/new/", {"kept": "quai", "gone": "elders"}).status_code == 404
    assert not Merge.objects.exists()


def test_where_another_project_has_its_operator_too_an_administrator_merges(two, boss, tic):
    gone = two[1]
    other = PartnerFactory(project=ProjectFactory(code="ELSEWHERE"), code="ABROAD")
    AffiliationFactory(
        structure=gone, project=other.project,
        states={"operator": other, "status": AffiliationStatus.AFFILIATED, "since": other.project.start},
    )  # fmt: skip
    answer = send(signed_in(boss), "/p/demo/tic/merges/new/", {"kept": "quai", "gone": "kaai"})
    assert answer.status_code == 422
    assert "Ask an administrator" in text(answer)
    admin = portal_person(Role.ADMINISTRATOR, is_staff=True)
    with across():
        answer = send(signed_in(admin), "/people/merges/structures/", {"kept": "quai", "gone": "kaai"})
    assert answer.status_code == 302, text(answer)


def test_the_old_address_leads_its_members_on_and_nobody_else(two, boss):
    kept, gone, *_ = two
    member, stranger = signed_in(User.objects.get(email="gone@place.example")), signed_in(UserFactory())
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    answer = member.get("/s/kaai/learners/?q=Luc")
    assert (answer.status_code, answer.headers["Location"]) == (307, "/s/quai/learners/?q=Luc")
    assert "Luc" in text(member.get("/s/kaai/learners/", follow=True))
    assert stranger.get("/s/kaai/learners/").status_code == 404
    undo_merge(merge=merge, by=boss)
    assert member.get("/s/kaai/learners/").status_code == 200


def test_a_card_still_opens_the_door(two, boss):
    kept, gone, _mine, other = two
    merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    door = visitor()
    door.get(f"/c/{other['card'].token}/")
    assert door.post("/c/hello/", {}).status_code == 302
    assert door.get("/l/").status_code == 200


def test_an_administrator_finds_accounts_and_bad_input_gets_a_sentence(herself):
    new, old = herself
    admin = signed_in(portal_person(Role.ADMINISTRATOR, is_staff=True))
    page = admin.get("/people/merges/accounts/", {"kept_q": "ines@"}).content.decode()
    assert f"kept={new.public}" in page
    assert "can no longer sign in" in text(
        admin.get("/people/merges/accounts/", {"kept": new.public, "gone": old.public})
    )
    assert admin.get("/people/merges/accounts/", {"kept": "9" * 40}).status_code == 404
    assert admin.get("/people/merges/accounts/", {"kept_q": "a" * 200}).status_code == 422
    assert send(admin, "/people/merges/accounts/", {"kept": "x"}).status_code in {404, 422}
    answer = send(admin, "/people/merges/accounts/", {"kept": new.public, "gone": old.public})
    assert answer.status_code == 302
    assert [old.email in letter.body for letter in letters_to(new.email)] == [True]


def test_searching_and_reading_merges_costs_the_same_however_many_there_are(two, boss, tic):
    def queries() -> tuple[int, int, int]:
        found = []
        reach = Reach(tic)
        merge = selectors.merges(reach=None)[-1].merge
        for read in (
            partial(selectors.choices, search="EPN", reach=reach),
            partial(selectors.merge_of, pk=merge.pk, reach=reach),
            partial(selectors.merges, reach=reach),
        ):
            with CaptureQueriesContext(connection) as asked:
                assert read()
            found.append(len(asked))
        return tuple(found)

    merge_structures(kept=two[0].pk, gone=two[1].pk, by=boss)
    few = queries()
    for number in range(6):
        joins(UserFactory(), place(tic, f"more-{number}"))
    merge_structures(kept=two[0].pk, gone=Structure.objects.get(slug="more-0").pk, by=boss)
    assert queries() == few


# --- two people at once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("crossed", [False, True])
def test_two_people_merge_the_same_two_at_once(two, boss, crossed):
    kept, gone, *_ = two
    one = partial(merge_structures, kept=kept.pk, gone=gone.pk, by=boss)
    other = partial(merge_structures, kept=gone.pk, gone=kept.pk, by=boss) if crossed else one
    done = at_once(one, other)
    assert sorted(type(result).__name__ for result in done) == ["DomainError", "Merge"], done
    [error] = [str(result) for result in done if isinstance(result, DomainError)]
    assert "EPN kaai" in error
    assert "EPN quai" in error, "who was merged into whom, in the reader's language"
    with across():
        stayed = Structure.objects.get(merged_into=None, pk__in=[kept.pk, gone.pk])
        assert set(Learner.objects.values_list("structure", flat=True)) == {stayed.pk}
        assert Merge.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_who_writes_meanwhile_waits_or_is_brought_over(two, boss):
    kept, gone, *_ = two

    def writes():
        with open_structure(gone.pk), transaction.atomic():
            return add_learner(structure=gone, alias="Meanwhile", language="fr", by=boss)

    learner = meanwhile(partial(merge_structures, kept=kept.pk, gone=gone.pk, by=boss), writes)
    assert isinstance(learner, Learner), learner
    sweep()
    with across():
        assert Learner.objects.get(alias="Meanwhile").structure_id == kept.pk


@pytest.mark.django_db(transaction=True)
def test_two_people_merge_two_accounts_at_once(herself, boss):
    new, old = herself
    done = at_once(
        partial(merge_accounts, kept=new.pk, gone=old.pk, by=boss),
        partial(merge_accounts, kept=old.pk, gone=new.pk, by=boss),
    )
    assert sorted(type(result).__name__ for result in done) == ["DomainError", "Merge"], done
