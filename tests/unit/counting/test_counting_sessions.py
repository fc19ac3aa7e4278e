"""Usage sessions: the cut, the count, and the proof that putting stored sessions right equals a recount."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from counting_world import (
    BRUSSELS,
    LILLE,
    at,
    by_period,
    clicks,
    day,
    every,
    left_out,
    line,
    person,
    project,
    structure,
    who,
    world,
    zones,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.counting import cells
from reporting.counting.facts import Activity, Merge, Session
from reporting.counting.people import People
from reporting.counting.sessions import Span, cut, recut, sessions_of, touched_chains

START = datetime(2021, 3, 27, 22, tzinfo=UTC)


def minutes(*numbers):
    return [START + timedelta(minutes=number) for number in numbers]


def spans(*pairs):
    return [Span(*minutes(*pair)) for pair in pairs]


def test_a_gap_of_exactly_30_minutes_stays_in_the_session():
    assert cut(minutes(0, 30)) == spans((0, 30))


def test_a_gap_of_30_01_opens_a_new_one():
    late = START + timedelta(minutes=30, seconds=1)
    assert cut([START, late]) == [Span(START, START), Span(late, late)]


def test_a_microsecond_more_opens_a_new_one():
    assert len(cut([START, START + timedelta(minutes=30, microseconds=1)])) == 2


def test_12_hours_exactly_is_still_the_same_session():
    assert cut(every(30, 25)) == [Span(every(30, 25)[0], every(30, 25)[-1])]


def test_an_activity_after_12_hours_opens_a_new_one():
    activity = [*every(30, 25), every(30, 25)[-1] + timedelta(seconds=1)]
    assert cut(activity) == [Span(activity[0], activity[24]), Span(activity[25], activity[25])]


def test_the_guard_starts_again_with_each_session():
    found = cut(every(20, 120))  # 39 h 40 without a gap: from 0:00, 12:20, 24:40 and 37:00
    assert [(span.start - found[0].start) / timedelta(minutes=20) for span in found] == [0, 37, 74, 111]


def test_no_activity_no_session():
    assert cut([]) == []


@pytest.mark.parametrize(
    ("times", "sessions"),
    [
        # 28 March 2021: 01:59 is followed by 03:00
        (["2021-03-28T01:45+01:00", "2021-03-28T03:10+02:00"], 1),
        (["2021-03-28T01:45+01:00", "2021-03-28T03:20+02:00"], 2),
        # 31 October 2021: 02:59 is followed by 02:00
        (["2021-10-31T02:50+02:00", "2021-10-31T02:10+01:00"], 1),
        (["2021-10-31T02:10+02:00", "2021-10-31T02:30+01:00"], 2),
        # a time without an offset that occurs twice is the first of the two
        (["2021-10-31T02:40", "2021-10-31T02:05+01:00"], 1),
    ],
)
def test_elapsed_time_on_the_nights_the_clocks_change(times, sessions):
    facts = world(activity=clicks("p1", *times), structures=[structure()], people=[person()])
    assert sum(by_period(facts, "SESSIONS_ZONE").values()) == sessions


def test_local_instants_are_compared_as_elapsed_time():
    local = [instant.astimezone(at("2021-03-28T00:00Z").tzinfo) for instant in every(30, 2)]
    assert len(cut(local)) == 1


def test_a_session_over_midnight_is_the_earlier_semesters():
    times = ["2021-06-30T23:50", "2021-07-01T00:05", "2021-07-01T00:20"]
    facts = world(activity=clicks("p1", *times), structures=[structure()], people=[person()])
    assert by_period(facts, "SESSIONS_ZONE") == {2: 1}


def test_sessions_are_cut_out_of_all_activity_before_the_project_clips_them():
    # one session from 30 June 23:50: it began before the project, and its end makes no session of its own
    times = ["2020-06-30T23:50", "2020-07-01T00:10"]
    facts = world(activity=clicks("p1", *times), structures=[structure()], people=[person()])
    assert by_period(facts, "SESSIONS_ZONE") == {}
    assert by_period(world(activity=clicks("p1", times[1])), "SESSIONS_ZONE") == {1: 1}
    # and one that begins on the last day runs over the end
    last = ["2022-06-30T23:55", "2022-07-01T00:10"]
    assert by_period(world(activity=clicks("p1", *last)), "SESSIONS_ZONE") == {4: 1}


def test_one_user_in_two_structures_has_two_sessions():
    activity = clicks("p1", "2021-01-05T10:00") + clicks("p1", "2021-01-05T10:05", structure="s2")
    assert by_period(world(activity=activity), "SESSIONS_ZONE") == {2: 2}


def test_a_learner_is_a_user_of_one_structure():
    activity = (
        clicks("learner:ann", "2021-01-05T10:00")
        + clicks("learner:ann", "2021-01-05T10:05", structure="s2")
        + clicks("learner:bob", "2021-01-05T10:05")
    )
    assert by_period(world(activity=activity), "SESSIONS_ZONE") == {2: 3}


def test_merged_accounts_are_one_user():
    activity = clicks("p1", "2021-01-05T10:00", "2021-01-05T10:40") + clicks("p2", "2021-01-05T10:20")
    people = [person("p1"), person("p2")]
    assert by_period(world(activity=activity, people=people), "SESSIONS_ZONE") == {2: 3}
    merged = world(activity=activity, people=people, merges=[Merge("p1", "p2")])
    assert by_period(merged, "SESSIONS_ZONE") == {2: 1}


@pytest.mark.parametrize("objector", ["p1", "p2"])
def test_an_objection_on_either_side_of_a_merge_holds_for_both(objector):
    people = [person(key, objects=key == objector) for key in ("p1", "p2", "p3")]
    activity = [row for key in ("p1", "p2", "p3") for row in clicks(key, "2020-08-01T10:00", "2021-01-05T10:00")]
    apart = world(activity=activity, people=people)
    assert by_period(apart, "SESSIONS_ZONE") == {1: 2, 2: 2}
    merged = world(activity=activity, people=people, merges=[Merge("p1", "p2")])
    assert by_period(merged, "SESSIONS_ZONE") == {1: 1, 2: 1}
    assert left_out(merged, "SESSIONS_ZONE", 2) == {"objected": 1}


def test_staff_and_test_people_make_no_sessions():
    people = [person("p1", kind="staff"), person("p2", kind="test"), person("p3", kind="volunteer"), person("p4")]
    activity = [row for key in ("p1", "p2", "p3", "p4") for row in clicks(key, "2021-01-05T10:00")]
    assert by_period(world(activity=activity, people=people), "SESSIONS_ZONE") == {2: 2}


def test_a_session_needs_no_confirmation():
    assert by_period(world(activity=clicks("p1", "2021-01-05T10:00"), people=[person()]), "SESSIONS_ZONE") == {2: 1}


def test_partner_and_territory_are_the_sessions_structures_not_the_persons():
    structures = [structure("s1", LILLE, "EMM"), structure("s2", BRUSSELS, "WTB")]
    activity = clicks("p1", "2021-01-05T10:00", structure="s2")
    facts = world(activity=activity, structures=structures, people=[person("p1", "s1")])
    assert zones(facts, "SESSIONS_ZONE", 2) == (0, 1, 0)
    assert who(facts, "SESSIONS_ZONE", 2) == {"WTB": 1}


def test_an_invitation_serves_a_person_and_never_a_learner():
    structures = [structure(postcode="", operator="")]
    activity = clicks("p1", "2021-01-05T10:00") + clicks("learner:p1", "2021-01-05T10:00")
    people = [person("p1", invited_by="D09"), person("learner:p1", invited_by="EMM")]
    facts = world(activity=activity, structures=structures, people=people)
    assert who(facts, "SESSIONS_ZONE", 2) == {"D09": 1, None: 1}


def test_given_sessions_are_taken_as_they_are():
    stored = [
        Session("p1", "s1", at("2021-01-05T10:00"), at("2021-01-05T10:20")),
        Session("p2", "s1", at("2021-01-05T10:00"), at("2021-01-05T10:00")),
        Session("p3", "s1", at("2020-06-30T23:50"), at("2020-07-01T00:10")),
    ]
    facts = world(sessions=stored, people=[person("p2", objects=True)], activity=clicks("p1", "2021-02-05T10:00"))
    assert by_period(facts, "SESSIONS_ZONE") == {2: 1}
    assert line(facts, "SESSIONS_ZONE", 2)["unknown"] == 1


def test_late_rows_that_bridge_two_sessions():
    stored = spans((0, 20), (60, 70), (200, 210))
    change = recut(stored, minutes(40), minutes(0, 20, 40, 60, 70))
    assert change.delete == spans((0, 20), (60, 70))
    assert change.insert == spans((0, 70))


def test_a_row_already_known_changes_nothing():
    change = recut(spans((0, 20)), minutes(20), minutes(0, 20))
    assert (change.delete, change.insert) == ([], [])


def test_an_earlier_row_moves_every_cut_of_the_guard_behind_it():
    activity = every(20, 120)
    stored = cut(activity)
    late = activity[0] - timedelta(minutes=20)
    assert touched_chains(stored, [late]) == [Span(late, activity[-1])]
    change = recut(stored, [late], activity)
    assert change.delete == stored
    assert change.insert == cut([late, *activity])


def test_a_row_beyond_30_minutes_touches_no_stored_session():
    stored = spans((0, 20))
    assert touched_chains(stored, minutes(51)) == spans((51, 51))
    assert recut(stored, minutes(51), minutes(51)).delete == []


offsets = st.lists(st.integers(0, 4000).map(lambda number: START + timedelta(minutes=number * 5)), max_size=60)
dense = st.tuples(st.integers(0, 300), st.integers(1, 30), st.integers(1, 120)).map(
    lambda made: [START + timedelta(minutes=made[0] * 10 + made[1] * step) for step in range(made[2])]
)
batches = st.lists(st.one_of(offsets, dense), min_size=1, max_size=6)


@settings(max_examples=300, deadline=None)
@given(batches)
def test_putting_right_equals_a_full_recount(found):
    stored, known = [], []
    for batch in found:
        known = sorted({*known, *batch})
        chains = touched_chains(stored, batch)
        raw = [instant for instant in known if any(chain.start <= instant <= chain.end for chain in chains)]
        change = recut(stored, batch, raw)
        assert set(change.delete) <= set(stored)
        assert not set(change.insert) & set(stored)
        stored = sorted((set(stored) - set(change.delete)) | set(change.insert))
        assert stored == cut(known)


@settings(max_examples=200, deadline=None)
@given(st.one_of(offsets, dense))
def test_sessions_hold_all_activity_and_keep_both_rules(instants):
    found = cut(instants)
    moments = sorted(set(instants))
    assert sum(sum(span.start <= moment <= span.end for moment in moments) for span in found) == len(moments)
    for span in found:
        inside = [moment for moment in moments if span.start <= moment <= span.end]
        assert (inside[0], inside[-1]) == span
        assert span.end - span.start <= timedelta(hours=12)
        assert all(b - a <= timedelta(minutes=30) for a, b in pairwise(inside))
    for before, after in pairwise(found):
        too_long = after.start - before.start > timedelta(hours=12)
        assert after.start - before.end > timedelta(minutes=30) or too_long


def test_stored_sessions_count_as_the_activity_they_were_cut_from():
    activity = [Activity("p2", "s1", instant) for instant in every(25, 70)] + clicks("p1", "2020-10-01T12:00Z")
    people, merges = [person("p1"), person("p2")], [Merge("p1", "p2")]
    shared = {"structures": [structure()], "people": people, "merges": merges, "project": project()}
    stored = sessions_of(activity, People(people, merges))
    assert [session.user for session in stored] == ["p1"] * 3
    assert cells(world(sessions=stored, **shared)) == cells(world(activity=activity, **shared))
    assert day("2020-10-01") == stored[0].started_at.date()
