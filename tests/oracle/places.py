"""Where a postcode lies: the two reference tables, read once."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "platform" / "territory" / "data"


def _reference() -> tuple[dict, dict]:
    units = {}
    with (DATA / "nuts3_zone.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            units[row["nuts3"]] = row
    postcodes = defaultdict(set)
    with (DATA / "postcodes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            postcodes[row["country"], row["postcode"]].add(row["nuts3"])
    return units, postcodes


UNITS, POSTCODES = _reference()


def territory(country: str, postcode: str, flag: str) -> tuple[str, str]:
    """(in_zone, out_of_zone or unknown; versant or empty) of a postcode that is given."""
    country = country.upper()
    if country not in ("", "BE", "FR"):
        return "out_of_zone", ""
    parts = re.fullmatch(r"(BE|B|FR|F)?-?(.*)", postcode.replace(" ", "").upper())
    prefix, rest = parts.group(1) or "", parts.group(2)
    if not prefix:
        rest = postcode.replace(" ", "")
    if re.fullmatch("[0-9]{4}", rest):
        found = "BE"
    elif re.fullmatch("[0-9]{5}", rest):
        found = "FR"
    else:
        return "unknown", ""
    if country and country != found:
        return "unknown", ""
    if prefix and prefix[0] != found[0]:
        return "unknown", ""
    nuts = POSTCODES.get((found, rest), set())
    flags = {UNITS[unit][flag] for unit in nuts}
    versants = {UNITS[unit]["versant"] for unit in nuts}
    zone = "unknown"
    if flags == {"1"}:
        zone = "in_zone"
    elif flags == {"0"}:
        zone = "out_of_zone"
    return zone, versants.pop() if len(versants) == 1 else ""
