"""Actions as iCalendar (RFC 5545): a feed to subscribe to, and one action to keep."""

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from community.events.models import Action, ActionStatus
from community.events.words import where

PRODID = "-//Halte//Trainings and events//EN"
WITHOUT_END = dt.timedelta(hours=1)
REFRESH = "PT4H"


def calendar_file(actions: Iterable[Action], *, site: str) -> bytes:
    """The actions as a calendar in the language in force; each further date of a series is an event of its own.

    `site` is the address of this installation, "https://halte.example". An action keeps its UIDs for ever.
    """
    calendar = Calendar()
    name = _("Trainings and events – Halte")
    for key, value in (
        ("prodid", PRODID),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("name", name),
        ("x-wr-calname", name),
        ("x-wr-timezone", timezone.get_default_timezone_name()),
    ):
        calendar.add(key, value)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"}, encode=False)
    for action in actions:
        for day in action.days:
            calendar.add_component(_event(action, day, site))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def uid(action: Action, day: dt.date) -> str:
    """The action's id; with the date for the further dates of a series."""
    first = day == timezone.localdate(action.starts_at)
    return f"{action.pk}@halte" if first else f"{action.pk}-{day:%Y%m%d}@halte"


def _event(action: Action, day: dt.date, site: str) -> Event:
    address = site + reverse("events:action", args=[action.pk])
    start = timezone.localtime(action.starts_at)
    length = action.ends_at - action.starts_at if action.ends_at else WITHOUT_END
    start = dt.datetime.combine(day, start.time(), tzinfo=start.tzinfo)
    cancelled = action.status == ActionStatus.CANCELLED
    event = Event()
    event.add("uid", uid(action, day))
    event.add("dtstamp", timezone.now())
    event.add("dtstart", start)
    event.add("dtend", start + length)
    title = vText(_("Cancelled: %(title)s") % {"title": action.title} if cancelled else action.title)
    if action.language:
        title.params["LANGUAGE"] = action.language
    event.add("summary", title)
    event.add("description", "\n\n".join(part for part in (action.description, address) if part))
    event.add("location", where(action))
    event.add("categories", [str(action.get_kind_display())])
    event.add("url", address)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event
