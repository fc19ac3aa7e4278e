"""A place as a page shows it: every column of an entry in words. Pure but for the language of the page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from directory import contacts, vocabulary
from directory.hours import Line, Now, in_words, now
from directory.hours.words import clock
from directory.models import Entry
from directory.near import Near
from territory.words import commune_name, country_name

NAMES = {"languages", "programmes", "labels"}  # each keeps its capital, wherever it stands


@dataclass(frozen=True, slots=True)
class Shown:
    """What a template needs. `distance`, `open_words`: empty where nothing can be said."""

    entry: Entry
    kinds: str
    town: str
    country: str
    distance: str
    opening: Now
    open_words: str
    services: list[str]
    languages: list[str]


def shown(entry: Entry, *, at: dt.datetime, near: Near | None = None) -> Shown:
    """A line of the finder, or the head of the place's page, at that moment."""
    opening = now(entry.hours, country=entry.country, at=at)
    return Shown(
        entry=entry,
        kinds=", ".join(vocabulary.labels("kinds", entry.kinds)),
        town=f"{entry.postcode} {commune_name(entry.country, entry.postcode, entry.commune)}".strip(),
        country=country_name(entry.country),
        distance=distance(near) if near else "",
        opening=opening,
        open_words=_open_words(opening),
        services=in_a_row(vocabulary.labels("services", entry.services)),
        languages=vocabulary.labels("languages", entry.languages),
    )


def distance(near: Near) -> str:
    """“about 3 km”: from the middle of the municipality, so never exact."""
    if near.km is None:
        return {
            "postcode": _("same postcode"),
            "commune": _("same municipality"),
            "arrondissement": _("in the area"),
            "region": _("in the same region"),
        }.get(near.circle, "")
    if near.km < 1:
        return _("less than 1 km")
    return _("about %(n)s km") % {"n": number_format(round(near.km), force_grouping=True)}


def telephone(entry: Entry, home: str = "") -> str:
    """The number as a reader of that country dials it (BE, FR; empty: from anywhere)."""
    return contacts.phone_in_words(entry.phone, home)


def opening_lines(entry: Entry) -> list[Line] | None:
    """The opening hours in words; None where they are to be shown as they were written."""
    return in_words(entry.hours)


def in_a_row(labels: list[str]) -> list[str]:
    """Labels to be put in one sentence, with commas between them: only the first begins with a capital."""
    return labels[:1] + [label[:1].lower() + label[1:] for label in labels[1:]]


def details(entry: Entry) -> list[tuple[str, list[str]]]:
    """(heading, values) of what the closed lists say; those without a value are left out."""
    rows = (
        (_("Services"), "services"),
        (_("Languages spoken"), "languages"),
        (_("Ways of helping"), "help_modes"),
        (_("How to come"), "access"),
        (_("Costs"), "fees"),
        (_("For whom especially"), "publics"),
        (_("Particular needs"), "care"),
        (_("Fixed or on the move"), "mobile"),
        (_("National programmes"), "programmes"),
        (_("Labels"), "labels"),
    )
    unknown = entry.unknown.get("values", {}) if entry.unknown else {}
    found = []
    for heading, column in rows:
        known = vocabulary.labels(column, getattr(entry, column))
        values = (known if column in NAMES else in_a_row(known)) + list(unknown.get(column, []))
        if column == "labels":
            values += entry.other_labels
        if values:
            found.append((heading, values))
    return found


def _open_words(opening: Now) -> str:
    if opening.state == "closed":
        return _("closed now")
    if opening.state == "unknown":
        return ""
    if opening.until in (None, 0):
        return _("open now")
    return _("open now, until %(time)s") % {"time": clock(opening.until or 0)}
