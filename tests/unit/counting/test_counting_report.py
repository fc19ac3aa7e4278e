"""The report's shape, its target and rate, and the seam for frozen periods."""

import json
from decimal import Decimal

import pytest
from counting_world import (
    BRUSSELS,
    CODES,
    PARTNERS,
    PROJECT,
    TOURNAI,
    action,
    confirmed,
    day,
    helped,
    left_out,
    line,
    person,
    present,
    project,
    report,
    structure,
    training,
    who,
    world,
)

from reporting.catalogue import codes, indicator
from reporting.counting import (
    Frozen,
    PeriodFrozen,
    PeriodOutsideProject,
    UnknownLanguage,
    UnknownPartner,
    cells,
    report_from_cells,
)
from reporting.counting.facts import Coefficient, Newsletter, Press, Target

LINE_KEYS = [
    "code", "name", "unit", "kind", "qualifier", "period", "late", "previous", "cumulative", "in_zone",
    "out_of_zone", "unknown", "target", "rate", "counts_toward_target",
]  # fmt: skip


def busy(**more):
    """Three trained in Tournai (two in period 1, one in 2), one in Brussels in period 2, and a little of the rest."""
    people = [person(f"p{n}", "s1" if n < 4 else "s2") for n in (1, 2, 3, 4)]
    return world(
        **{
            "structures": [structure(), structure("s2", BRUSSELS, "WTB")],
            "people": people,
            "actions": [training(), training("t2", "2021-02-01T09:00", "EMM")],
            "attendances": [present("t1", "p1"), present("t1", "p2"), present("t2", "p3"), present("t2", "p4")],
            "accompaniments": [helped("a", learners=[f"l{n}" for n in range(7)]), helped("b", "2021-03-01", who="p9")],
            "coefficients": [Coefficient("1", day("2020-01-01"), Decimal("2.5"))],
            "newsletters": [Newsletter("EMM", day("2020-10-01"), 10)],
            "press": [Press(day("2021-02-01"), "Le Soir", "Numérique")],
            **more,
        }
    )


def goal(value, code="PART_TRAINED", partner=""):
    return Target(code, partner, None if value is None else Decimal(value))


def test_the_head_of_a_partners_report():
    made = report(busy(), period=2, partner="TFT", language="nl")
    lines, excluded = made.pop("lines"), made.pop("excluded")
    assert made == {
        "project": "CROSS",
        "partner": "TFT",
        "language": "nl",
        "status": "draft",
        "period": {"index": 2, "start": "2021-01-01", "end": "2021-06-30"},
        "cut_off": "2021-07-15T23:59:59+02:00",
        "snapshot": None,
        "catalogue": "1",
        "zone": "1",
    }
    assert [found["code"] for found in lines] == list(codes())
    assert excluded == [{"code": "STRUCT_AFF", "reason": "no_aidant", "count": 1}]


def test_the_consolidated_report_adds_every_partner_and_the_unattributed():
    made = report(busy(), period=2)
    assert made["partner"] is None
    assert sorted(made["partners"]) == sorted(CODES)
    for row in [*made["partners"].values(), made["unattributed"]]:
        assert list(row) == list(codes())
    assert made["partners"]["LEAD"]["PART_TRAINED"] == 0
    assert made["partners"]["LEAD"]["ACCOMP_ESTIMATED"] == "0.0"
    assert made["unattributed"]["PRESS"] == 1
    assert made["unattributed"]["ACCOMP_ESTIMATED"] == "0.0"


@pytest.mark.parametrize("partner", [None, "TFT"])
def test_the_keys_and_types_of_a_line(partner):
    made = json.loads(json.dumps(report(busy(), period=2, partner=partner)))
    for found in made["lines"]:
        figures = [found[key] for key in ("period", "late", "previous", "cumulative", "counts_toward_target")]
        if found["code"] == "ACCOMP_DECLARED":
            assert type(found.pop("other_helpers")) is int
        assert list(found) == LINE_KEYS
        zones = [found[key] for key in ("in_zone", "out_of_zone", "unknown")]
        if found["code"] in ("PRESS", "CONTENT_PUB", "NEWS_READERS"):
            assert zones == [None] * 3
        else:
            figures += zones
        assert {type(figure) for figure in figures} == {str if found["code"] == "ACCOMP_ESTIMATED" else int}
        assert (found["target"], found["rate"]) == (None, None)


