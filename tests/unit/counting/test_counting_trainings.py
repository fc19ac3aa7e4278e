"""Trainings, actions and events, and who was present (docs/counting.md, The lines)."""

import pytest
from counting_world import (
    BRUSSELS,
    LILLE,
    PARTNERS,
    TOURNAI,
    action,
    by_period,
    day,
    left_out,
    line,
    person,
    present,
    project,
    structure,
    trained,
    training,
    who,
    zones,
)

from reporting.counting.facts import Merge, PartnerState


def test_trained_by_a_in_s1_and_by_b_in_s2_is_as_once_in_s1():
    facts = trained(training(operator="EMM"), training("t2", "2021-02-01T09:00", "TFT"))
    assert by_period(facts, "PART_TRAINED") == {1: 1}
    assert who(facts, "PART_TRAINED") == {"EMM": 1}
    assert by_period(facts, "TRAIN_PARTICIPATIONS") == {1: 1, 2: 1}
    assert who(facts, "TRAIN_PARTICIPATIONS", 2) == {"TFT": 1}
    assert left_out(facts, "PART_TRAINED", 2) == {"already_counted": 1}


def test_trained_before_the_project_and_again_in_it_counts_in_it():
    facts = trained(training(on="2020-06-30T09:00", operator="EMM"), training("t2", "2021-02-01T09:00", "TFT"))
    assert by_period(facts, "PART_TRAINED") == {2: 1}
    assert by_period(facts, "TRAIN_PARTICIPATIONS") == {2: 1}
    assert by_period(facts, "TRAIN_ACTIONS") == {2: 1}


@pytest.mark.parametrize(
    ("first", "second", "partner"),
    [
        # by date, even if the series began earlier
        (training("a", "2020-10-01T09:00", "EMM", dates=(day("2020-10-09"),)), ("b", "2020-10-05T09:00"), "TFT"),
        # on one date by start
        (training("a", "2020-10-05T14:00", "EMM"), ("b", "2020-10-05T09:00"), "TFT"),
        # on one start by identifier, by code points: Z before a
        (training("a", "2020-10-05T09:00", "EMM"), ("Z", "2020-10-05T09:00"), "TFT"),
        (training("a10", "2020-10-05T09:00", "EMM"), ("a9", "2020-10-05T09:00"), "EMM"),
        # starts are compared as instants, not as they are written
        (training("a", "2020-10-05T10:30+02:00", "EMM"), ("b", "2020-10-05T09:00+00:00"), "EMM"),
    ],
)
def test_the_first_is_by_date_then_start_then_identifier(first, second, partner):
    facts = trained(first, training(*second, "TFT"))
    assert who(facts, "PART_TRAINED") == {partner: 1}


def test_a_series_is_one_training_on_its_last_date():
    series = training(on="2020-12-20T09:00", dates=(day("2021-01-10"), day("2021-01-03")))
    facts = trained(series)
    for code in ("PART_TRAINED", "TRAIN_PARTICIPATIONS", "TRAIN_ACTIONS"):
        assert by_period(facts, code) == {2: 1}


def test_further_dates_before_the_start_move_nothing():
    assert by_period(trained(training(dates=(day("2020-08-01"),))), "TRAIN_ACTIONS") == {1: 1}


def test_a_series_that_ends_after_the_project_is_as_if_absent():
    facts = trained(training(on="2022-06-20T09:00", dates=(day("2022-07-01"),)))
    assert by_period(facts, "TRAIN_ACTIONS") == by_period(facts, "PART_TRAINED") == {}


def test_the_date_is_local():
    assert by_period(trained(training(on="2020-12-31T23:30:00Z")), "TRAIN_ACTIONS") == {2: 1}
    assert by_period(trained(training(on="2020-06-30T22:30:00Z")), "TRAIN_ACTIONS") == {1: 1}


@pytest.mark.parametrize("status", ["registered", "waiting", "cancelled", "absent"])
def test_only_present_is_a_presence(status):
    facts = trained(training(), attendances=[present(status=status)])
    assert by_period(facts, "PART_TRAINED") == by_period(facts, "TRAIN_ACTIONS") == {}
    assert left_out(facts, "TRAIN_ACTIONS") == {"no_presence": 1}


