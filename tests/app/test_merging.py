"""Two structures that are one: what moves, what it changes, and the way back."""

import datetime as dt
import uuid
from collections import namedtuple

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accompaniments.models import AccompaniedLearner, Accompaniment
from accompaniments.services import record_accompaniment
from accounts.models import User
from common.errors import DomainError
from common.wall import as_person, open_structure
from courses.learning.models import Answer
from courses.learning.services import record_answer
from learners.models import Card, GroupMember, Learner
from learners.services import add_learner
from merging import engine
from merging.history import one_history
from merging.models import Kind, Merge, Move
from merging.services import forget_moves, lasting, merge_structures, sweep, undo_merge
from reporting.models import Activity, Cell
from reporting.services.rollup import recount, roll_up
from structures.enums import AffiliationStatus, Role
from structures.models import Affiliation, AffiliationState, JournalEntry, Membership, Person, Structure
from tests.app.doors import committed
from tests.app.factories import (
    AffiliationFactory,
    PersonFactory,
    StructureFactory,
    UserFactory,
    aidant_of,
)
from tests.app.merging import FIELDS, across, joins, operator_of, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts", "in_english")]

# --- the rules


@pytest.mark.parametrize(
    ("kind", "target"), [(Kind.STRUCTURES, Structure), (Kind.ACCOUNTS, User), (engine.PEOPLE, Person)]
)
def test_every_foreign_key_has_a_rule_and_every_rule_a_foreign_key(kind, target):
    assert set(engine.foreign_keys(target)) == set(engine.RULES[kind])


def test_what_stays_says_why_and_what_follows_names_its_parent():
    for rules in engine.RULES.values():
        for key, rule in rules.items():
            assert bool(rule.why) == (rule.act in {"stays", "removed"}), key
            assert bool(rule.parent) == (rule.act == "follows"), key
            assert not (rule.ends and rule.renames), key


def test_every_row_of_an_open_unique_constraint_is_held_against_the_kept_ones():
    """A unique constraint that names the structure or the account is what `same` is for."""
    from django.db.models import UniqueConstraint

    for kind, target in ((Kind.STRUCTURES, Structure), (Kind.ACCOUNTS, User)):
        for key, found in engine.foreign_keys(target).items():
            rule = engine.RULES[kind][key]
            constraints = [c.fields for c in found.model._meta.constraints if isinstance(c, UniqueConstraint)]
            if rule.act == "moves" and (found.unique or any(found.name in fields for fields in constraints)):
                assert rule.clashes, key


# --- append-only rows


def test_the_owners_function_moves_only_what_a_merge_that_holds_says(two, boss):
    kept, gone, _mine, other = two
    call = "SELECT halte_follow_merge(%s, %s, %s, %s, %s)"
    with across():
        answer = Answer.objects.get(learner=other["learner"])
    merge = Merge.objects.create(kind=Kind.ACCOUNTS, kept=kept.pk, gone=gone.pk, by=boss)

    def moved(table="courses_answer", merge=merge.pk, source=gone.pk, target=kept.pk):
        with transaction.atomic(), across(), connection.cursor() as cursor:
            cursor.execute(call, [table, merge, source, target, [answer.pk]])
            return cursor.fetchone()[0]

    for refused in ({}, {"merge": uuid.uuid4()}, {"table": "structures_journalentry"}):
        with pytest.raises(DatabaseError, match=r"no merge of these two|never move"):
            moved(**refused)
    Merge.objects.filter(pk=merge.pk).update(kind=Kind.STRUCTURES)
    with pytest.raises(DatabaseError, match="no merge of these two"):
        moved(target=place(operator_of(kept), "tiers").pk)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(call, ["courses_answer", merge.pk, gone.pk, kept.pk, [answer.pk]])
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), across():
        Answer.objects.filter(pk=answer.pk).update(structure=kept)
    assert moved() == 1
    Merge.objects.filter(pk=merge.pk).update(undone_at=timezone.now())
    with pytest.raises(DatabaseError, match="no merge of these two"):
        moved(source=kept.pk, target=gone.pk)


