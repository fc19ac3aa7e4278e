from datetime import UTC, date, datetime

import pytest

from reporting.counting import BadDate, BadInstant
from reporting.counting.times import local_date, parse_date, parse_instant


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2021-01-01T10:00:00Z", "2021-01-01T10:00:00"),
        ("2021-01-01T10:00+02:00", "2021-01-01T08:00:00"),
        ("2021-01-01T10:00:30-05:00", "2021-01-01T15:00:30"),
        ("2021-01-01T10:00", "2021-01-01T09:00:00"),  # Brussels in winter
        ("2021-07-01T10:00:00", "2021-07-01T08:00:00"),  # and in summer
        ("2021-10-31T02:30", "2021-10-31T00:30:00"),  # twice: the first
        ("2021-10-31T02:30+01:00", "2021-10-31T01:30:00"),  # the second, said so
        ("2021-03-28T02:30", "2021-03-28T01:30:00"),  # never: the offset before the change
        ("2021-03-28T03:30", "2021-03-28T01:30:00"),
        ("2021-01-01T10:00:00.25Z", "2021-01-01T10:00:00.250000"),
        ("2021-01-01T10:00:00.123456789Z", "2021-01-01T10:00:00.123456"),
        ("2021-01-01T10:00:07.5", "2021-01-01T09:00:07.500000"),
    ],
)
def test_instants(text, utc):
    assert parse_instant(text) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["2021-01-01", "2021-01-01 10:00", "2021-13-01T10:00", "2021-02-29T10:00", "2021-01-01T24:00", "", "now",
     "2021-01-01T10", "2021-01-01T10:00:00.Z", "9999-12-31T23:59Z", "2021-01-01T10:00+99:00"],
)  # fmt: skip
def test_what_is_no_instant(text):
    with pytest.raises(BadInstant):
        parse_instant(text)


@pytest.mark.parametrize("text", ["2021-01-01T10:00", "2021-1-1", "01/02/2021", "2021-02-29", "20210101", ""])
def test_what_is_no_date(text):
    with pytest.raises(BadDate):
        parse_date(text)


def test_a_date():
    assert parse_date("2020-02-29") == date(2020, 2, 29)


def test_local_dates_turn_at_midnight_in_brussels():
    assert local_date(parse_instant("2021-06-30T21:59:59Z")) == date(2021, 6, 30)
    assert local_date(parse_instant("2021-06-30T22:00:00Z")) == date(2021, 7, 1)
    assert local_date(parse_instant("2020-12-31T22:59:59Z")) == date(2020, 12, 31)
    assert local_date(parse_instant("2020-12-31T23:00:00Z")) == date(2021, 1, 1)
    with pytest.raises(BadInstant):
        local_date(datetime(2021, 1, 1))
