"""A place in plain words, and the questions of a registration in their order. Pure: no request, no database."""

from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from territory import postcodes
from territory.postcodes import Commune

COUNTRIES = ("BE", "FR", "LU", "NL", "DE")


def country_name(code: str) -> str:
    """The country's name in the page's language; the code itself for one that is not in the list."""
    names = {
        "BE": _("Belgium"),
        "FR": _("France"),
        "LU": _("Luxembourg"),
        "NL": _("Netherlands"),
        "DE": _("Germany"),
    }
    return names.get(code, code)


@dataclass(frozen=True, slots=True)
class PlainPlace:
    """A postcode explained: its municipality, and whether it lies in the programme's and the project's areas."""

    label: str
    sentence: str
    known: bool


def commune_label(commune: Commune) -> str:
    """Its name in the page's language; in English, the one of the place: Dutch in Flanders (NUTS 1 unit BE2)."""
    dutch = get_language() == "nl" or (get_language() == "en" and commune.nuts3.startswith("BE2"))
    return commune.nl if dutch else commune.fr


def commune_name(country: str, postcode: str, commune: str = "") -> str:
    """The commune at a postcode in the page's language, whatever the language it was kept in.

    As it was kept where the tables don't have it; empty where nothing was kept and the postcode has several.
    """
    communes = postcodes.communes_for(country, postcode)
    names = {commune_label(one) for one in communes if commune in {"", one.fr, one.nl}}
    return names.pop() if len(names) == 1 else commune


def town_name(country: str, postcode: str, commune: str = "") -> str:
    """The commune as `commune_name` gives it; where nobody said which of several, the first and how many others."""
    name = commune_name(country, postcode, commune)
    names = sorted({commune_label(one) for one in postcodes.communes_for(country, postcode)})
    if name or not names:
        return name
    others = len(names) - 1
    return ngettext("%(first)s and %(n)s other", "%(first)s and %(n)s others", others) % {
        "first": names[0], "n": others,
    }  # fmt: skip


def plain_place(country: str, postcode: str, commune: str = "") -> PlainPlace:
    """What the postcode means for the figures, in one sentence."""
    place = postcodes.resolve(country, postcode)
    names = [c for c in place.communes if commune in {"", c.code, c.fr, c.nl}]
    label = " ".join(
        part for part in (place.postcode or postcode, commune_label(names[0]) if len(names) == 1 else "") if part
    )
    if place.in_zone_programme is None or place.in_zone_project is None:
        if not place.communes:
            return PlainPlace(label, _("We can't place this postcode: its figures will be shown as unknown."), False)
        return PlainPlace(label, _("This postcode lies partly in the project area, partly out of it."), True)
    if place.in_zone_project:
        return PlainPlace(label, _("In the project area: what you do here counts in its figures."), True)
    if place.in_zone_programme:
        return PlainPlace(label, _("In the programme area, but outside the project area."), True)
    return PlainPlace(label, _("Outside the programme area: what you do is shown apart in the figures."), True)
