"""Random small projects: the sums hold, order and repetition change nothing, and a second, plain count agrees."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from counting_world import BRUSSELS, CODES, GENT, LILLE, PARTNERS, SPLIT, TOURNAI, report
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_count import Plain

from reporting.catalogue import catalogue
from reporting.counting import CellKey, Periods, ProjectFacts, cells
from reporting.counting.facts import (
    Accompaniment,
    Action,
    Activity,
    Attendance,
    Coefficient,
    Content,
    Diagnostic,
    Merge,
    Newsletter,
    PartnerState,
    Person,
    Press,
    Project,
    StructureState,
    Target,
)

dates = st.integers(0, 300).map(lambda n: date(2020, 11, 1) + timedelta(days=n))
instants = st.integers(0, 300 * 48).map(lambda n: datetime(2020, 11, 1, tzinfo=UTC) + timedelta(minutes=30 * n))
postcodes = st.sampled_from([TOURNAI, LILLE, GENT, BRUSSELS, "08000", SPLIT, "nowhere", ""])
countries = st.sampled_from(["", "BE", "LU"])
operators = st.sampled_from(["", "EMM", "TFT", "WTB"])
organisers = st.sampled_from(["EMM", "TFT", "D09"])
structure_ids = st.sampled_from(["s1", "s2", "s3", ""])
person_ids = st.sampled_from(["p1", "p2", "p3", "p4"])
action_ids = st.sampled_from(["a1", "a2", "a3", "a4", "Z1"])
kinds = st.sampled_from(["training"] * 3 + ["coaching"] * 2 + ["awareness", "webinar", "launch"])


def by_key(rows, *key):
    return st.lists(rows, max_size=8, unique_by=lambda row: tuple(getattr(row, name) for name in key))


projects = st.builds(
    Project,
    code=st.just("X"),
    name=st.just("X"),
    start=dates.map(lambda on: min(on, date(2021, 2, 1))),
    end=dates.map(lambda on: max(on, date(2021, 4, 1))),
    period_months=st.sampled_from([1, 2, 3, 6]),
    zone=st.sampled_from(["programme", "project"]),
    held_against_target=st.sampled_from(["declared", "estimated", ""]),
    target_scope=st.sampled_from(["all", "zone", ""]),
)
partner_states = st.builds(
    PartnerState,
    code=st.sampled_from(CODES),
    since=dates,
    side=st.sampled_from(["FR", "WAL", "VL", "ALL", ""]),
    postcode=postcodes,
    territorial_default=st.booleans(),
)
structure_states = st.builds(
    StructureState,
    id=st.sampled_from(["s1", "s2", "s3"]),
    since=dates,
    country=countries,
    postcode=postcodes,
    operator=operators,
    status=st.sampled_from(["affiliated", "affiliated", "applied", "left"]),
)
people = st.builds(
    Person,
    id=person_ids,
    structure=structure_ids,
    kind=st.sampled_from(["", "", "volunteer", "staff"]),
    confirmed_at=st.none() | instants,
    invited_by=operators,
    objects=st.sampled_from([False, False, False, True]),
)
merges = st.lists(st.sampled_from([Merge("p2", "p1"), Merge("p3", "p2"), Merge("p3", "p4")]), max_size=2, unique=True)
actions = st.builds(
    Action,
    id=action_ids,
    kind=kinds,
    operator=organisers,
    starts_at=instants,
    status=st.sampled_from(["closed"] * 4 + ["planned", "cancelled"]),
    core=st.sampled_from([True, True, False]),
    dates=st.lists(dates, max_size=2).map(tuple),
    postcode=postcodes,
    online=st.booleans(),
    audience=st.sampled_from([None, 0, 1, 20]),
    evidence=st.sampled_from(["", "photo", "photo"]),
)
attendances = st.builds(
    Attendance,
    action=action_ids,
    person=person_ids,
    status=st.sampled_from(["present"] * 4 + ["absent"]),
    validated=st.sampled_from([True] * 4 + [False]),
)
accompaniments = st.builds(
    Accompaniment,
    id=st.sampled_from([f"h{n}" for n in range(8)]),
    structure=structure_ids,
    person=person_ids,
    date=dates,
    learners=st.lists(st.sampled_from(["ann", "bob", "cem"]), max_size=3).map(tuple),
    anonymous=st.sampled_from([0, 0, 5]),
    country=countries,
    postcode=postcodes,
    status=st.sampled_from(["recorded", "", "cancelled"]),
)
near = st.integers(0, 60).map(lambda n: datetime(2021, 1, 31, 12, tzinfo=UTC) + timedelta(minutes=15 * n))
activity = st.builds(
    Activity,
    user=st.sampled_from(["p1", "p2", "p3", "learner:p1", "learner:ann"]),
    structure=st.sampled_from(["s1", "s2"]),
    at=near,
)
facts = st.builds(
    ProjectFacts,
    project=projects,
    partners=by_key(partner_states, "code", "since").map(lambda rows: [*PARTNERS, *rows]),
    structures=by_key(structure_states, "id", "since"),
    people=by_key(people, "id"),
    merges=merges,
    actions=by_key(actions, "id"),
    attendances=st.lists(attendances, max_size=20, unique_by=lambda row: (row.action, row.person)),
    accompaniments=by_key(accompaniments, "id"),
    activity=st.lists(activity, max_size=40, unique=True),
    coefficients=by_key(
        st.builds(
            Coefficient,
            version=st.sampled_from(["1", "2"]),
            since=dates,
            value=st.sampled_from([Decimal("6.2313"), Decimal("0.05"), Decimal(3)]),
        ),
        "version",
    ),
    newsletters=by_key(
        st.builds(Newsletter, operator=organisers, on=dates, readers=st.integers(0, 500)), "operator", "on"
    ),
    press=st.lists(
        st.builds(
            Press,
            on=dates,
            medium=st.just("M"),
            title=st.just("T"),
            url=st.sampled_from(["a.be/1", "a.be/2"]),
            kind=st.sampled_from(["press", "press", "institutional"]),
            operator=operators,
        ),
        max_size=5,
    ),
    contents=by_key(st.builds(Content, id=action_ids, published_on=dates, operator=operators), "id"),
    diagnostics=by_key(st.builds(Diagnostic, id=action_ids, structure=structure_ids, completed_at=instants), "id"),
    targets=st.just([Target("PART_TRAINED", "", Decimal(7)), Target("ACCOMP_ESTIMATED", "TFT", Decimal(90))]),
)
thorough = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


ZONE_COLUMNS = {"in_zone": "in", "out_of_zone": "out", "unknown": "unknown"}


def number(figure):
    return Decimal(figure)


def periods(found):
    return range(1, Periods(found.project).count + 1)


@thorough
@given(facts)
def test_a_plain_count_gives_the_same_cells(found):
    counted = {tuple(key): value for key, value in cells(found).values.items() if value}
    assert counted == Plain(found).sums


@thorough
@given(facts)
def test_partners_and_the_unattributed_make_the_total(found):
    stored = cells(found).values
    for period in periods(found):
        whole = report(found, period=period)
        of_partners = [report(found, period=period, partner=code)["lines"] for code in CODES]
        for place, row in enumerate(whole["lines"]):
            code = row["code"]
            parts = [number(partner[code]) for partner in whole["partners"].values()]
            assert sum(parts) + number(whole["unattributed"][code]) == number(row["period"])
            for column, zone in ZONE_COLUMNS.items():
                if row[column] is not None:
                    nobodys = stored.get(CellKey(code, period, None, zone, "main"), 0)
                    shares = sum(number(lines[place][column]) for lines in of_partners)
                    assert shares + nobodys == number(row[column])
            for partner, lines in zip(CODES, of_partners, strict=True):
                assert lines[place]["period"] == whole["partners"][partner][code]


@thorough
@given(facts)
def test_zones_make_the_period_and_periods_make_the_cumulative(found):
    for partner in (None, "TFT"):
        before = {line.code: Decimal(0) for line in catalogue()}
        for period in periods(found):
            for row in report(found, period=period, partner=partner)["lines"]:
                if row["in_zone"] is not None:
                    parts = (number(row[key]) for key in ("in_zone", "out_of_zone", "unknown"))
                    assert sum(parts) == number(row["period"])
                assert number(row["previous"]) == before[row["code"]]
                assert row["late"] in (0, "0.0")
                if row["kind"] == "stock":
                    assert row["cumulative"] == row["period"]
                else:
                    assert number(row["period"]) + number(row["previous"]) == number(row["cumulative"])
                before[row["code"]] = number(row["cumulative"])


LISTS = [field.name for field in fields(ProjectFacts) if field.name not in ("project", "sessions")]


@thorough
@given(facts, st.randoms(use_true_random=False))
def test_the_order_of_the_records_changes_nothing(found, random):
    shuffled = {}
    for name in LISTS:
        rows = list(getattr(found, name))
        random.shuffle(rows)
        shuffled[name] = rows
    assert cells(replace(found, **shuffled)) == cells(found)
    assert list(cells(replace(found, **shuffled)).values) == list(cells(found).values)


@thorough
@given(facts)
def test_the_same_pack_again_changes_nothing(found):
    twice = {name: [*getattr(found, name), *getattr(found, name)] for name in LISTS}
    assert cells(replace(found, **twice)) == cells(found)
