from datetime import date, datetime

import pytest
from counting_world import PROJECT, day, project

from reporting.counting import BadProject, PeriodOutsideProject, Periods


def spans(periods):
    return [(period.start.isoformat(), period.end.isoformat()) for period in periods]


def test_semesters_of_the_reference_project():
    assert spans(Periods(PROJECT)) == [
        ("2020-07-01", "2020-12-31"),
        ("2021-01-01", "2021-06-30"),
        ("2021-07-01", "2021-12-31"),
        ("2022-01-01", "2022-06-30"),
    ]


def test_periods_are_whole_months_clipped_to_the_project():
    periods = Periods(project(start=day("2020-10-15"), end=day("2021-05-10"), period_months=3))
    assert spans(periods) == [
        ("2020-10-15", "2020-12-31"),
        ("2021-01-01", "2021-03-31"),
        ("2021-04-01", "2021-05-10"),
    ]
    assert [len(period.months) for period in periods] == [3, 3, 2]


def test_a_project_shorter_than_a_period():
    assert spans(Periods(project(start=day("2020-10-15"), end=day("2020-10-15")))) == [("2020-10-15",) * 2]


@pytest.mark.parametrize(
    ("on", "index"),
    [("2020-06-30", None), ("2020-07-01", 1), ("2020-12-31", 1), ("2021-01-01", 2), ("2022-06-30", 4),
     ("2022-07-01", None)],
)  # fmt: skip
def test_the_period_of_a_date(on, index):
    assert Periods(PROJECT).index_of(day(on)) == index


def test_the_period_of_a_date_agrees_with_the_bounds_on_every_day():
    periods = Periods(project(start=day("2020-10-15"), end=day("2021-12-20"), period_months=4))
    for number in range(day("2020-09-01").toordinal(), day("2022-02-01").toordinal()):
        on = date.fromordinal(number)
        inside = [period.index for period in periods if period.start <= on <= period.end]
        assert [periods.index_of(on)] == (inside or [None])


@pytest.mark.parametrize("index", [0, 5, -1])
def test_a_period_outside_the_project_is_an_error(index):
    with pytest.raises(PeriodOutsideProject) as raised:
        Periods(PROJECT).get(index)
    assert raised.value.key == "period_outside_project"
    assert raised.value.params == {"period": index, "last": 4}
    assert isinstance(raised.value, ValueError)


def test_cut_off_is_the_end_of_the_grace_days_in_local_time():
    assert Periods(PROJECT).cut_off(2).isoformat() == "2021-07-15T23:59:59+02:00"
    assert Periods(PROJECT).cut_off(1).isoformat() == "2021-01-15T23:59:59+01:00"
    # across the change of clocks
    periods = Periods(project(start=day("2021-03-01"), end=day("2021-03-20"), grace_days=10))
    assert periods.cut_off(1) == datetime.fromisoformat("2021-03-30T23:59:59+02:00")
    assert Periods(project(grace_days=0)).cut_off(1).isoformat() == "2020-12-31T23:59:59+01:00"


def test_a_project_that_ends_before_it_starts_is_refused():
    with pytest.raises(BadProject):
        Periods(project(end=day("2020-06-30")))
    with pytest.raises(BadProject):
        Periods(project(period_months=0))
