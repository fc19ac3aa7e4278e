"""The letters of this room, each in its reader's language: a place, a change, a cancellation."""

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import mail
from accounts.mail import Letter, Voice, hello
from common.sentences import quoted
from community.events import ical, words
from community.events.models import Action, Attendance
from portals.voices import voice_of
from structures.models import Person


def registered(*, person: Person, action: Action, site: str) -> None:
    """The place is hers, with the file for her calendar."""
    voice = _voice(person, action, site)

    def write() -> Letter:
        return Letter(
            subject=_("You are registered: %(title)s") % {"title": action.title},
            paragraphs=(_hello(person), _("You have a place. Here is what to note:"), _facts(action)),
            action=(_("Add to my calendar"), voice.site + reverse("events:action_file", args=[action.pk])),
            calendar=_file(action, voice.site),
            closing=(
                _("You can't come? Give your place back, so that somebody else can have it: %(address)s")
                % {"address": _address(action, voice.site)},
            ),
        )

    _send(person, write, voice)


def waiting(*, person: Person, action: Action, site: str) -> None:
    """All places are taken; she will hear when one is free."""
    voice = _voice(person, action, site)

    def write() -> Letter:
        return Letter(
            subject=_("You are on the waiting list: %(title)s") % {"title": action.title},
            paragraphs=(
                _hello(person),
                _("All places are taken for now. We keep your request, in the order of arrival."),
                _facts(action),
                _("If a place becomes free, it is yours, and we write to you at once."),
            ),
            action=(_("See the training or event"), _address(action, voice.site)),
        )

    _send(person, write, voice)


def promoted(*, person: Person, action: Action, site: str) -> None:
    """A place became free and is hers."""
    voice = _voice(person, action, site)

    def write() -> Letter:
        return Letter(
            subject=_("A place is free, and it is yours: %(title)s") % {"title": action.title},
            paragraphs=(
                _hello(person),
                _("Somebody gave a place back. You were first on the waiting list: you are registered now."),
                _facts(action),
            ),
            action=(_("Add to my calendar"), voice.site + reverse("events:action_file", args=[action.pk])),
            calendar=_file(action, voice.site),
            closing=(
                _("You can't come any more? Give your place back: %(address)s")
                % {"address": _address(action, voice.site)},
            ),
        )

    _send(person, write, voice)


def cancelled(*, attendances: Iterable[Attendance], action: Action, site: str) -> None:
    """To everybody who had a place or waited for one."""

    def write_to(person: Person, site: str) -> Callable[[], Letter]:
        return lambda: Letter(
            subject=_("Cancelled: %(title)s") % {"title": action.title},
            paragraphs=(
                _hello(person),
                _("This does not take place:"),
                _facts(action),
                *([quoted(action.cancel_reason)] if action.cancel_reason else []),
            ),
            action=(_("See the other dates"), site + reverse("events:calendar")),
        )

    for one in attendances:
        voice = _voice(one.person, action, site)
        _send(one.person, write_to(one.person, voice.site), voice)


def taking_place(*, attendances: Iterable[Attendance], action: Action, site: str) -> None:
    """The cancellation was taken back."""

    def write_to(person: Person, site: str) -> Callable[[], Letter]:
        return lambda: Letter(
            subject=_("It takes place after all: %(title)s") % {"title": action.title},
            paragraphs=(
                _hello(person),
                _("We wrote that this was cancelled. It takes place after all, and your request is kept:"),
                _facts(action),
            ),
            action=(_("See the training or event"), _address(action, site)),
        )

    for one in attendances:
        voice = _voice(one.person, action, site)
        _send(one.person, write_to(one.person, voice.site), voice)


def changed(*, attendances: Iterable[Attendance], action: Action, site: str) -> None:
    """Another time or another place."""

    def write_to(person: Person, site: str) -> Callable[[], Letter]:
        return lambda: Letter(
            subject=_("Another time or place: %(title)s") % {"title": action.title},
            paragraphs=(_hello(person), _("The time or the place has changed. From now on:"), _facts(action)),
            action=(_("Add to my calendar"), site + reverse("events:action_file", args=[action.pk])),
            calendar=_file(action, site),
            closing=(
                _("You can't come any more? Give your place back: %(address)s") % {"address": _address(action, site)},
            ),
        )

    for one in attendances:
        voice = _voice(one.person, action, site)
        _send(one.person, write_to(one.person, voice.site), voice)


def _send(person: Person, write: Callable[[], Letter], voice: Voice) -> None:
    """To the account's address and in its language, else to what the roll knows; a name without address gets none."""
    account = person.user
    to = account.email if account and account.is_active else person.email
    if to:
        language = account.language if account else person.language or "fr"
        mail.send(to=to, language=language, letter=write, voice=voice)


def _voice(person: Person, action: Action, site: str) -> Voice:
    """The portal of the structure where she helps; of who organises, for somebody of none."""
    return voice_of(person.home or action.operator, site)


def _hello(person: Person) -> str:
    name = person.user.first_name if person.user else person.first_name
    return hello(name)


def _address(action: Action, site: str) -> str:
    return site + reverse("events:action", args=[action.pk])


def _file(action: Action, site: str) -> str:
    """The action for her calendar, as the link gives it: many mail programs show it, and take it with one tap."""
    return ical.calendar_file([action], site=site).decode()


def _facts(action: Action) -> str:
    lines = [action.title, words.when(action)]
    if action.dates:
        lines.append(_("Also on %(dates)s") % {"dates": words.other_days(action)})
    lines.append(words.where(action))
    if action.online and action.link:
        lines.append(_("To join: %(link)s") % {"link": action.link})
    return "\n".join(line for line in lines if line)
