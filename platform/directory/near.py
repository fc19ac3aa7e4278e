"""Places in the order of how far they are: kilometres where coordinates are known, else the circles around. Pure.

No table of centroids is shipped, for none of our sources has one: the centroid of a municipality is the mean of the
coordinates of the places that are known there. Where there is none, no distance is shown, and the chief towns of the
NUTS 3 units say the order, over a border too: from Lille, Kortrijk is near and Arlon is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from directory.where import Where
from territory.postcodes import chief_town, resolve

EARTH = 6371.0088  # km, mean radius
# Where one of both ends has no coordinates: what to count for sorting, in km. Never shown. Further away the chief towns
# of both units say it, and where a postcode is in no table nothing does.
_GUESS = {"postcode": 0.5, "commune": 1.5, "arrondissement": 15.0}
_NOWHERE = 20_000.0
Circle = str


class Spot(NamedTuple):
    """A published place as the finder needs it. `fits`: it is what is looked for; the others only give coordinates."""

    key: object
    name: str
    country: str
    postcode: str
    latitude: float | None
    longitude: float | None
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Near:
    """A place's distance in km, None where it can't be known; `circle` is then how near (see circle_of)."""

    key: object
    km: float | None
    circle: Circle


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance between two (latitude, longitude) in degrees, by the haversine formula."""
    lat_a, lat_b = radians(a[0]), radians(b[0])
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b[1] - a[1]) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


def centroids(spots: Iterable[Spot]) -> dict[tuple[str, str], tuple[float, float]]:
    """(country, postcode) -> mean of the coordinates known there."""
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for spot in spots:
        if spot.latitude is not None and spot.longitude is not None:
            found = sums[spot.country, spot.postcode]
            found[0] += spot.latitude
            found[1] += spot.longitude
            found[2] += 1
    return {at: (lat / n, lon / n) for at, (lat, lon, n) in sums.items()}


def centre_of(where: Where, known: dict[tuple[str, str], tuple[float, float]]) -> tuple[float, float] | None:
    """From where to measure: the postcode's centroid, else that of the municipality's postcodes."""
    if exact := known.get((where.country, where.postcode)):
        return exact
    found = [known[where.country, code] for code in sorted(where.postcodes) if (where.country, code) in known]
    if not found:
        return None
    return sum(lat for lat, _lon in found) / len(found), sum(lon for _lat, lon in found) / len(found)


def nearest_first(spots: Sequence[Spot], where: Where | None) -> list[Near]:
    """Those that fit, nearest first, then by name; without a place to look from, by name."""
    if where is None:
        return [Near(spot.key, None, "") for spot in sorted(filter(_fits, spots), key=lambda one: one.name.casefold())]
    known = centroids(spots)
    centre = centre_of(where, known)
    circles: dict[tuple[str, str], tuple[Circle, float | None, float]] = {}
    found = []
    for spot in spots:
        if not spot.fits:
            continue
        at = (spot.country, spot.postcode)
        if at not in circles:
            middle = known.get(at)
            km = kilometres(centre, middle) if centre and middle else None
            circle = circle_of(where, *at)
            circles[at] = circle, km, _guess(where, circle, centre, at) if km is None else km
        circle, km, order = circles[at]
        if centre and spot.latitude is not None and spot.longitude is not None:
            km = order = kilometres(centre, (spot.latitude, spot.longitude))
        found.append((order, spot.name.casefold(), Near(spot.key, km, circle)))
    found.sort(key=lambda one: one[:2])
    return [near for _km, _name, near in found]


def _guess(where: Where, circle: Circle, centre: tuple[float, float] | None, at: tuple[str, str]) -> float:
    """Kilometres to sort by: within the unit a guess, else between the chief towns of the nearest units."""
    if circle in _GUESS:
        return _GUESS[circle]
    starts = [centre] if centre else [chief_town(unit) for unit in sorted(where.nuts3)]
    ends = [chief_town(unit) for unit in sorted(resolve(*at).nuts3)]
    apart = [kilometres(start, end) for start in starts for end in ends]
    return max(min(apart), _GUESS["arrondissement"]) if apart else _NOWHERE


def circle_of(where: Where, country: str, postcode: str) -> Circle:
    """`postcode`, `commune`, `arrondissement` (NUTS 3), `region` (NUTS 2), `country`; empty for another country."""
    if country != where.country:
        return ""
    if postcode == where.postcode:
        return "postcode"
    if postcode in where.postcodes:
        return "commune"
    other = resolve(country, postcode).nuts3
    if other & where.nuts3:
        return "arrondissement"
    return "region" if {unit[:-1] for unit in other} & {unit[:-1] for unit in where.nuts3} else "country"


def _fits(spot: Spot) -> bool:
    return spot.fits