def test_the_setting_alone_opens_nothing(two):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.merging', 'on', true)")
    assert Answer.objects.count() == 0


# --- two structures


def test_everything_of_the_one_becomes_the_others(two, boss):
    kept, gone, *_ = two
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    with open_structure(kept.pk):
        assert set(Learner.objects.values_list("alias", flat=True)) == {"Amina", "Luc"}
        assert Card.objects.count() == Answer.objects.count() == Activity.objects.count() == 2
        assert Accompaniment.objects.count() == AccompaniedLearner.objects.count() == GroupMember.objects.count() == 2
        assert Membership.objects.active().filter(role=Role.REFERENT).count() == 2
        assert JournalEntry.objects.filter(act="structures_merged", object_id=str(merge.pk)).count() == 1
    with open_structure(gone.pk):
        assert Learner.objects.count() == Answer.objects.count() == Membership.objects.count() == 0
        assert JournalEntry.objects.filter(act="structures_merged").count() == 1
        assert JournalEntry.objects.filter(act="learner_added").exists(), "lines stay where they were written"
        assert AffiliationState.objects.latest("since").status == AffiliationStatus.LEFT
    gone.refresh_from_db()
    assert gone.merged_into == kept
    assert merge.effects["moved"]["learners.Learner.structure"] == 1


