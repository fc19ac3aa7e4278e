"""Newsletters, press, published contents: no territory."""

import pytest
from counting_world import by_period, day, left_out, line, who, world

from reporting.counting.facts import Content, Newsletter, Press
from reporting.counting.indicators.publicity import press_key


def readings(*rows):
    return world(newsletters=[Newsletter(operator, day(on), readers) for operator, on, readers in rows])


def test_a_stock_is_the_latest_reading_however_old_and_never_adds_up():
    facts = readings(("EMM", "2020-09-01", 100), ("EMM", "2020-12-31", 120), ("EMM", "2021-08-01", 90))
    lines = [line(facts, "NEWS_READERS", period, "EMM") for period in (1, 2, 3, 4)]
    assert [found["period"] for found in lines] == [120, 120, 90, 90]
    assert [found["cumulative"] for found in lines] == [120, 120, 90, 90]
    assert [found["previous"] for found in lines] == [0, 120, 120, 90]
    assert [found["late"] for found in lines] == [0, 0, 0, 0]
    assert {found["in_zone"] for found in lines} == {None}


def test_only_readings_inside_the_project():
    facts = readings(("EMM", "2020-06-30", 100), ("EMM", "2022-07-01", 70))
    assert [line(facts, "NEWS_READERS", period)["period"] for period in (1, 4)] == [0, 0]


def test_the_total_is_the_partners_sum():
    facts = readings(("EMM", "2020-09-01", 100), ("TFT", "2020-10-01", 30), ("TFT", "2021-02-01", 0))
    assert who(facts, "NEWS_READERS", 1) == {"EMM": 100, "TFT": 30}
    assert line(facts, "NEWS_READERS", 1)["period"] == 130
    assert line(facts, "NEWS_READERS", 2)["period"] == 100
    assert line(facts, "NEWS_READERS", 2)["previous"] == 130


def item(url="", on="2020-10-05", medium="Le Soir", title="Numérique", operator="", kind="press"):
    return Press(day(on), medium, title, url, kind, operator)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.lesoir.be/123/", "lesoir.be/123"),
        ("http://lesoir.be/123", "lesoir.be/123"),
        ("HTTPS://WWW.LeSoir.BE/123", "lesoir.be/123"),
        ("lesoir.be/123#comments", "lesoir.be/123"),
        ("//www.lesoir.be/123", "lesoir.be/123"),
        ("https://lesoir.be/Path/CASE", "lesoir.be/Path/CASE"),
        ("https://lesoir.be/", "lesoir.be"),
        ("https://lesoir.be/a/?utm_source=x&id=7&utm_medium=y", "lesoir.be/a?id=7"),
        ("https://lesoir.be/a?utm_source=x#top", "lesoir.be/a"),
        ("https://lesoir.be/a?b=1&a=2", "lesoir.be/a?b=1&a=2"),
        ("https://lesoir.be/a?back=http://x.be/", "lesoir.be/a?back=http://x.be/"),
        ("https://lesoir.be/a?my_utm_x=1", "lesoir.be/a?my_utm_x=1"),
        ("https://lesoir.be:8080/a", "lesoir.be:8080/a"),
        ("https://www2.lesoir.be/a", "www2.lesoir.be/a"),
    ],
)
def test_the_address_makes_the_key(url, key):
    assert press_key(item(url)) == key


def test_without_an_address_medium_date_and_title_make_it():
    assert press_key(item()) == press_key(item(medium="LE SOIR", title="numérique"))
    assert press_key(item()) != press_key(item(on="2020-10-06"))
    assert press_key(item()) != press_key(item(title="Autre"))
    assert press_key(item()) != press_key(item("https://lesoir.be/123"))


def test_the_earliest_row_counts_then_the_first_partner_with_none_last():
    rows = [
        item("https://a.example/1", "2021-01-05", operator="EMM"),
        item("http://www.a.example/1/", "2020-10-05", operator="TFT"),
        item("https://a.example/2", operator=""),
        item("https://a.example/2", operator="WTB"),
        item("https://a.example/2", operator="D09", medium="Another"),
        item("https://a.example/3"),
    ]
    for order in (rows, rows[::-1]):
        facts = world(press=order)
        assert by_period(facts, "PRESS") == {1: 3}
        assert who(facts, "PRESS") == {"TFT": 1, "D09": 1, None: 1}
        assert left_out(facts, "PRESS") == {"duplicate": 2}
        assert left_out(facts, "PRESS", 2) == {"duplicate": 1}


def test_a_row_before_the_project_is_as_if_absent():
    rows = [item("https://a.example/1", "2020-06-30", operator="EMM"), item("https://a.example/1", operator="TFT")]
    assert who(world(press=rows), "PRESS") == {"TFT": 1}


def test_institutional_items_do_not_count_and_hide_no_press_item():
    rows = [
        item("https://a.example/1", "2020-09-01", kind="institutional"),
        item("https://a.example/1", operator="TFT"),
    ]
    facts = world(press=rows)
    assert who(facts, "PRESS") == {"TFT": 1}
    assert left_out(facts, "PRESS") == {"institutional": 1}


def test_every_content_counts_on_its_date():
    rows = [Content("c1", day("2020-10-01"), "TFT"), Content("c2", day("2020-10-01")), Content("c3", day("2020-06-30"))]
    facts = world(contents=rows)
    assert who(facts, "CONTENT_PUB") == {"TFT": 1, None: 1}
    found = line(facts, "CONTENT_PUB")
    assert (found["period"], found["in_zone"], found["out_of_zone"], found["unknown"]) == (2, None, None, None)
