"""Accompaniments, declared and estimated, and the people they reach; skills checks."""

from decimal import Decimal

import pytest
from counting_world import (
    BRUSSELS,
    LILLE,
    TOURNAI,
    by_period,
    day,
    diagnostic,
    helped,
    left_out,
    line,
    person,
    present,
    project,
    structure,
    training,
    who,
    world,
    zones,
)

from reporting.counting.facts import Coefficient, Merge


def helping(*records, trained_on="2020-08-01T09:00", **more):
    """p1 is trained, p2 is not."""
    return world(
        **{
            "structures": [structure()],
            "people": [person("p1"), person("p2")],
            "actions": [training(on=trained_on)],
            "attendances": [present()],
            "accompaniments": records,
            **more,
        }
    )


def columns(facts, period=1, partner=None):
    found = line(facts, "ACCOMP_DECLARED", period, partner)
    return found["period"], found["other_helpers"]


def test_a_workshop_of_8_is_8_accompaniments():
    workshop = helped(learners=["ann", "bob", "cem"], anonymous=5, mode="workshop")
    assert columns(helping(workshop)) == (8, 0)


@pytest.mark.parametrize("mode", ["individual", "workshop", "drop_in"])
def test_heads_count_whatever_the_mode(mode):
    assert columns(helping(helped(learners=["ann", "bob", "ann"], anonymous=1, mode=mode))) == (3, 0)


def test_with_neither_pseudonym_nor_heads_it_is_listed():
    facts = helping(helped(learners=[]), helped("h2", learners=[], who="p2"), helped("h3"))
    assert columns(facts) == (1, 0)
    assert left_out(facts, "ACCOMP_DECLARED") == {"no_learner": 2}
    assert left_out(facts, "ACCOMP_DECLARED", partner="TFT") == {"no_learner": 2}


def test_a_cancelled_one_is_left_out():
    facts = helping(helped(status="cancelled", learners=[]), helped("h2", status=""))
    assert columns(facts) == (1, 0)
    assert left_out(facts, "ACCOMP_DECLARED") == {"cancelled": 1}
    assert by_period(facts, "PERSONS_BENEFIT") == {1: 1}


def test_helpers_trained_on_or_before_the_day_are_in_the_first_column():
    facts = helping(
        helped("a", "2020-07-31"), helped("b", "2020-08-01"), helped("c", "2020-08-02"), helped("d", who="p2")
    )
    assert columns(facts) == (2, 2)


def test_trained_by_any_operator():
    facts = helping(helped(), actions=[training(on="2020-08-01T09:00", operator="EMM")])
    assert columns(facts, partner="TFT") == (1, 0)


def test_trained_before_the_project_is_not_trained():
    assert columns(helping(helped(), trained_on="2020-06-30T09:00")) == (0, 1)


def test_trained_at_the_series_last_date():
    actions = [training(on="2020-08-01T09:00", dates=(day("2020-10-02"),))]
    assert columns(helping(helped(), actions=actions)) == (0, 1)


def test_a_merge_makes_the_helper_trained():
    facts = helping(helped(who="p2"), merges=[Merge("p2", "p1")])
    assert columns(facts) == (1, 0)


def test_the_second_column_is_of_the_period_only_and_nothing_else_reads_it():
    facts = helping(helped("a", "2020-10-01", who="p2"), helped("b", "2021-02-01", who="p2"), helped("c", "2021-02-01"))
    found = line(facts, "ACCOMP_DECLARED", 2)
    assert (found["period"], found["other_helpers"]) == (1, 1)
    assert (found["previous"], found["cumulative"], found["counts_toward_target"]) == (0, 1, 1)
    assert (found["in_zone"], found["out_of_zone"], found["unknown"]) == (1, 0, 0)
    assert who(facts, "ACCOMP_DECLARED", 2) == {"TFT": 1}


def test_an_accompaniment_is_where_it_took_place_else_at_its_structure():
    states = [structure(), structure("s2", BRUSSELS, "WTB")]
    records = [
        helped("a", postcode=BRUSSELS),
        helped("b"),
        helped("c", postcode="nowhere"),
        helped("d", structure="s2"),
        helped("e", country="LU", postcode="1234"),
        helped("f", country="LU"),  # a country alone decides nothing
    ]
    facts = helping(*records, structures=states)
    assert zones(facts, "ACCOMP_DECLARED") == (2, 3, 1)
    assert who(facts, "ACCOMP_DECLARED") == {"TFT": 5, "WTB": 1}


