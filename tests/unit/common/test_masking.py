"""Hidden small numbers stay hidden: an attacker with everything that is shown tries to subtract."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.masking import SMALLEST, determined, is_small, mask

LARGE = 9  # the enumeration below stays small; anything from 5 on is "large"


def grid(rows: int, columns: int, periods: int):
    """Keys and sums of a table by row and column, with totals, over periods that add up to a whole."""
    sums = []
    times = [*range(periods), "all"] if periods > 1 else [0]
    for time in times:
        for row in range(rows):
            sums.append([(row, "all", time), *((row, column, time) for column in range(columns))])
        for column in [*range(columns), "all"]:
            sums.append([("all", column, time), *((row, column, time) for row in range(rows))])
    if periods > 1:
        for row, column in itertools.product([*range(rows), "all"], [*range(columns), "all"]):
            sums.append([(row, column, "all"), *((row, column, time) for time in range(periods))])
    return sums


def filled(cells: dict, sums: list) -> dict:
    """Cells and every total, worked out until nothing is missing."""
    counts = dict(cells)
    while True:
        missing = [line for line in sums if line[0] not in counts and all(part in counts for part in line[1:])]
        if not missing:
            return counts
        for total, *parts in missing:
            counts[total] = sum(counts[part] for part in parts)


@st.composite
def tables(draw, most_periods: int = 2):
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    periods = draw(st.integers(1, most_periods))
    cells = {
        (row, column, time): draw(st.integers(0, 12))
        for row, column, time in itertools.product(range(rows), range(columns), range(periods))
    }
    sums = grid(rows, columns, periods)
    # Two filters that overlap: the second shows all rows but the first.
    if rows > 1:
        sums.append([("all", "all", 0), (0, "all", 0), ("but the first", "all", 0)])
        sums.append([("but the first", "all", 0), *((row, "all", 0) for row in range(1, rows))])
    return filled(cells, sums), sums


@given(tables())
@settings(max_examples=150, deadline=None)
def test_no_subtraction_of_what_is_shown_gives_a_hidden_count(table):
    counts, sums = table
    shown = mask(counts, sums)
    hidden = {key for key, value in shown.items() if value is None}
    assert all(key in hidden for key, value in counts.items() if is_small(value))
    assert all(shown[key] == value for key, value in counts.items() if key not in hidden)
    assert determined(sums, hidden) == set()
    for line in sums:
        assert len([key for key in line if key in hidden]) != 1


@given(st.lists(st.integers(0, 8), min_size=2, max_size=4))
@settings(max_examples=150, deadline=None)
def test_even_who_tries_every_number_finds_more_than_one_answer(parts):
    """Brute force: all fillings of the hidden cells that agree with what is shown."""
    sums = [["total", *range(len(parts))]]
    counts = filled(dict(enumerate(parts)), sums)
    shown = mask(counts, sums)
    ranges = [range(counts["total"] + SMALLEST) if shown[key] is None else [shown[key]] for key in range(len(parts))]
    fits = [
        filling for filling in itertools.product(*ranges) if shown["total"] is None or sum(filling) == shown["total"]
    ]
    for key, count in enumerate(parts):
        if is_small(count):
            assert len({filling[key] for filling in fits}) > 1


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 3, "b": 9, "all": 12}, {"a", "b"}),
        ({"a": 3, "b": 2, "c": 9, "all": 14}, {"a", "b"}),
        ({"a": 0, "b": 9, "all": 9}, set()),
        ({"a": 0, "b": 3, "all": 3}, {"b", "all"}),
        ({"a": 5, "b": 9, "all": 14}, set()),
    ],
)
def test_one_row_by_hand(counts, hidden):
    shown = mask(counts, [["all", *(key for key in counts if key != "all")]])
    assert {key for key, value in shown.items() if value is None} == hidden


def test_a_count_alone_needs_no_other():
    assert mask({"here": 4, "there": 5, "nobody": 0}) == {"here": None, "there": 5, "nobody": 0}
