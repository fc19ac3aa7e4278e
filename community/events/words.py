"""When and where an action is, in the words of the page or letter. Pure but for the language in force."""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common.languages import date_in_words, time_in_words
from community.events.models import Action
from territory import postcodes
from territory.words import country_name, town_name

NO_BREAK = "\u00a0"


def day(date: dt.date) -> str:
    """“Tuesday 24 November”; with its year when that is not the current one."""
    shown = date_in_words(date, "l j F" if date.year == timezone.localdate().year else "l j F Y")
    return shown[:1].upper() + shown[1:]


def hour(moment: dt.datetime) -> str:
    """“9:30”, “9 h 30”, “9.30 uur”; French and Dutch drop empty minutes."""
    return time_in_words(moment)


def hours(action: Action) -> str:
    """“9:30 to 12:30”, local time; with the day of the end when it is another one."""
    start = timezone.localtime(action.starts_at)
    if action.ends_at is None:
        return hour(start)
    end = timezone.localtime(action.ends_at)
    until = hour(end)
    if end.date() != start.date():
        until = f"{date_in_words(end)}, {until}"
    # Dutch names the unit once: "9.30 tot 12.30 uur".
    return _("%(start)s to %(end)s") % {"start": hour(start).removesuffix(f"{NO_BREAK}uur"), "end": until}


def when(action: Action) -> str:
    """Day and hours: “Tuesday 24 November, 9:30 to 12:30”."""
    return f"{day(timezone.localdate(action.starts_at))}, {hours(action)}"


def other_days(action: Action) -> str:
    """The further dates of a series: “1 December, 8 December”; empty for a single date."""
    first = timezone.localdate(action.starts_at)
    return ", ".join(date_in_words(one) for one in action.days if one != first)


def town(action: Action) -> str:
    """“7500 Tournai”, “1611 Luxembourg”; empty without a postcode."""
    if not action.postcode:
        return ""
    place = postcodes.resolve(action.country, action.postcode)
    country = "" if place.country in {"BE", "FR", ""} else country_name(place.country)
    name = town_name(place.country, place.postcode)
    return " ".join(part for part in (place.postcode, name or country) if part)


def where(action: Action) -> str:
    """“EPN Tournai, 7500 Tournai”, or “online”."""
    if action.online:
        return _("online")
    return ", ".join(part for part in (action.venue, town(action)) if part)


def export_row(action: Any) -> list[Any]:
    """One action for a spreadsheet, in local time; `action` as `selectors.shown` gives it."""
    start, end = timezone.localtime(action.starts_at), action.ends_at and timezone.localtime(action.ends_at)
    return [
        f"{start:%Y-%m-%d %H:%M}",
        f"{end:%Y-%m-%d %H:%M}" if end else "",
        " | ".join(day.isoformat() for day in action.days if day != start.date()),
        action.title,
        str(action.get_kind_display()),
        _("common core") if action.core else str(action.get_sector_display()) if action.sector else "",
        action.language,
        action.operator.name,
        " | ".join(partner.name for partner in action.joint.all()),
        where(action),
        action.capacity,
        action.taken,
        action.waiting,
        action.present,
        action.audience,
        action.evidence,
        str(action.get_status_display()),
    ]
