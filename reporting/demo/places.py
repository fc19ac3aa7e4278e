"""Real postcodes for invented structures: each partner where it works."""

import csv
import random
from collections import defaultdict
from importlib.resources import files
from itertools import accumulate

# NUTS 3 units and how much each partner is at home there.
TERRITORIES: dict[str, dict[str, int]] = {
    "EMMAUS_CONNECT": {"FRE11": 48, "FRE12": 24, "FRE23": 10, "FRE21": 7, "FRE22": 6, "FRF21": 3, "FRF23": 2},
    "TECHNOFUTUR_TIC": {
        "BE32B": 28,
        "BE323": 12,
        "BE328": 10,
        "BE329": 9,
        "BE32A": 4,
        "BE32C": 5,
        "BE32D": 5,
        "BE352": 12,
        "BE351": 4,
        "BE353": 3,
        "BE341": 2,
        "BE342": 1,
        "BE343": 2,
        "BE344": 2,
        "BE345": 1,
    },
    "DISTRICT09": {
        "BE234": 54,
        "BE235": 6,
        "BE254": 12,
        "BE251": 10,
        "BE255": 5,
        "BE253": 4,
        "BE256": 4,
        "BE257": 2,
        "BE252": 1,
        "BE258": 2,
    },
    "WETECHCARE_BE": {
        "BE328": 16,
        "BE32B": 10,
        "BE323": 8,
        "BE352": 8,
        "BE329": 5,
        "BE341": 2,
        "BE254": 14,
        "BE251": 9,
        "BE234": 8,
        "BE255": 4,
        "BE253": 3,
        "FRE11": 9,
        "FRF21": 2,
        "FRF23": 2,
    },
}

# Structures no partner answers for: seats out of the zone, one whose postcode leaves two units open, one
# that gave none.
ELSEWHERE = (
    ("BE", "1000"),
    ("BE", "9300"),
    ("BE", ""),
    ("BE", "1030"),
    ("FR", "52100"),
    ("BE", "2000"),
    ("BE", "1080"),
    ("BE", "4000"),
)


class Postcodes:
    """Postcodes of the programme area, by NUTS 3 unit, town centres more often than villages."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        units: dict[tuple[str, str], set[str]] = defaultdict(set)
        text = files("territory").joinpath("data", "postcodes.csv").read_text(encoding="utf-8")
        for row in csv.DictReader(text.splitlines()):
            if row["kind"] == "geo" and not row["note"]:
                units[row["country"], row["postcode"]].add(row["nuts3"])
        self._codes: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for place, found in units.items():
            if len(found) == 1:
                self._codes[next(iter(found))].append(place)
        self._weights = {
            unit: list(accumulate(_town(code) for _, code in places)) for unit, places in self._codes.items()
        }

    def of(self, partner: str) -> tuple[str, str]:
        """Country and postcode of a place where this partner works."""
        territory = TERRITORIES[partner]
        unit = self.rng.choices(list(territory), list(territory.values()))[0]
        return self.rng.choices(self._codes[unit], cum_weights=self._weights[unit])[0]


def _town(code: str) -> int:
    """Round postcodes are those of towns, in both countries."""
    if code.endswith("00"):
        return 20
    return 4 if code.endswith("0") else 1


def language(country: str, postcode: str) -> str:
    """The language spoken at a place: Dutch in Flanders."""
    flemish = country == "BE" and postcode[:1] in ("2", "3", "8", "9")
    return "nl" if flemish else "fr"