def test_what_both_have_is_not_there_twice(two, boss):
    kept, gone, mine, other = two
    both = aidant_of(kept, email="both@place.example")
    joins(both, gone)
    with across():
        Learner.objects.filter(pk=other["learner"].pk).update(pseudonym=mine["learner"].pseudonym)
        twice = {"project": Affiliation.objects.first().project, "person": Person.objects.get(user=both)}
        for structure in (kept, gone):
            Activity.objects.create(**twice, structure=structure, at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    with across():
        assert Membership.objects.active().filter(user=both).count() == 1
        assert len(set(Learner.objects.values_list("pseudonym", flat=True))) == 2
    undo_merge(merge=merge, by=boss)
    with across():
        assert Membership.objects.active().filter(user=both).count() == 2
        assert len(set(Learner.objects.values_list("pseudonym", flat=True))) == 1


def test_an_affiliation_that_the_kept_one_lacks_comes_with_its_history(tic, boss):
    kept, gone = StructureFactory(slug="neuf"), place(tic, "ancien")
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    with open_structure(kept.pk):
        affiliation = Affiliation.objects.get()
        assert affiliation.states.get().structure_id == kept.pk
        assert affiliation.code
    undo_merge(merge=merge, by=boss)
    with open_structure(gone.pk):
        assert Affiliation.objects.get().states.count() == 1


def test_the_kept_one_has_a_past_where_the_other_was_earlier(tic, boss):
    kept = StructureFactory(slug="neuf", state__since=dt.date(2026, 6, 1), state__postcode="7500")
    AffiliationFactory(
        structure=kept, project=tic.project,
        states={"operator": tic, "status": AffiliationStatus.AFFILIATED, "since": dt.date(2026, 6, 1)},
    )  # fmt: skip
    gone = place(tic, "ancien")
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    with open_structure(kept.pk):
        assert kept.states.count() == 2
        assert [s.operator for s in Affiliation.objects.get().states.order_by("since")] == [tic, tic]
    undo_merge(merge=merge, by=boss)
    with open_structure(kept.pk):
        assert kept.states.count() == Affiliation.objects.get().states.count() == 1


@pytest.mark.parametrize(
    ("kept", "gone", "whole"),
    [
        ([], [], []),
        ([], [1, 4], ["gone 1", "gone 4"]),
        ([3], [], ["kept 3"]),
        ([3, 5], [1, 2], ["gone 1", "gone 2", "kept 3", "kept 5"]),
        ([3, 5], [1, 4, 9], ["gone 1", "kept 3", "kept 5"]),
        ([3], [3], ["kept 3"]),
    ],
)
def test_of_two_histories_the_kept_ones_goes_on_from_its_first_day(kept, gone, whole):
    dated = namedtuple("dated", ["since", "of"])
    rows = [[dated(dt.date(2026, 1, day), of) for day in days] for days, of in ((kept, "kept"), (gone, "gone"))]
    assert [f"{row.of} {row.since.day}" for row in one_history(*rows)] == whole


def test_an_affiliated_structure_does_not_vanish_into_one_that_only_asks(tic, boss):
    gone = place(tic, "ancien")
    kept = StructureFactory(
        slug="neuf", affiliation__project=tic.project, affiliation__operator=tic,
        affiliation__status=AffiliationStatus.APPLIED,
    )  # fmt: skip
    with pytest.raises(DomainError, match="does not become part of one that is not") as refused:
        merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    assert "instead" not in str(refused.value), "the other way round may open what this one refuses"
    assert not Merge.objects.exists()


def test_nobody_whom_no_one_approved_gets_the_learners_of_an_approved_structure(tic, boss):
    gone, kept = place(tic, "ancien"), StructureFactory(slug="neuf")
    joins(UserFactory(), kept)
    with pytest.raises(DomainError, match="Nobody has approved"):
        merge_structures(kept=kept.pk, gone=gone.pk, by=boss)


def test_the_reports_lose_one_structure_and_nothing_else(two, boss, tic):
    kept, gone, *_ = two
    with across():
        AffiliationState.objects.update(since=tic.project.start)
        for structure, name in ((kept, "kept"), (gone, "gone")):
            PersonFactory(project=tic.project, home=structure, code=name, confirmed_at=timezone.now())
            person = Person.objects.get(code=name)
            for minutes in (0, 10, 300):
                at = timezone.now() - dt.timedelta(minutes=minutes)
                Activity.objects.create(structure=structure, project=tic.project, person=person, at=at)
    project = tic.project

    def figures() -> dict:
        roll_up(project=project)
        assert recount(project=project) == []
        totals: dict = {}
        for cell in Cell.objects.filter(project=project):
            totals[cell.code, cell.period] = totals.get((cell.code, cell.period), 0) + cell.value
        return {key: value for key, value in totals.items() if value}

    before = figures()
    with committed():
        merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    after = figures()
    [effect] = merge.effects["reports"]
    changed = {key: (before.get(key, 0), after.get(key, 0)) for key in before | after}
    changed = {key: values for key, values in changed.items() if values[0] != values[1]}
    told = int(effect["before"]), int(effect["after"])
    assert changed == {("STRUCT_AFF", effect["period"]): told}
    assert told[0] - told[1] == 1
    with committed():
        undo_merge(merge=merge, by=boss)
    assert figures() == before


# --- and back


def test_what_was_added_since_goes_back_with_its_learner(two, boss):
    kept, gone, _mine, other = two
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    with open_structure(kept.pk):
        luc = Learner.objects.get(pk=other["learner"].pk)
        record_answer(learner=luc, assignment=other["assignment"], key=uuid.uuid4(), step="show", value={"seen": 2})
        record_accompaniment(structure=kept, by=boss, learners=[luc], date=timezone.localdate(), **FIELDS)
        luc.alias = "Lucas"
        luc.save()
    found = undo_merge(merge=merge, by=boss)
    assert (found.changed, found.deleted, found.tied) == (0, 0, 0)
    assert found.followed == 3, "an answer, a record and its learner"
    with open_structure(gone.pk):
        assert Learner.objects.get().alias == "Lucas"
        assert Answer.objects.count() == Accompaniment.objects.count() == AccompaniedLearner.objects.count() == 2
    with open_structure(kept.pk):
        assert Learner.objects.count() == Answer.objects.count() == Accompaniment.objects.count() == 1


def test_who_was_helped_together_since_stays_together(two, boss):
    kept, gone, *_ = two
    with open_structure(gone.pk), as_person(boss.pk):
        add_learner(structure=gone, alias="Zoë", language="nl", by=boss)
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    with open_structure(kept.pk):
        both = list(Learner.objects.exclude(alias="Zoë"))
        record_accompaniment(structure=kept, by=boss, learners=both, date=timezone.localdate(), **FIELDS)
    found = undo_merge(merge=merge, by=boss)
    assert found.tied > 3
    with open_structure(gone.pk):
        assert [one.alias for one in Learner.objects.all()] == ["Zoë"]
    with open_structure(kept.pk):
        assert set(Learner.objects.values_list("alias", flat=True)) == {"Amina", "Luc"}
        assert Answer.objects.count() == Card.objects.count() == 2
        assert Accompaniment.objects.count() == 3


def test_what_was_changed_or_deleted_since_is_told_and_left(two, boss):
    kept, gone, _mine, other = two
    user = aidant_of(gone, email="leaving@place.example")
    joins(user, kept)
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    with across():
        Membership.objects.filter(user=user, structure=gone).update(until=dt.date(2026, 1, 1))
        Card.objects.filter(learner=other["learner"]).delete()
    found = undo_merge(merge=merge, by=boss)
    assert (found.changed, found.deleted) == (1, 1)
    with across():
        assert Membership.objects.get(user=user, structure=gone).until == dt.date(2026, 1, 1)


def test_the_way_back_is_open_for_thirty_days(two, boss):
    kept, gone, *_ = two
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    with time_machine.travel(timezone.now() + dt.timedelta(days=29)):
        assert forget_moves() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        with pytest.raises(DomainError, match="This one is older"):
            undo_merge(merge=merge, by=boss)
        assert forget_moves() > 0
    assert not Move.objects.exists()
    assert Merge.objects.filter(pk=merge.pk).exists()


def test_merges_are_taken_back_in_their_order(two, boss, tic):
    kept, gone, *_ = two
    first = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    third = place(tic, "tiers")
    second = merge_structures(kept=third.pk, gone=kept.pk, by=boss)
    with pytest.raises(DomainError, match="merged itself"):
        undo_merge(merge=first, by=boss)
    with pytest.raises(DomainError, match="already"):
        merge_structures(kept=gone.pk, gone=third.pk, by=boss)
    undo_merge(merge=second, by=boss)
    undo_merge(merge=first, by=boss)
    with pytest.raises(DomainError, match="already"):
        undo_merge(merge=first, by=boss)
    with open_structure(gone.pk):
        assert Learner.objects.get().alias == "Luc"


def test_what_was_under_way_comes_over(two, boss):
    kept, gone, *_ = two
    merge = merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    with open_structure(gone.pk):
        add_learner(structure=gone, alias="Late", language="fr", by=boss)
    assert sweep() == 1
    assert sweep() == 0
    with open_structure(kept.pk):
        assert Learner.objects.filter(alias="Late").exists()
    undo_merge(merge=merge, by=boss)
    with open_structure(gone.pk):
        assert Learner.objects.count() == 2


def test_one_that_cannot_be_brought_over_does_not_stop_the_others(two, boss, monkeypatch, caplog):
    kept, gone, *_ = two
    merge_structures(kept=kept.pk, gone=gone.pk, by=boss)
    with open_structure(gone.pk):
        add_learner(structure=gone, alias="Late", language="fr", by=boss)
    other = StructureFactory(), StructureFactory()
    stuck = merge_structures(kept=other[0].pk, gone=other[1].pk, by=boss)
    Merge.objects.filter(pk=stuck.pk).update(at=timezone.now() - dt.timedelta(days=1))
    real = lasting.plan

    def plan(kind, *, kept, gone):
        if gone == stuck.gone:
            raise RuntimeError("a row that nobody understands")
        return real(kind, kept=kept, gone=gone)

    monkeypatch.setattr(lasting, "plan", plan)
    assert sweep() == 1
    assert str(stuck.pk) in caplog.text