def test_a_presence_that_nobody_validated_is_none():
    facts = trained(training(), attendances=[present(validated=False)])
    assert by_period(facts, "TRAIN_PARTICIPATIONS") == by_period(facts, "TRAIN_ACTIONS") == {}
    assert left_out(facts, "TRAIN_PARTICIPATIONS") == {"not_validated": 1}


@pytest.mark.parametrize(("status", "reason"), [("planned", "not_closed"), ("cancelled", "cancelled")])
def test_only_a_closed_action_counts(status, reason):
    facts = trained(
        training(status=status),
        action("webinar", status=status),
        action("awareness", "w1", status=status, audience=3, evidence="photo"),
    )
    for code in ("PART_TRAINED", "TRAIN_PARTICIPATIONS", "TRAIN_ACTIONS", "EVENTS", "AWARE_ACTIONS", "WEBINAR_ATTEND"):
        assert by_period(facts, code) == {}
    for code in ("TRAIN_ACTIONS", "EVENTS", "AWARE_ACTIONS", "TRAIN_PARTICIPATIONS", "WEBINAR_ATTEND"):
        assert left_out(facts, code) == {reason: 1}


def test_trainings_count_core_or_not_but_only_core_trains():
    facts = trained(training(core=False))
    assert by_period(facts, "TRAIN_PARTICIPATIONS") == by_period(facts, "TRAIN_ACTIONS") == {1: 1}
    assert by_period(facts, "PART_TRAINED") == {}
    assert left_out(facts, "PART_TRAINED") == {"not_core": 1}


def test_a_training_with_one_staff_and_one_aidant_counts_the_aidant():
    facts = trained(training(), people=[person(), person("p2", kind="staff")])
    assert by_period(facts, "TRAIN_ACTIONS") == by_period(facts, "TRAIN_PARTICIPATIONS") == {1: 1}
    assert left_out(facts, "TRAIN_PARTICIPATIONS") == {"staff_or_test": 1}


def test_one_participation_per_action_and_person_after_merges():
    facts = trained(training(), people=[person("p1"), person("p2")], merges=[Merge("p1", "p2")])
    assert by_period(facts, "TRAIN_PARTICIPATIONS") == by_period(facts, "PART_TRAINED") == {1: 1}
    assert left_out(facts, "TRAIN_PARTICIPATIONS") == {"merged": 1}


def test_a_merge_takes_one_person_back():
    people, actions = [person("p1"), person("p2")], (training(), training("t2", "2021-02-01T09:00"))
    rolls = [present("t1", "p1"), present("t2", "p2")]
    assert by_period(trained(*actions, people=people, attendances=rolls), "PART_TRAINED") == {1: 1, 2: 1}
    merged = trained(*actions, people=people, attendances=rolls, merges=[Merge("p2", "p1")])
    assert by_period(merged, "PART_TRAINED") == {1: 1}


def test_coaching_makes_completions_only():
    facts = trained(action("coaching", "c1", core=True))
    assert by_period(facts, "TRAIN_PARTICIPATIONS") == by_period(facts, "TRAIN_ACTIONS") == {}
    assert by_period(facts, "PART_TRAINED") == by_period(facts, "COMPLETIONS") == {}


@pytest.mark.parametrize(
    ("core_on", "coaching_on", "expected"),
    [
        ("2020-10-01T09:00", "2021-02-01T09:00", (2, "EMM", (0, 1, 0))),
        ("2021-02-01T09:00", "2020-10-01T09:00", (2, "EMM", (1, 0, 0))),
        ("2021-02-01T09:00", "2021-02-01T13:00", (2, "EMM", (0, 1, 0))),  # one day: the later start
    ],
)
def test_a_completion_has_the_laters_date_and_place_and_the_core_workshops_operator(core_on, coaching_on, expected):
    core = training(on=core_on, operator="EMM", postcode=LILLE)
    coaching = action("coaching", "c1", coaching_on, "D09", postcode=BRUSSELS)
    facts = trained(core, coaching, structures=[])
    period, partner, where = expected
    assert by_period(facts, "COMPLETIONS") == {period: 1}
    assert who(facts, "COMPLETIONS", period) == {partner: 1}
    assert zones(facts, "COMPLETIONS", period) == where