def test_kinds_and_qualifiers():
    found = {row["code"]: (row["kind"], row["qualifier"]) for row in report(busy(), period=1)["lines"]}
    assert found.pop("ACCOMP_ESTIMATED") == ("model", "estimate")
    assert found.pop("NEWS_READERS") == ("stock", "exact")
    assert set(found.values()) == {("flow", "exact")}


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_names_and_units_are_in_the_reports_language_and_figures_in_none(language):
    made = report(busy(), period=2, partner="EMM", language=language)
    for found in made["lines"]:
        assert found["name"] == indicator(found["code"]).name[language]
        assert found["unit"] == indicator(found["code"]).unit[language]
    figures = [{**found, "name": "", "unit": ""} for found in made["lines"]]
    english = report(busy(), period=2, partner="EMM")["lines"]
    assert figures == [{**found, "name": "", "unit": ""} for found in english]


def test_previous_and_period_make_the_cumulative():
    found = line(busy(), "PART_TRAINED", 2)
    assert (found["previous"], found["period"], found["late"], found["cumulative"]) == (2, 2, 0, 4)
    assert (found["in_zone"], found["out_of_zone"], found["unknown"]) == (1, 1, 0)
    assert who(busy(), "PART_TRAINED", 2) == {"EMM": 2}
    estimate = line(busy(), "ACCOMP_ESTIMATED", 2)
    # months: TFT 2 x 2.5, then 2 x 6; EMM 4.5 in and 4.5 out (February a half); each cell x 2.5
    assert (estimate["previous"], estimate["period"], estimate["cumulative"]) == ("12.5", "52.6", "65.1")
    assert (estimate["in_zone"], estimate["out_of_zone"]) == ("41.3", "11.3")


def test_a_rate_is_of_the_cumulative_half_up_to_one_digit():
    found = line(busy(targets=[goal(250, partner="TFT")]), "PART_TRAINED", 2, "TFT")
    assert (found["target"], found["rate"], found["counts_toward_target"]) == (250, "0.8", 2)
    assert line(busy(targets=[goal(3)]), "PART_TRAINED", 2)["rate"] == "133.3"
    assert line(busy(targets=[goal(6)]), "PART_TRAINED", 2)["rate"] == "66.7"
    assert line(busy(targets=[goal(1600)]), "PART_TRAINED", 2)["rate"] == "0.3"  # 0.25
    assert line(busy(targets=[goal(4)]), "PART_TRAINED", 2)["rate"] == "100.0"


@pytest.mark.parametrize(("value", "target"), [(None, None), (0, 0)])
def test_a_target_that_is_empty_or_zero_has_no_rate(value, target):
    found = line(busy(targets=[goal(value)]), "PART_TRAINED", 2)
    assert (found["target"], found["rate"], found["counts_toward_target"]) == (target, None, 4)


def test_project_and_partner_targets_are_apart():
    facts = busy(targets=[goal(8, partner="TFT"), goal(8, partner="EMM")])
    assert line(facts, "PART_TRAINED", 2)["target"] is None
    facts = busy(targets=[goal(1000), goal(8, partner="EMM")])
    assert line(facts, "PART_TRAINED", 2)["target"] == 1000
    assert line(facts, "PART_TRAINED", 2, "TFT")["target"] is None
    assert line(facts, "PART_TRAINED", 2, "EMM")["rate"] == "25.0"


def test_only_in_zone_units_count_toward_a_target_where_the_project_says_so():
    held = project(target_scope="zone")
    targets = [goal(4), goal(20, "NEWS_READERS"), goal(4, "PRESS"), goal(100, "ACCOMP_ESTIMATED")]
    facts = busy(project=held, targets=targets)
    found = line(facts, "PART_TRAINED", 2)
    assert (found["cumulative"], found["counts_toward_target"], found["rate"]) == (4, 3, "75.0")
    assert line(facts, "NEWS_READERS", 2)["rate"] == "50.0"
    assert line(facts, "PRESS", 2)["rate"] == "25.0"
    assert line(facts, "ACCOMP_ESTIMATED", 2)["counts_toward_target"] == "53.8"
    assert line(busy(targets=targets), "PART_TRAINED", 2)["counts_toward_target"] == 4


