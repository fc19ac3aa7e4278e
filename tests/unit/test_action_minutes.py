"""How long a training lasts: its days together, without the nights between them."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from community.events.models import Action

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("start", "end", "dates", "hours"),
    [
        ((16, 9), (16, 12), [], 3),
        ((16, 9), (16, 12), [23, 30], 9),
        ((16, 9), (17, 17), [], 16),  # Monday and Tuesday, not thirty-two hours on end
        ((16, 9), (17, 17), [17], 16),  # Tuesday is named twice, and is one day
        ((16, 9), (17, 17), [24], 24),
        ((16, 20), (17, 1), [], 5),  # one evening
        ((16, 20), (18, 1), [], 10),
    ],
)
def test_days_without_their_nights(start, end, dates, hours):
    begins, ends = (dt.datetime(2026, 3, *at, tzinfo=BRUSSELS) for at in (start, end))
    action = Action(starts_at=begins, ends_at=ends, dates=[dt.date(2026, 3, day) for day in dates])
    assert action.minutes == hours * 60


def test_the_clock_that_changes_in_the_night_changes_nothing():
    begins, ends = dt.datetime(2026, 3, 28, 9, tzinfo=BRUSSELS), dt.datetime(2026, 3, 29, 17, tzinfo=BRUSSELS)
    assert Action(starts_at=begins, ends_at=ends).minutes == 16 * 60


def test_without_an_end_it_lasts_nothing():
    assert Action(starts_at=dt.datetime(2026, 3, 16, 9, tzinfo=BRUSSELS)).minutes == 0