def test_a_completion_takes_the_first_of_each_and_the_later_of_the_two():
    actions = (
        training(on="2020-10-01T09:00", operator="EMM"),
        training("t2", "2020-11-01T09:00", "TFT"),
        action("coaching", "c1", "2020-12-31T09:00"),
        action("coaching", "c2", "2021-03-01T09:00"),
    )
    facts = trained(*actions)
    assert by_period(facts, "COMPLETIONS") == {1: 1}
    assert who(facts, "COMPLETIONS") == {"EMM": 1}


def test_a_completion_needs_both_inside_the_project():
    facts = trained(training(on="2020-06-01T09:00"), action("coaching", "c1"))
    assert by_period(facts, "COMPLETIONS") == {}


def test_the_presence_is_where_the_persons_structure_was_that_day():
    moving = [structure(postcode=BRUSSELS), structure(postcode=TOURNAI, since="2020-10-01")]
    facts = trained(training(postcode=BRUSSELS), structures=moving)
    assert zones(facts, "PART_TRAINED") == zones(facts, "TRAIN_PARTICIPATIONS") == (1, 0, 0)


@pytest.mark.parametrize(
    ("structure_postcode", "place", "expected"),
    [
        (BRUSSELS, TOURNAI, (0, 1, 0)),
        ("", TOURNAI, (1, 0, 0)),
        ("nowhere", TOURNAI, (0, 0, 1)),  # given and unresolved: nothing behind it is asked
        ("", "nowhere", (0, 0, 1)),
        ("", "", (0, 0, 1)),
    ],
)
def test_a_presences_first_postcode_given_decides(structure_postcode, place, expected):
    facts = trained(training(postcode=place), structures=[structure(postcode=structure_postcode)])
    assert zones(facts, "PART_TRAINED") == expected


def test_an_online_training_gives_its_participants_no_place():
    facts = trained(training(postcode="", online=True), structures=[])
    assert zones(facts, "PART_TRAINED") == (0, 0, 1)
    assert zones(facts, "TRAIN_ACTIONS") == (1, 0, 0)


@pytest.mark.parametrize("country", ["LU", "NL"])
def test_a_structure_in_another_country_is_out_of_zone(country):
    facts = trained(training(), structures=[structure(postcode="7500", country=country)])
    assert zones(facts, "PART_TRAINED") == (0, 1, 0)


@pytest.mark.parametrize("kind", ["training", "awareness"])
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"postcode": BRUSSELS, "online": True, "operator": "TFT"}, (0, 1, 0)),  # a postcode wins over online
        ({"postcode": "", "online": True, "operator": "TFT"}, (1, 0, 0)),
        ({"postcode": "", "online": True, "operator": "WTB"}, (0, 1, 0)),
        ({"postcode": "", "online": False, "operator": "TFT"}, (0, 0, 1)),
        ({"postcode": "nowhere", "online": True, "operator": "TFT"}, (0, 0, 1)),
        ({"postcode": "52100", "operator": "EMM"}, (0, 0, 1)),
    ],
)
def test_where_a_training_or_awareness_action_is(kind, cells, expected):
    facts = trained(action(kind, "t1", **{"core": True, "audience": 1, "evidence": "photo", **cells}))
    assert zones(facts, "TRAIN_ACTIONS" if kind == "training" else "AWARE_ACTIONS") == expected


def test_an_organiser_that_moves_and_one_that_has_no_row_yet():
    moves = PartnerState("TFT", day("2020-10-02"), postcode=BRUSSELS)
    later = PartnerState("NEW", day("2020-10-02"), postcode=TOURNAI)
    online = {"postcode": "", "online": True}
    facts = trained(
        training("t1", **online),
        training("t2", "2020-10-02T09:00", **online),
        training("t3", operator="NEW", **online),
        partners=[*PARTNERS, moves, later],
    )
    assert zones(facts, "TRAIN_ACTIONS") == (1, 1, 1)


def test_a_joint_training_is_one_for_its_lead():
    facts = trained(training(operator="D09"), project=project())
    assert who(facts, "TRAIN_ACTIONS") == {"D09": 1}
    assert line(facts, "TRAIN_ACTIONS")["period"] == 1


def test_trainers_are_none():
    assert line(trained(training()), "TRAINERS")["cumulative"] == 0
