"""Awareness actions, events, and who attended them."""

import pytest
from counting_world import BRUSSELS, TOURNAI, action, by_period, day, left_out, trained, world, zones

EVENT_KINDS = ["webinar", "conference", "community", "launch", "other"]


def test_further_dates_move_no_event():
    facts = trained(action("webinar", on="2020-12-20T09:00", dates=(day("2021-01-10"),)))
    assert by_period(facts, "EVENTS") == by_period(facts, "WEBINAR_ATTEND") == {1: 1}


@pytest.mark.parametrize(
    ("audience", "evidence", "reason"),
    [(1, "photo.jpg", None), (0, "photo.jpg", "no_audience"), (None, "photo.jpg", "no_audience"),
     (12, "", "no_evidence"), (None, "", "no_audience")],
)  # fmt: skip
def test_awareness_needs_an_audience_and_evidence(audience, evidence, reason):
    facts = world(actions=[action("awareness", audience=audience, evidence=evidence)])
    assert by_period(facts, "AWARE_ACTIONS") == ({} if reason else {1: 1})
    assert left_out(facts, "AWARE_ACTIONS") == ({reason: 1} if reason else {})


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_events_of_all_kinds(kind):
    facts = trained(action(kind))
    assert by_period(facts, "EVENTS") == by_period(facts, "WEBINAR_ATTEND") == {1: 1}
    assert by_period(facts, "TRAIN_ACTIONS") == by_period(facts, "TRAIN_PARTICIPATIONS") == {}


def test_an_event_that_nobody_signed_for_still_counts():
    assert by_period(world(actions=[action("launch")]), "EVENTS") == {1: 1}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"online": True, "postcode": BRUSSELS}, (1, 0, 0)),
        ({"online": True, "postcode": ""}, (1, 0, 0)),
        ({"online": True, "postcode": "nowhere"}, (1, 0, 0)),
        ({"postcode": BRUSSELS}, (0, 1, 0)),
        ({"postcode": TOURNAI}, (1, 0, 0)),
        ({"postcode": ""}, (0, 0, 1)),
    ],
)
def test_where_an_event_is(cells, expected):
    assert zones(world(actions=[action("webinar", **cells)]), "EVENTS") == expected


def test_an_attendance_is_where_the_persons_structure_is_and_nowhere_else():
    assert zones(trained(action("webinar")), "WEBINAR_ATTEND") == (1, 0, 0)
    assert zones(trained(action("webinar"), structures=[]), "WEBINAR_ATTEND") == (0, 0, 1)
    assert zones(trained(action("webinar", online=True), structures=[]), "WEBINAR_ATTEND") == (0, 0, 1)
