"""Opening hours: read, said in three languages, asked at a moment, taken apart for a form and put together again."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from directory.hours import Week, compose, in_words, now, parse, take_apart
from directory.hours.now import public_holidays
from directory.hours.parse import MONTHS

WEEK = "Mo-Fr 09:00-12:00,13:30-17:00; Sa 10:00-12:00; PH off"


def said(text: str, language: str) -> list[str]:
    with override(language):
        return [f"{line.when}: {line.what}".replace("\u00a0", " ") for line in in_words(text)]


@pytest.mark.parametrize(
    ("text", "french", "dutch", "english"),
    [
        (
            "Mo-Fr 09:00-12:00,13:30-17:00",
            "Du lundi au vendredi: de 9 h à 12 h et de 13 h 30 à 17 h",
            "Maandag tot vrijdag: van 9 tot 12 uur en van 13.30 tot 17 uur",
            "Monday to Friday: 9:00 to 12:00 and 13:30 to 17:00",
        ),
        ("PH off", "Jours fériés: fermé", "Feestdagen: gesloten", "Public holidays: closed"),
        (
            "Jul-Aug Tu,Th 14:00-18:00",
            "Mardi et jeudi, de juillet à août: de 14 h à 18 h",
            "Dinsdag en donderdag, van juli tot augustus: van 14 tot 18 uur",
            "Tuesday and Thursday, from July to August: 14:00 to 18:00",
        ),
        (
            "Dec 24-Jan 2 closed",
            "Du 24 décembre au 2 janvier: fermé",
            "Van 24 december tot 2 januari: gesloten",
            "From 24 December to 2 January: closed",
        ),
        (
            "week 2-52/2 We[1,-1] 14:00+",
            "Premier et dernier mercredi du mois, semaines paires: à partir de 14 h",
            "Eerste en laatste woensdag van de maand, even weken: vanaf 14 uur",
            "First and last Wednesday of the month, even weeks: from 14:00 on",
        ),
        ('"sur RDV"', ": sur rendez-vous", ": op afspraak", ": by appointment"),
        (
            'Sa-Su 10:00-11:00 "ring the bell"',
            "Samedi et dimanche: de 10 h à 11 h, ring the bell",
            "Zaterdag en zondag: van 10 tot 11 uur, ring the bell",
            "Saturday and Sunday: 10:00 to 11:00, ring the bell",
        ),
        ("24/7", "Tous les jours: jour et nuit", "Elke dag: dag en nacht", "Every day: day and night"),
    ],
)
def test_hours_are_said_in_three_languages(text, french, dutch, english):
    assert said(text, "fr") == [french]
    assert said(text, "nl") == [dutch]
    assert said(text, "en") == [english]


@pytest.mark.parametrize(
    "text",
    ["lundi 9h-12h", "Mo-Fr sunrise-sunset", "Mo-Fr", "25:00-26:00", "Mo 09:00-09:00", "Mo[7] 09:00-10:00", "; Mo",
     "week 60 Mo 09:00-10:00", "Jul 15-10 off", "2026 Jul off", "<script>", "Mo 09:00-", "Jul-Jul 15 off", "x" * 501],
)  # fmt: skip
def test_what_we_cannot_read_is_not_half_read(text):
    assert parse(text) is None
    assert in_words(text) is None
    assert now(text, country="BE", at=dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)).state == "unknown"
    assert take_apart(text).rest == text


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    parse(text)
    now(text, country="FR", at=dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC))


def at(day: str, time: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.mark.parametrize(
    ("text", "country", "when", "state"),
    [
        (WEEK, "BE", at("2026-11-23", "09:00"), "open"),
        (WEEK, "BE", at("2026-11-23", "12:00"), "closed"),
        (WEEK, "BE", at("2026-11-23", "13:30"), "open"),
        (WEEK, "BE", at("2026-11-22", "10:30"), "closed"),
        (WEEK, "BE", at("2026-07-21", "10:00"), "closed"),  # the Belgian national day
        (WEEK, "FR", at("2026-07-21", "10:00"), "open"),
        ("Mo-Fr 09:00-12:00", "BE", at("2026-07-21", "10:00"), "unknown"),  # it says nothing of holidays
        ("Mo-Fr 09:00-12:00; Jul-Aug off", "FR", at("2026-08-03", "10:00"), "closed"),
        ("Mo-Fr 09:00-12:00; Jul-Aug Mo-Fr 14:00-16:00", "FR", at("2026-08-03", "10:00"), "closed"),
        ("Mo-Fr 09:00-12:00, Mo 14:00-16:00", "FR", at("2026-08-03", "10:00"), "open"),
        ("Fr 20:00-02:00", "BE", at("2026-11-21", "01:30"), "open"),
        ("Fr 20:00-02:00", "BE", at("2026-11-21", "02:00"), "closed"),
        ("We[1,3] 14:00-17:00", "BE", at("2026-11-18", "15:00"), "open"),
        ("We[1,3] 14:00-17:00", "BE", at("2026-11-25", "15:00"), "closed"),
        ("week 2-52/2 Mo 09:00-12:00", "BE", at("2026-11-23", "10:00"), "open"),
        ("week 1-53/2 Mo 09:00-12:00", "BE", at("2026-11-23", "10:00"), "closed"),
        ("Dec 24-Jan 2 off; Mo-Su 09:00-12:00", "BE", at("2026-12-28", "10:00"), "open"),  # a later rule wins
        ("Mo-Su 09:00-12:00; Dec 24-Jan 2 off", "BE", at("2027-01-02", "10:00"), "closed"),
        ('Mo 09:00-12:00 "by appointment"', "BE", at("2026-11-23", "10:00"), "unknown"),
        ('Mo 09:00-12:00 || "by appointment"', "BE", at("2026-11-24", "10:00"), "unknown"),
        ("Mo 09:00-12:00; SH off", "BE", at("2026-11-23", "10:00"), "unknown"),
        ("Mo 14:00+", "BE", at("2026-11-23", "15:00"), "unknown"),
        ("", "BE", at("2026-11-23", "10:00"), "unknown"),
    ],
)
def test_whether_it_is_open(text, country, when, state):
    assert now(text, country=country, at=when).state == state


def test_the_hour_is_that_of_brussels_in_summer_and_in_winter():
    for utc, state in ((dt.datetime(2026, 7, 6, 7, 0, tzinfo=dt.UTC), "open"),
                       (dt.datetime(2026, 11, 23, 7, 30, tzinfo=dt.UTC), "closed"),
                       (dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC), "open")):  # fmt: skip
        assert now("Mo-Fr 09:00-12:00", country="BE", at=utc).state == state
    assert now(WEEK, country="BE", at=at("2026-11-23", "10:00")).until == 12 * 60


def test_public_holidays_follow_easter():
    assert {dt.date(2026, 4, 6), dt.date(2026, 5, 14), dt.date(2026, 5, 25)} < public_holidays("BE", 2026)
    assert {dt.date(2027, 3, 29), dt.date(2027, 5, 6), dt.date(2027, 5, 17)} < public_holidays("FR", 2027)
    assert len(public_holidays("BE", 2026)) == 10
    assert len(public_holidays("FR", 2026)) == 11
    assert public_holidays("LU", 2026) == frozenset()


SPAN = st.tuples(st.integers(0, 700), st.integers(1, 300)).map(lambda one: (one[0], one[0] + one[1]))
AFTERNOON = st.tuples(st.integers(1010, 1300), st.integers(1, 100)).map(lambda one: (one[0], one[0] + one[1]))
DAY = st.one_of(st.just(()), st.tuples(SPAN), st.tuples(SPAN, AFTERNOON))
RESTS = st.sampled_from(["", "Jul-Aug Mo-Fr 09:00-12:00", "We[1] 18:00-20:00; SH off", "PH 10:00-12:00, Mo 22:00+"])


@given(st.lists(DAY, min_size=7, max_size=7), st.booleans(), st.booleans(), RESTS)
def test_a_week_put_together_and_taken_apart_is_the_same(days, holidays, appointment, rest):
    week = Week({day: spans for day, spans in enumerate(days) if spans}, holidays, appointment, rest)
    text = compose(week)
    assert parse(text) is not None
    assert take_apart(text) == week


def test_what_a_row_cannot_say_stays_in_the_rest():
    text = "Mo 09:00-10:00,11:00-12:00,13:00-14:00; Tu 09:00-12:00"
    assert take_apart(text) == Week(rest=text)
    assert take_apart("Tu 09:00-12:00; Jul off; PH off") == Week({1: ((540, 720),)}, rest="Jul off; PH off")
    assert compose(take_apart("We 22:00-02:00")) == "We 22:00-02:00"


def test_each_month_is_known_by_its_three_letters():
    assert all(parse(f"{month} off") for month in MONTHS)