@pytest.mark.parametrize("partner", [None, "TFT"])
def test_the_accompaniments_that_carry_the_target(partner):
    targets = [goal(70, code, owner) for code in ("ACCOMP_DECLARED", "ACCOMP_ESTIMATED") for owner in ("", "TFT")]
    for held, first, second in (
        ("declared", (70, "10.0"), (None, None)),
        ("", (70, "10.0"), (None, None)),
        ("estimated", (None, None), ("70.0", "60.7" if partner else "93.0")),
    ):
        facts = busy(project=project(held_against_target=held), targets=targets)
        declared = line(facts, "ACCOMP_DECLARED", 2, partner)
        estimate = line(facts, "ACCOMP_ESTIMATED", 2, partner)
        assert (declared["target"], declared["rate"]) == first
        assert (estimate["target"], estimate["rate"]) == second
        assert declared["counts_toward_target"] == 7


def test_what_nobody_gets_is_unattributed_and_still_in_the_total():
    facts = world(people=[confirmed("p1", "2020-10-01T10:00", structure=""), confirmed("p2", "2020-10-01T10:00")])
    assert who(facts, "AIDANT_ACCOUNTS") == {None: 2}
    assert line(facts, "AIDANT_ACCOUNTS")["period"] == 2


def test_a_partner_nobody_described_is_nobody():
    facts = world(actions=[action("launch", operator="GONE")])
    assert who(facts, "EVENTS") == {None: 1}


def test_left_out_rows_are_told_by_period_and_partner_in_catalogue_order():
    facts = busy(
        actions=[training(), training("t2", "2021-02-01T09:00", "EMM", status="cancelled"), training("t3")],
        accompaniments=[helped(learners=[])],
    )
    made = report(facts, period=1)
    assert made["excluded"] == [
        {"code": "TRAIN_ACTIONS", "reason": "no_presence", "count": 1},
        {"code": "STRUCT_AFF", "reason": "no_aidant", "count": 2},
        {"code": "ACCOMP_DECLARED", "reason": "no_learner", "count": 1},
    ]
    assert left_out(facts, "TRAIN_ACTIONS", 2, "EMM") == {"cancelled": 1}
    assert left_out(facts, "TRAIN_ACTIONS", 2, "TFT") == {}


def test_rows_outside_the_project_are_counted_apart_and_printed_nowhere():
    facts = world(actions=[action("launch", on="2020-06-30T10:00")])
    found = cells(facts)
    assert [(key.reason, key.period) for key in found.excluded] == [("outside_project", None)]
    assert all(report(facts, period=period)["excluded"] == [] for period in (1, 2, 3, 4))


@pytest.mark.parametrize("period", [0, 5, 99])
def test_a_period_outside_the_project(period):
    with pytest.raises(PeriodOutsideProject):
        report(busy(), period=period)


def test_an_unknown_partner_or_language():
    with pytest.raises(UnknownPartner) as raised:
        report(busy(), period=1, partner="tft")
    assert (raised.value.key, raised.value.params) == ("unknown_partner", {"partner": "tft"})
    with pytest.raises(UnknownLanguage):
        report(busy(), period=1, language="de")


def test_a_report_from_stored_cells_is_the_report():
    facts = busy(targets=[goal(1000)])
    stored = cells(facts)
    for partner in (None, *CODES):
        made = report_from_cells(PROJECT, stored, facts.targets, CODES, period=2, partner=partner, language="fr")
        assert made == report(facts, period=2, partner=partner, language="fr")


def frozen_first(reported, partner=None):
    return report(busy(), period=2, partner=partner, frozen=Frozen(1, {(partner, "PART_TRAINED"): {1: reported}}))


@pytest.mark.parametrize(("reported", "late"), [(2, 0), (1, 1), (5, -3)])
def test_what_changed_in_a_frozen_period_is_late_in_the_first_open_one(reported, late):
    found = next(row for row in frozen_first(reported)["lines"] if row["code"] == "PART_TRAINED")
    assert (found["previous"], found["late"], found["period"], found["cumulative"]) == (reported, late, 2, 4)


def test_late_is_zero_in_the_open_periods_behind_the_first():
    frozen = Frozen(1, {(None, "PART_TRAINED"): {1: 5}})
    made = report(busy(), period=3, frozen=frozen)
    found = next(row for row in made["lines"] if row["code"] == "PART_TRAINED")
    assert (found["previous"], found["late"], found["period"], found["cumulative"]) == (4, 0, 0, 4)


def test_a_frozen_period_is_never_counted_again():
    with pytest.raises(PeriodFrozen):
        report(busy(), period=1, frozen=Frozen(1))


def test_a_partner_that_begins_later_is_listed_all_the_same():
    later = [*PARTNERS[:1]]
    made = report(world(partners=later, structures=[structure(postcode=TOURNAI)]), period=1)
    assert list(made["partners"]) == ["EMM"]