def test_the_structure_named_on_the_record_counts_not_the_helpers():
    facts = helping(helped(structure="s2"), structures=[structure(), structure("s2", LILLE, "EMM")])
    assert who(facts, "ACCOMP_DECLARED") == {"EMM": 1}


def test_outside_the_project_nothing_counts():
    facts = helping(helped("a", "2020-06-30"), helped("b", "2022-07-01"), trained_on="2020-07-01T09:00")
    assert by_period(facts, "ACCOMP_DECLARED") == by_period(facts, "PERSONS_BENEFIT") == {}


def test_look_alikes_are_counted():
    records = [
        helped("a", minutes=30),
        helped("b", minutes=30, learners=["bob"]),
        helped("c", minutes=45),
        helped("d", minutes=30, learners=["x", "y"]),
    ]
    facts = helping(*records)
    assert columns(facts) == (5, 0)


def test_a_learner_counts_once_in_the_project_by_structure_and_pseudonym():
    records = [
        helped("a", "2021-02-01", ["ann", "bob"]),
        helped("b", "2020-10-01", ["ann"], who="p2"),  # the first, by a helper who is not trained
        helped("c", "2020-10-02", ["ann"], structure="s2"),  # another structure's ann
        helped("d", "2020-10-03", [], anonymous=12),
        helped("e", "2020-06-30", ["bob"]),  # before the project: as if absent
    ]
    facts = helping(*records, structures=[structure(), structure("s2", LILLE, "EMM")])
    assert by_period(facts, "PERSONS_BENEFIT") == {1: 2, 2: 1}
    assert who(facts, "PERSONS_BENEFIT") == {"TFT": 1, "EMM": 1}


def test_a_person_benefiting_is_where_the_structure_was_that_day():
    states = [structure(postcode=BRUSSELS), structure(since="2020-10-02")]
    records = [
        helped("a", "2020-10-01", ["ann"], postcode=TOURNAI),
        helped("b", "2020-10-02", ["bob"], postcode=BRUSSELS),
    ]
    assert zones(helping(*records, structures=states), "PERSONS_BENEFIT") == (1, 1, 0)


def test_staff_bring_nobody_a_first_accompaniment():
    facts = helping(
        helped("a", "2020-10-01", who="p3"), helped("b", "2021-02-01"), people=[person(), person("p3", kind="staff")]
    )
    assert by_period(facts, "PERSONS_BENEFIT") == {2: 1}


def test_diagnostics_each_count_where_their_structure_was_that_day():
    states = [structure(), structure(postcode=BRUSSELS, operator="WTB", since="2020-10-02")]
    checks = [diagnostic(), diagnostic("d2", "2020-10-01T22:30:00Z"), diagnostic("d3", "2021-02-01T10:00", "none")]
    facts = world(structures=states, diagnostics=checks)
    assert by_period(facts, "DIAGNOSTICS") == {1: 2, 2: 1}
    assert zones(facts, "DIAGNOSTICS") == (1, 1, 0)
    assert who(facts, "DIAGNOSTICS") == {"TFT": 1, "WTB": 1}
    assert zones(facts, "DIAGNOSTICS", 2) == (0, 0, 1)


def estimate(*trainings, people, coefficients=(("1", "2020-01-01", "2"),), **more):
    """`people` are (person, training)."""
    return world(
        **{
            "structures": [structure()],
            "people": [person(who) for who, _ in people],
            "actions": trainings,
            "attendances": [present(act, who) for who, act in people],
            "coefficients": [Coefficient(v, day(since), Decimal(value)) for v, since, value in coefficients],
            **more,
        }
    )


def estimated(facts, period, partner=None):
    return line(facts, "ACCOMP_ESTIMATED", period, partner)["period"]


@pytest.mark.parametrize(
    ("on", "figures"),
    [
        ("2020-07-01T09:00", ["11.0", "12.0", "12.0", "12.0"]),  # half of July, 5 months; then 6 months each
        ("2020-12-31T09:00", ["1.0", "12.0", "12.0", "12.0"]),
        ("2021-01-01T09:00", ["0.0", "11.0", "12.0", "12.0"]),
        ("2022-06-15T09:00", ["0.0", "0.0", "0.0", "1.0"]),
        ("2020-06-30T09:00", ["0.0", "0.0", "0.0", "0.0"]),
    ],
)
def test_active_months_times_the_coefficient(on, figures):
    facts = estimate(training(on=on), people=[("p1", "t1")])
    assert [estimated(facts, period) for period in (1, 2, 3, 4)] == figures


