"""Affiliated structures and aidants' accounts."""

import pytest
from counting_world import (
    BRUSSELS,
    LILLE,
    TOURNAI,
    by_period,
    confirmed,
    left_out,
    person,
    structure,
    who,
    world,
    zones,
)

from reporting.counting.facts import Merge


def affiliated(*states, people=None, **more):
    return world(structures=states, people=people or [confirmed("p1", "2020-10-01T10:00")], **more)


@pytest.mark.parametrize(
    ("since", "confirmed_on", "period"),
    [
        ("2020-08-01", "2021-02-01T10:00", 2),  # the account came later
        ("2021-02-01", "2020-08-01T10:00", 2),  # the affiliation came later
        ("2019-01-01", "2020-07-01T00:00", 1),  # affiliated before the project, first account in it
        ("2020-07-01", "2019-01-01T10:00", 1),  # and the reverse
        ("2019-01-01", "2020-06-30T23:59", None),  # both before the project: never
        ("2022-07-01", "2020-08-01T10:00", None),
        ("2020-08-01", "2022-07-01T00:00", None),
        ("2020-08-01", "2020-12-31T23:30:00Z", 2),  # the confirmation's local date
    ],
)
def test_the_first_date_on_which_both_hold(since, confirmed_on, period):
    facts = affiliated(structure(since=since), people=[confirmed("p1", confirmed_on)])
    assert by_period(facts, "STRUCT_AFF") == ({period: 1} if period else {})


def test_an_account_confirmed_between_two_affiliations_waits_for_the_second():
    states = [
        structure(since="2020-07-01"),
        structure(since="2020-09-01", status="left"),
        structure(since="2021-03-01", operator="WTB", postcode=BRUSSELS),
    ]
    facts = affiliated(*states)
    assert by_period(facts, "STRUCT_AFF") == {2: 1}
    assert who(facts, "STRUCT_AFF", 2) == {"WTB": 1}
    assert zones(facts, "STRUCT_AFF", 2) == (0, 1, 0)


def test_leaving_and_coming_back_change_nothing():
    states = [
        structure(since="2020-07-01"),
        structure(since="2020-12-01", status="left"),
        structure(since="2021-03-01"),
    ]
    assert by_period(affiliated(*states), "STRUCT_AFF") == {1: 1}


def test_affiliated_with_an_account_before_the_project_and_back_in_it_never_counts():
    states = [
        structure(since="2019-01-01"),
        structure(since="2020-03-01", status="left"),
        structure(since="2020-10-01"),
    ]
    facts = affiliated(*states, people=[confirmed("p1", "2019-06-01T10:00")])
    assert by_period(facts, "STRUCT_AFF") == {}


def test_a_second_state_that_stays_affiliated_is_no_second_affiliation():
    states = [structure(since="2020-07-01"), structure(since="2020-08-01", operator="EMM", postcode=LILLE)]
    facts = affiliated(*states)
    assert who(facts, "STRUCT_AFF") == {"EMM": 1}


@pytest.mark.parametrize("status", ["applied", "left"])
def test_only_affiliated_counts(status):
    facts = affiliated(structure(status=status))
    assert by_period(facts, "STRUCT_AFF") == {}
    assert left_out(facts, "STRUCT_AFF") == {}


@pytest.mark.parametrize(
    "people",
    [
        [person("p1")],
        [confirmed("p1", "2020-10-01T10:00", kind="staff")],
        [confirmed("p1", "2020-10-01T10:00", kind="test")],
        [confirmed("p1", "2020-10-01T10:00", structure="s2")],
        [confirmed("p1", "2020-10-01T10:00", structure="")],
    ],
)
def test_a_structure_without_an_aidants_account_is_listed(people):
    facts = affiliated(structure(), people=people)
    assert by_period(facts, "STRUCT_AFF") == {}
    assert left_out(facts, "STRUCT_AFF") == {"no_aidant": 1}
    assert left_out(facts, "STRUCT_AFF", partner="TFT") == {"no_aidant": 1}
    assert left_out(facts, "STRUCT_AFF", partner="EMM") == {}


def test_a_merged_account_gives_its_structure_nothing():
    people = [confirmed("kept", "2020-10-01T10:00", structure="s2"), confirmed("gone", "2020-10-01T10:00")]
    facts = affiliated(structure(), structure("s2", LILLE, "EMM"), people=people, merges=[Merge("kept", "gone")])
    assert who(facts, "STRUCT_AFF") == {"EMM": 1}
    assert left_out(facts, "STRUCT_AFF") == {"no_aidant": 1}


def test_a_structure_is_listed_until_its_first_account():
    facts = affiliated(structure(), people=[confirmed("p1", "2021-02-01T10:00")])
    assert [left_out(facts, "STRUCT_AFF", period) for period in (1, 2, 3)] == [{"no_aidant": 1}, {}, {}]


def test_structures_are_counted_by_their_id():
    same_place = [structure("s1"), structure("s2")]
    people = [confirmed("p1", "2020-10-01T10:00"), confirmed("p2", "2020-10-01T10:00", structure="s2")]
    assert by_period(affiliated(*same_place, people=people), "STRUCT_AFF") == {1: 2}


def test_accounts_count_on_the_local_date_of_their_confirmation():
    people = [
        person("p0"),
        confirmed("p1", "2020-12-31T22:59:59Z"),
        confirmed("p2", "2020-12-31T23:00:00Z"),
        confirmed("p3", "2020-06-30T23:59"),
        confirmed("p4", "2022-06-30T23:59"),
        confirmed("p5", "2022-07-01T00:00"),
    ]
    assert by_period(affiliated(structure(), people=people), "AIDANT_ACCOUNTS") == {1: 1, 2: 1, 4: 1}


def test_accounts_are_where_their_structure_was_that_day():
    states = [structure(postcode=TOURNAI), structure(postcode=BRUSSELS, since="2020-10-02")]
    people = [
        confirmed("p1", "2020-10-01T10:00"),
        confirmed("p2", "2020-10-02T10:00"),
        confirmed("p3", "2020-10-02T10:00", structure=""),
    ]
    assert zones(affiliated(*states, people=people), "AIDANT_ACCOUNTS") == (1, 1, 1)
