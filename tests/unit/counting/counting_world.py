"""Small worlds for the counting tests: one line a record, hand-countable."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from reporting.counting import Ledger, ProjectFacts, cells, cells_of, report_from_cells
from reporting.counting.facts import (
    Accompaniment,
    Action,
    Activity,
    Attendance,
    Diagnostic,
    PartnerState,
    Person,
    Project,
    StructureState,
)
from reporting.packs.values import instant

TOURNAI, LILLE, GENT, BRUSSELS, CHARLEVILLE, SPLIT = "7500", "59000", "9000", "1000", "08000", "52100"

PROJECT = Project("CROSS", "Crossing", date(2020, 7, 1), date(2022, 6, 30))
LONG_AGO = date(2019, 1, 1)

PARTNERS = (
    PartnerState("EMM", LONG_AGO, "Emmaus", side="FR", country="FR", postcode=LILLE, territorial_default=True),
    PartnerState("TFT", LONG_AGO, "Techno", side="WAL", country="BE", postcode="6000", territorial_default=True),
    PartnerState("D09", LONG_AGO, "Ghent", side="VL", country="BE", postcode=GENT, territorial_default=True),
    PartnerState("WTB", LONG_AGO, "Whole zone", side="ALL", country="BE", postcode=BRUSSELS),
    PartnerState("LEAD", LONG_AGO, "Lead", role="lead", side="ALL", country="FR", postcode="75011"),
)
CODES = [partner.code for partner in PARTNERS]


def day(text):
    return date.fromisoformat(text)


def at(text):
    return instant(text)


def report(facts, **asked):
    """Counted and reported in one go."""
    ledger = Ledger(facts)
    codes = ledger.attribution.partner_codes
    return report_from_cells(facts.project, cells_of(ledger), facts.targets, codes, **asked)


def world(**lists):
    """A project's facts; what is not given is empty, the partners aside. `project` may be changed."""
    return ProjectFacts(**{"project": PROJECT, "partners": PARTNERS, **lists})


def project(**changes):
    return replace(PROJECT, **changes)


def structure(key="s1", postcode=TOURNAI, operator="TFT", since="2019-01-01", status="affiliated", country=""):
    return StructureState(key, day(since), country, postcode, operator, status)


def person(key="p1", structure="s1", **more):
    return Person(key, structure, **more)


def confirmed(key, on, structure="s1", **more):
    return Person(key, structure, confirmed_at=at(on), **more)


def training(key="t1", on="2020-10-01T09:00", operator="TFT", **more):
    return Action(key, "training", operator, at(on), **{"core": True, "postcode": TOURNAI, **more})


def action(kind, key="a1", on="2020-10-01T09:00", operator="TFT", **more):
    return Action(key, kind, operator, at(on), **{"postcode": TOURNAI, **more})


def present(act="t1", who="p1", **more):
    return Attendance(act, who, **more)


def helped(key="h1", on="2020-10-01", learners=("ann",), structure="s1", who="p1", **more):
    return Accompaniment(key, structure, who, day(on), tuple(learners), **more)


def clicks(user, *times, structure="s1"):
    return [Activity(user, structure, at(time)) for time in times]


def every(minutes, count, start="2020-10-01T09:00:00Z"):
    """`count` instants, `minutes` apart."""
    first: datetime = at(start)
    return [first + timedelta(minutes=minutes * step) for step in range(count)]


def trained(*actions, attendances=None, people=None, **more):
    """A world in which everyone of `people` (p1) is present at all of `actions`."""
    people = people or [person()]
    if attendances is None:
        attendances = [present(act.id, who.id) for act in actions for who in people]
    return world(
        **{"structures": [structure()], "people": people, "actions": actions, "attendances": attendances, **more}
    )


def diagnostic(key="d1", on="2020-10-01T09:00", structure="s1"):
    return Diagnostic(key, structure, at(on))


def line(facts, code, period=1, partner=None):
    """A report's line."""
    made = report(facts, period=period, partner=partner)
    return next(found for found in made["lines"] if found["code"] == code)


def zones(facts, code, period=1, partner=None):
    """(in, out, unknown) of a line."""
    found = line(facts, code, period, partner)
    return found["in_zone"], found["out_of_zone"], found["unknown"]


def who(facts, code, period=1):
    """The partners that have something in a period's line, with how much; None is the unattributed."""
    made = report(facts, period=period)
    found = {key: row[code] for key, row in made["partners"].items() if row[code]}
    if made["unattributed"][code]:
        found[None] = made["unattributed"][code]
    return found


def by_period(facts, code):
    """The project's figure of each period that has any."""
    sums = {}
    for key, value in cells(facts).values.items():
        if key.code == code and key.column == "main":
            sums[key.period] = sums.get(key.period, 0) + value
    return {period: sums[period] for period in sorted(sums)}


def left_out(facts, code, period=1, partner=None):
    """{reason: count} of a line's excluded rows."""
    made = report(facts, period=period, partner=partner)
    return {row["reason"]: row["count"] for row in made["excluded"] if row["code"] == code}
