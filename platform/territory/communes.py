"""A municipality looked up by its name: either language, accents and hyphens ignored, both countries at once.

The table of postcodes is read once (territory/postcodes.py); a look takes a few milliseconds and no database.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from common.languages import without_accents
from territory import postcodes
from territory.postcodes import Commune
from territory.words import commune_label

SHORTEST = 2
LONGEST = 60
AT_MOST = 12

_SIGNS = re.compile(r"[^a-z0-9]+")
_SAINTS = {"saint": "st", "sint": "st", "sainte": "ste", "sinte": "ste"}
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"})
_DIGITS = re.compile(r"\d[\d ]*")


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality with all its postcodes, in their order; `country` is BE or FR."""

    code: str
    fr: str
    nl: str
    nuts3: str
    country: str
    postcodes: tuple[str, ...]
    in_area: bool
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line to choose: `value` as a form sends it, `label` as people write it."""

    value: str
    label: str


def spelling(name: str) -> str:
    """The name as it is compared: "Saint-Gilles", "St Gilles" and "SAINT GILLES" are one."""
    plain = without_accents(name.casefold().translate(_LETTERS))
    return " ".join(_SAINTS.get(word, word) for word in _SIGNS.sub(" ", plain).split())


@lru_cache(maxsize=1)
def _towns() -> tuple[Town, ...]:
    grouped: dict[tuple[str, str], list[Commune]] = {}
    for commune in postcodes.every_commune():
        if not commune.special:
            grouped.setdefault((commune.country, commune.code), []).append(commune)
    return tuple(
        Town(
            found[0].code,
            found[0].fr,
            found[0].nl,
            found[0].nuts3,
            found[0].country,
            tuple(sorted(commune.postcode for commune in found)),
            postcodes.in_project_area(found[0]),
            tuple(dict.fromkeys(spelling(name) for name in (found[0].fr, found[0].nl))),
        )
        for found in grouped.values()
    )


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, Town], ...]:
    return tuple((name, town) for town in _towns() for name in town.spellings)


@lru_cache(maxsize=500)
def towns_named(text: str) -> tuple[Town, ...]:
    """The municipalities of that name, or whose name begins with it, or has a word that does; best first.

    Those of the project's area come before the others. At most 12; none for fewer than two letters.
    """
    asked = spelling(_DIGITS.sub(" ", text))
    if len(asked) < SHORTEST or len(asked) > LONGEST:
        return ()
    best: dict[tuple[str, str], tuple[int, bool, int, Town]] = {}
    for name, town in _names():
        if asked in name and (rank := _rank(name, asked)) < 3:
            order = (rank, not town.in_area, len(town.fr), town)
            key = (town.country, town.code)
            best[key] = min(best.get(key, order), order, key=lambda one: one[:3])
    return tuple(order[3] for order in sorted(best.values(), key=lambda one: one[:3])[:AT_MOST])


def _rank(name: str, asked: str) -> int:
    """0: the name itself; 1: it begins so; 2: one of its words does; 3: another name."""
    return 0 if name == asked else 1 if name.startswith(asked) else 2 if f" {asked}" in name else 3


def town_of(country: str, code: str) -> Town | None:
    """The municipality of that national code."""
    return next((town for town in _towns() if town.country == country and town.code == code), None)


def postcodes_beside(country: str, postcode: str) -> tuple[str, ...]:
    """All the postcodes of the municipalities that a postcode serves, itself among them."""
    codes = {commune.code for commune in postcodes.communes_for(country, postcode)}
    found = {one for town in _towns() if town.country == country and town.code in codes for one in town.postcodes}
    return tuple(sorted(found | {postcode}))


def named_exactly(text: str) -> tuple[Town, ...]:
    """The municipalities of exactly that name, in either language."""
    asked = spelling(_DIGITS.sub(" ", text))
    return tuple(town for town in towns_named(text) if asked in town.spellings)


def suggestions(text: str) -> list[Suggestion]:
    """What somebody who typed that much may mean, as choices; a town with several postcodes asks for one of them.

    A choice is "BE-7500-57081", or "BE--44021" where the postcode is still to be chosen.
    """
    exact = named_exactly(text)
    if len(exact) == 1 and len(exact[0].postcodes) > 1:
        return _postcodes_of(exact[0])
    return [_choice(town) for town in towns_named(text)]


def postcode_choices(value: str) -> list[Suggestion]:
    """The postcodes of the town of a choice without one ("BE--44021")."""
    country, _postcode, code = _parts(value)
    town = town_of(country, code)
    return _postcodes_of(town) if town else []


def chosen(value: str) -> Commune | None:
    """The commune that a choice with a postcode names; None for any other text."""
    country, postcode, code = _parts(value)
    found = postcodes.communes_for(country, postcode) if country in {"BE", "FR"} else ()
    return next((commune for commune in found if commune.code == code), None)


def _parts(value: str) -> tuple[str, str, str]:
    """Country, postcode and national code of a choice; empty where it has fewer parts."""
    country, postcode, code = [*value.split("-"), "", ""][:3]
    return country, postcode, code


def town_in(found: list[Suggestion]) -> str:
    """The name of the town whose postcodes these are; empty where they are of several towns."""
    places = {(country, code) for country, _postcode, code in (_parts(one.value) for one in found)}
    town = town_of(*places.pop()) if len(places) == 1 and len(found) > 1 else None
    return _both_names(town) if town else ""


def _choice(town: Town) -> Suggestion:
    if len(town.postcodes) == 1:
        return Suggestion(_value(town, town.postcodes[0]), f"{town.postcodes[0]} {_both_names(town)}")
    return Suggestion(_value(town, ""), f"{town.postcodes[0]}… {_both_names(town)}")


def _postcodes_of(town: Town) -> list[Suggestion]:
    return [Suggestion(_value(town, postcode), postcode) for postcode in town.postcodes]


def _value(town: Town, postcode: str) -> str:
    return f"{town.country}-{postcode}-{town.code}"


def _both_names(town: Town) -> str:
    """Its name in the page's language, and the other one behind where it differs: "Gent (Gand)"."""
    ours = commune_label(Commune(town.code, town.fr, town.nl, town.nuts3, town.country, town.postcodes[0]))
    other = town.fr if ours == town.nl else town.nl
    return ours if other == ours else f"{ours} ({other})"
