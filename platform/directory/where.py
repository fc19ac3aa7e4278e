"""What somebody typed as a place: a postcode of Belgium or France, or a municipality in either language. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from territory import communes, postcodes
from territory.postcodes import Commune
from territory.words import commune_label, town_name

LONGEST = 80
MOST_CHOICES = 8
_POSTCODE = re.compile(r"(?<![\w])(?:(?:BE?|FR?)\s*-?\s*)?(?:\d{5}|\d{4}|\d{2} \d{3})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Where:
    """A place to look from: its name, country, the postcode that was given (or none), all its postcodes, its NUTS 3."""

    label: str
    country: str
    postcode: str
    postcodes: frozenset[str]
    codes: frozenset[str]
    nuts3: frozenset[str]


@dataclass(frozen=True, slots=True)
class Looked:
    """`where` is what was meant; without it `choices` are what may have been (texts to look for again)."""

    where: Where | None = None
    choices: tuple[str, ...] = ()


def look(written: str) -> Looked:
    """Never raises; without a place and without a choice, nothing is known by that text."""
    text = " ".join(written.split())[:LONGEST]
    if match := _POSTCODE.search(text):
        found = _of_postcode(match[0])
        return Looked(found) if found else Looked()
    exact = communes.named_exactly(text)
    if len(exact) == 1:
        return Looked(_of_town(exact[0]))
    towns = exact or communes.towns_named(text)
    if len(towns) == 1:
        return Looked(_of_town(towns[0]))
    return Looked(choices=tuple(f"{town.postcodes[0]} {_name(town)}" for town in towns[:MOST_CHOICES]))


def _of_postcode(written: str) -> Where | None:
    place = postcodes.resolve("", written)
    if not place.communes:
        return None
    return Where(
        label=f"{place.postcode} {town_name(place.country, place.postcode)}".strip(),
        country=place.country,
        postcode=place.postcode,
        postcodes=frozenset(communes.postcodes_beside(place.country, place.postcode)),
        codes=frozenset(commune.code for commune in place.communes),
        nuts3=place.nuts3,
    )


def _of_town(town: communes.Town) -> Where:
    only = town.postcodes[0] if len(town.postcodes) == 1 else ""
    return Where(
        label=f"{only} {_name(town)}".strip(),
        country=town.country,
        postcode=only,
        postcodes=frozenset(town.postcodes),
        codes=frozenset({town.code}),
        nuts3=frozenset({town.nuts3}),
    )


def _name(town: communes.Town) -> str:
    return commune_label(Commune(town.code, town.fr, town.nl, town.nuts3, town.country, town.postcodes[0]))