def test_a_month_clipped_by_the_project_counts_whole():
    held = project(start=day("2020-10-15"), end=day("2021-02-03"), period_months=3)
    facts = estimate(training(on="2020-10-20T09:00"), people=[("p1", "t1")], project=held)
    # October a half, November, December; then January and February
    assert [estimated(facts, period) for period in (1, 2)] == ["5.0", "4.0"]


def test_the_version_in_force_on_the_periods_last_day_serves_the_whole_period():
    versions = (
        ("1", "2020-12-31", "2"),
        ("2", "2021-07-01", "3"),
        ("3", "2021-12-31", "10"),
        ("4", "2022-07-01", "99"),
    )
    facts = estimate(training(), people=[("p1", "t1")], coefficients=versions)
    # October 2020: 2.5 months, then 6 a period
    assert [estimated(facts, period) for period in (1, 2, 3, 4)] == ["5.0", "12.0", "60.0", "60.0"]
    late = estimate(training(), people=[("p1", "t1")], coefficients=(("1", "2021-01-01", "2"),))
    assert [estimated(late, period) for period in (1, 2)] == ["0.0", "12.0"]
    assert estimated(estimate(training(), people=[("p1", "t1")], coefficients=()), 2) == "0.0"


def test_cells_are_rounded_half_up_and_every_other_figure_is_their_sum():
    # one month a cell at 0.05: 0.1 each by half up; 0.15 + ... rounded together would give 0.2
    trainings = [
        training("t1", "2020-11-10T09:00"),
        training("t2", "2020-11-10T09:00", "EMM"),
        training("t3", "2020-11-10T09:00", postcode=""),
    ]
    people = [("p1", "t1"), ("p2", "t2"), ("p3", "t3"), ("p4", "t1")]
    facts = estimate(*trainings, people=people, structures=[], coefficients=(("1", "2020-01-01", "0.03"),))
    # months: TFT in 2 x 1.5 = 3 -> 0.09 -> 0.1; EMM in 1.5 -> 0.045 -> 0.0; TFT unknown 1.5 -> 0.0
    assert estimated(facts, 1, "TFT") == "0.1"
    assert estimated(facts, 1, "EMM") == "0.0"
    assert estimated(facts, 1) == "0.1"
    # period 2, 6 months each: TFT in 12 -> 0.36 -> 0.4; EMM 6 -> 0.18 -> 0.2; TFT unknown 0.2
    assert estimated(facts, 2) == "0.8"
    assert line(facts, "ACCOMP_ESTIMATED", 2)["cumulative"] == "0.9"
    assert line(facts, "ACCOMP_ESTIMATED", 2)["unknown"] == "0.2"


def test_an_exact_half_goes_up():
    facts = estimate(training(on="2020-12-10T09:00"), people=[("p1", "t1")], coefficients=(("1", "2020-01-01", "0.1"),))
    assert estimated(facts, 1) == "0.1"  # 0.5 x 0.1 = 0.05
    facts = estimate(training(on="2020-12-10T09:00"), people=[("p1", "t1")], coefficients=(("1", "2020-01-01", "4.9"),))
    assert estimated(facts, 1) == "2.5"  # 2.45


def test_the_estimate_stays_with_the_first_trainings_partner_and_place():
    states = [structure(), structure(postcode=BRUSSELS, operator="WTB", since="2020-12-01")]
    facts = estimate(training(), people=[("p1", "t1")], structures=states)
    found = line(facts, "ACCOMP_ESTIMATED", 3, "TFT")
    assert (found["period"], found["in_zone"], found["previous"], found["cumulative"]) == (
        "12.0",
        "12.0",
        "17.0",
        "29.0",
    )


def test_the_published_estimation_engine():
    # cohorts 155/333/368 with 15, 9 and 3 active months: 6426 months x 6.2313 = 40042.3
    months = 155 * 15 + 333 * 9 + 368 * 3
    assert months == 6426
    held = project(start=day("2020-07-01"), end=day("2021-12-31"), period_months=18)
    trainings = [
        training(f"t{size}", on)
        for size, on in ((155, "2020-09-30T09:00"), (333, "2021-03-31T09:00"), (368, "2021-09-30T09:00"))
    ]
    people = [(f"p{size}-{n}", f"t{size}") for size in (155, 333, 368) for n in range(size)]
    facts = estimate(*trainings, people=people, project=held, coefficients=(("1", "2020-01-01", "6.2313"),))
    # here each cohort also has half of its own month: 15.5, 9.5 and 3.5
    assert estimated(facts, 1) == "42709.3"
    assert Decimal("42709.3") == (Decimal(months + (155 + 333 + 368) / 2) * Decimal("6.2313")).quantize(Decimal("0.1"))
