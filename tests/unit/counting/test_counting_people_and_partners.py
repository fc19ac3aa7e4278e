"""Who is who, and for whom a unit counts (docs/counting.md, People and Partner)."""

import pytest
from counting_world import (
    BRUSSELS,
    CHARLEVILLE,
    GENT,
    LILLE,
    LONG_AGO,
    PARTNERS,
    SPLIT,
    TOURNAI,
    action,
    by_period,
    clicks,
    confirmed,
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

from reporting.counting import Ledger, MergeCircle
from reporting.counting.facts import Merge, PartnerState
from reporting.counting.people import People

ORPHAN = structure(operator="")


def account(postcode=TOURNAI, operator="", invited_by="", **more):
    return world(
        structures=[structure(postcode=postcode, operator=operator)],
        people=[confirmed("p1", "2020-10-01T10:00", invited_by=invited_by)],
        **more,
    )


@pytest.mark.parametrize(
    ("operator", "invited_by", "postcode", "partner"),
    [
        ("WTB", "D09", LILLE, "WTB"),
        ("", "D09", LILLE, "D09"),
        ("", "", LILLE, "EMM"),
        ("", "", TOURNAI, "TFT"),
        ("", "", GENT, "D09"),
        ("", "", CHARLEVILLE, "EMM"),  # the programme's French side
        ("", "", BRUSSELS, None),
        ("", "", "75011", None),
        ("", "", SPLIT, None),  # its two departments are not both on the French side
        ("", "", "nowhere", None),
        ("", "", "", None),
    ],
)
def test_the_first_that_can_be_told(operator, invited_by, postcode, partner):
    assert who(account(postcode, operator, invited_by), "AIDANT_ACCOUNTS") == {partner: 1}


def test_the_sides_partner_takes_out_of_the_project_zone_too():
    facts = account(CHARLEVILLE, project=project(zone="project"))
    assert who(facts, "AIDANT_ACCOUNTS") == {"EMM": 1}
    assert zones(facts, "AIDANT_ACCOUNTS") == (0, 1, 0)
    assert zones(account(CHARLEVILLE), "AIDANT_ACCOUNTS") == (1, 0, 0)


def test_two_partners_on_one_side_get_nothing():
    rival = PartnerState("NEW", day("2020-09-01"), side="WAL", territorial_default=True)
    assert who(account(partners=[*PARTNERS, rival]), "AIDANT_ACCOUNTS") == {None: 1}
    later = PartnerState("NEW", day("2020-10-02"), side="WAL", territorial_default=True)
    assert who(account(partners=[*PARTNERS, later]), "AIDANT_ACCOUNTS") == {"TFT": 1}


def test_side_all_never_takes_by_territory():
    alone = [PartnerState("ALL", LONG_AGO, side="ALL", territorial_default=True)]
    assert who(account(partners=alone), "AIDANT_ACCOUNTS") == {None: 1}


def test_a_partners_row_of_the_date_decides_and_inherits_nothing():
    ended = PartnerState("TFT", day("2020-10-01"), side="WAL")
    assert who(account(partners=[*PARTNERS, ended]), "AIDANT_ACCOUNTS") == {None: 1}
    not_yet = [PartnerState("TFT", day("2020-10-02"), side="WAL", territorial_default=True)]
    assert who(account(partners=not_yet), "AIDANT_ACCOUNTS") == {None: 1}


def test_a_structures_row_of_the_date_decides_and_inherits_nothing():
    states = [
        structure(postcode=LILLE, operator="EMM", since="2020-01-01"),
        structure(postcode="", operator="", since="2020-10-02"),
    ]
    people = [confirmed("p1", "2020-10-01T10:00"), confirmed("p2", "2020-10-02T10:00")]
    facts = world(structures=states, people=people)
    assert who(facts, "AIDANT_ACCOUNTS") == {"EMM": 1, None: 1}
    assert zones(facts, "AIDANT_ACCOUNTS") == (1, 0, 1)


def test_before_its_first_row_a_structure_has_no_operator_and_no_postcode():
    facts = world(
        structures=[structure(since="2020-10-02")],
        people=[confirmed("p1", "2020-10-01T10:00", invited_by="D09")],
    )
    assert who(facts, "AIDANT_ACCOUNTS") == {"D09": 1}
    assert zones(facts, "AIDANT_ACCOUNTS") == (0, 0, 1)


def test_a_structure_that_moves_leaves_its_earlier_events_where_they_were():
    states = [structure(postcode="7700"), structure(postcode="1000", since="2020-10-01")]
    facts = world(
        structures=states,
        people=[person()],
        activity=clicks("p1", "2020-09-30T23:00", "2020-10-01T09:00"),
    )
    assert zones(facts, "SESSIONS_ZONE") == (1, 1, 0)


def test_invitations_serve_the_helper_and_never_structures_learners_or_diagnostics():
    facts = world(
        structures=[structure(postcode="", operator="")],
        people=[confirmed("p1", "2020-10-01T10:00", invited_by="D09")],
        actions=[training(on="2020-08-01T09:00", operator="EMM")],
        attendances=[present()],
        accompaniments=[helped()],
        diagnostics=[diagnostic()],
    )
    assert who(facts, "ACCOMP_DECLARED") == {"D09": 1}
    assert who(facts, "STRUCT_AFF") == {None: 1}
    assert who(facts, "PERSONS_BENEFIT") == {None: 1}
    assert who(facts, "DIAGNOSTICS") == {None: 1}


def test_the_place_that_gives_the_zone_gives_the_side():
    helped_in_lille = helped(postcode="F-59000")
    facts = world(
        structures=[ORPHAN],
        people=[person()],
        actions=[training(on="2020-08-01T09:00")],
        attendances=[present()],
        accompaniments=[helped_in_lille],
    )
    assert who(facts, "ACCOMP_DECLARED") == {"EMM": 1}
    assert who(facts, "PERSONS_BENEFIT") == {"TFT": 1}


def test_an_action_counts_for_its_organiser_alone():
    webinar = action("webinar", operator="WTB", online=True)
    facts = world(structures=[structure()], people=[person()], actions=[webinar], attendances=[present("a1")])
    assert who(facts, "EVENTS") == {"WTB": 1}
    assert who(facts, "WEBINAR_ATTEND") == {"WTB": 1}


def test_a_merged_person_is_the_kept_one_empty_cells_included():
    people = [
        confirmed("kept", "2020-12-01T10:00", structure=""),
        confirmed("gone", "2020-10-01T10:00", structure="s1", invited_by="D09", kind="staff"),
    ]
    facts = world(
        structures=[structure()],
        people=people,
        merges=[Merge("kept", "gone")],
        actions=[training(postcode="")],
        attendances=[present(who="gone")],
    )
    assert zones(facts, "PART_TRAINED") == (0, 0, 1)
    assert who(facts, "AIDANT_ACCOUNTS") == {None: 1}
    assert line(facts, "STRUCT_AFF", 4)["cumulative"] == 0
    assert left_out(facts, "AIDANT_ACCOUNTS") == {"merged": 1}


def test_only_the_kept_account_is_an_account_by_its_own_confirmation():
    people = [person("kept"), confirmed("gone", "2020-10-01T10:00")]
    facts = world(structures=[structure()], people=people, merges=[Merge("kept", "gone")])
    assert by_period(facts, "AIDANT_ACCOUNTS") == {}


def test_merges_are_followed_to_the_end():
    people = People([person("a"), person("b"), person("c", "s9")], [Merge("b", "a"), Merge("c", "b")])
    assert [people.key(key) for key in ("a", "b", "c", "d")] == ["c", "c", "c", "d"]
    assert people.get("a").structure == "s9"
    assert [people.merged_away(key) for key in ("a", "b", "c")] == [True, True, False]


def test_merges_in_a_circle_are_bad():
    circle = [Merge("b", "a"), Merge("c", "b"), Merge("a", "c"), Merge("a", "z")]
    for merges in (circle, [Merge("a", "a")]):
        with pytest.raises(MergeCircle):
            Ledger(world(merges=merges))


@pytest.mark.parametrize("kind", ["staff", "test"])
def test_staff_and_test_people_count_nowhere(kind):
    facts = world(
        structures=[structure()],
        people=[confirmed("p1", "2020-10-01T10:00", kind=kind)],
        actions=[training(on="2020-08-01T09:00"), action("webinar"), action("coaching", "c1")],
        attendances=[present(), present("a1"), present("c1")],
        accompaniments=[helped()],
        activity=clicks("p1", "2020-10-01T10:00"),
    )
    zero = ["PART_TRAINED", "TRAIN_PARTICIPATIONS", "COMPLETIONS", "TRAIN_ACTIONS", "WEBINAR_ATTEND", "STRUCT_AFF",
            "AIDANT_ACCOUNTS", "SESSIONS_ZONE", "ACCOMP_DECLARED", "ACCOMP_ESTIMATED", "PERSONS_BENEFIT"]  # fmt: skip
    assert {code: by_period(facts, code) for code in zero} == {code: {} for code in zero}
    assert line(facts, "ACCOMP_DECLARED")["other_helpers"] == 0
    assert left_out(facts, "TRAIN_ACTIONS") == {"no_presence": 1}
    assert left_out(facts, "ACCOMP_DECLARED") == {"staff_or_test": 1}
    assert by_period(facts, "EVENTS") == {1: 1}


@pytest.mark.parametrize("kind", ["", "professional", "volunteer"])
def test_an_empty_kind_is_an_aidant(kind):
    facts = world(structures=[structure()], people=[confirmed("p1", "2020-10-01T10:00", kind=kind)])
    assert by_period(facts, "AIDANT_ACCOUNTS") == {1: 1}
