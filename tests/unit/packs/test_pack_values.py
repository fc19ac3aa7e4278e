import datetime as dt
from decimal import Decimal

import pytest

from reporting.packs import values
from reporting.packs.values import BadCell


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2021-01-05T10:00Z", utc(2021, 1, 5, 10)),
        ("2021-01-05T10:00:30.5+01:00", utc(2021, 1, 5, 9, 0, 30, 500_000)),
        ("2021-01-05T10:00-0330", utc(2021, 1, 5, 13, 30)),
        ("2021-01-05T10:00+01", utc(2021, 1, 5, 9)),
        ("2021-01-05T10:00", utc(2021, 1, 5, 9)),
        ("2021-07-05T10:00:59", utc(2021, 7, 5, 8, 0, 59)),
        # Seven digits: the seventh is below what a database keeps.
        ("2021-01-05T10:00:00.1234567Z", utc(2021, 1, 5, 10, 0, 0, 123_456)),
        # The night in which 2:30 doesn't exist, and the one in which it is there twice.
        ("2021-03-28T02:30", utc(2021, 3, 28, 1, 30)),
        ("2021-03-28T03:00", utc(2021, 3, 28, 1)),
        ("2021-10-31T02:30", utc(2021, 10, 31, 0, 30)),
        ("2021-10-31T02:30+01:00", utc(2021, 10, 31, 1, 30)),
    ],
)
def test_instants(cell: str, expected: dt.datetime) -> None:
    assert values.instant(cell) == expected
    assert values.instant(cell).tzinfo is dt.UTC


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2021-01-05", "date_for_instant"),
        ("2021-02-30T10:00", "not_an_instant"),
        ("2021-01-05 10:00", "not_an_instant"),
        ("2021-01-05T24:00", "not_an_instant"),
        ("2021-01-05T10:00:60", "not_an_instant"),
        ("2021-01-05T10", "not_an_instant"),
        ("2021-01-05T10:00+02:60", "not_an_instant"),
        ("05/01/2021 10:00", "not_an_instant"),
        ("0001-01-01T00:00+02:00", "not_an_instant"),
        ("9999-12-31T23:00Z", "not_an_instant"),
        ("٢٠٢١-01-05T10:00", "not_an_instant"),
    ],
)
def test_what_is_no_instant(cell: str, reason: str) -> None:
    with pytest.raises(BadCell) as bad:
        values.instant(cell)
    assert bad.value.reason == reason


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2021-01-05T10:00", "instant_for_date"),
        ("2021-01-05T10:00:00Z", "instant_for_date"),
        ("2021-02-29", "not_a_date"),
        ("20210105", "not_a_date"),
        ("2021-W01-1", "not_a_date"),
        ("5-1-2021", "not_a_date"),
    ],
)
def test_what_is_no_date(cell: str, reason: str) -> None:
    with pytest.raises(BadCell) as bad:
        values.day(cell)
    assert bad.value.reason == reason


def test_dates() -> None:
    assert values.day("2020-02-29") == dt.date(2020, 2, 29)


@pytest.mark.parametrize("cell", ["-1", "+1", "1.0", "1 000", "1e3", "1234567890", "١٢", "²"])
def test_whole_numbers_are_digits_only(cell: str) -> None:
    with pytest.raises(BadCell):
        values.whole(cell)


def test_numbers() -> None:
    assert values.whole("007") == 7
    assert values.whole("999999999") == 999_999_999
    assert values.decimal("6.2313") == Decimal("6.2313")
    assert values.decimal("-0.5") == Decimal("-0.5")
    for cell in ("6,2313", ".5", "6.", "1e3", "NaN", "Infinity", "1_0.0", "--1"):
        with pytest.raises(BadCell):
            values.decimal(cell)
    with pytest.raises(BadCell):
        values.positive_decimal("-0.5")


def test_flags_and_lists() -> None:
    assert values.flag("1") is True
    assert values.flag("0") is False
    for cell in ("true", "01", "yes"):
        with pytest.raises(BadCell):
            values.flag(cell)
    side = values.choice("FR", "ALL")
    assert side("FR") == "FR"
    for cell in ("fr", "FR ", "X"):
        with pytest.raises(BadCell) as bad:
            side(cell)
        assert bad.value.params == {"allowed": "FR, ALL"}
    assert values.several(values.text)(" a | b||c|") == ("a", "b", "c")


def test_users() -> None:
    assert values.user("learner:x7") == "learner:x7"
    for cell in ("learner:", "learner:  "):
        with pytest.raises(BadCell):
            values.user(cell)
    with pytest.raises(BadCell):
        values.identifier("x" * 501)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.Journal.example/a/b/", "http://journal.example/a/b"),
        ("https://journal.example/?utm_source=x&id=3#top", "journal.example?id=3"),
        ("//journal.example/a?utm_medium=x", "HTTPS://WWW.journal.example/a"),
    ],
)
def test_press_items_with_one_key(one: str, other: str) -> None:
    day = dt.date(2020, 10, 6)
    assert values.press_key(one, "", day, "") == values.press_key(other, "x", day, "y")


def test_press_items_with_other_keys() -> None:
    day, next_day = dt.date(2020, 10, 6), dt.date(2020, 10, 7)
    key = values.press_key
    assert key("https://j.example/A", "", day, "") != key("https://j.example/a", "", day, "")
    assert key("https://j.example/a?id=1", "", day, "") != key("https://j.example/a?id=2", "", day, "")
    assert key("", "Straße", day, "Ab") == key("", "STRASSE", day, "aB")
    assert key("", "j", day, "t") != key("", "j", next_day, "t")
