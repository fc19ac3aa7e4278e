"""What the random packs are biased to: odd projects, odd postcodes, the nights on which the clocks change."""

from __future__ import annotations

from datetime import date, datetime

PERIOD_SHAPES = [
    (date(2020, 7, 1), date(2022, 6, 30), 6),
    (date(2020, 10, 15), date(2022, 3, 31), 3),
    (date(2021, 2, 28), date(2021, 12, 15), 1),
    (date(2020, 10, 15), date(2022, 10, 14), 12),
    (date(2021, 1, 31), date(2021, 11, 2), 2),
]
# (country cell, postcode cell): in both zones, in one, out, ambiguous, unknown, contradictory, foreign, none.
PLACES = [
    ("BE", "7700"),
    ("BE", "B-7700"),
    ("BE", "be 7500"),
    ("BE", "9000"),
    ("BE", "9700"),
    ("BE", "9180"),
    ("BE", "9300"),
    ("BE", "1000"),
    ("BE", "B1000"),
    ("BE", "9999"),
    ("FR", "59000"),
    ("FR", "F-59000"),
    ("FR", "59 000"),
    ("FR", "fr62000"),
    ("FR", "08000"),
    ("FR", "52100"),
    ("FR", "75001"),
    ("FR", "8000"),
    ("FR", "B-59000"),
    ("BE", "59000"),
    ("BE", "-7700"),
    ("BE", "Gent"),
    ("FR", "590001"),
    ("DE", "52062"),
    ("DE", "7700"),
    ("LU", "L-1234"),
    ("BE", ""),
    ("FR", ""),
]
LOOSE_PLACES = [*PLACES, ("", "7700"), ("", "F59000"), ("", "B-9000"), ("", "F-8000"), ("", ""), ("", ""), ("", "")]
SIDES = ["FR", "WAL", "VL", "ALL", ""]
# Local readings of the two nights on which the clocks change, and plain ones around them.
NIGHTS = [
    datetime(2021, 3, 28, 1, 45),
    datetime(2021, 3, 28, 2, 30),
    datetime(2021, 3, 28, 3, 5),
    datetime(2021, 10, 31, 2, 10),
    datetime(2021, 10, 31, 2, 45),
    datetime(2021, 10, 31, 3, 0),
]
