"""Letters: short, in the reader's language, as text and as simple HTML.

A letter is a row first: it is written in the same transaction as the act that it tells of, handed to a worker once
that is committed, and found again by the scheduler if the queue forgot it. Once sent, the row goes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from celery import current_app
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.delivery import DELIVER_MAIL
from accounts.models import OutgoingMail


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. `action` is (words of the button, address); `code` is shown big, to be typed.

    `calendar` is the text of an iCalendar file, which goes with it.
    """

    subject: str
    paragraphs: tuple[str, ...]
    action: tuple[str, str] | None = None
    code: str = ""
    closing: tuple[str, ...] = ()
    calendar: str = ""


def hello(first_name: str = "") -> str:
    """How a letter begins."""
    return _("Hello %(name)s,") % {"name": first_name} if first_name else _("Hello,")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in a letter: the name above it, its sender (“Name <a@b.example>”; empty: the installation's own),
    and the address that its links begin with, "https://halte.example".
    """

    name: Callable[[], str] = lambda: "Halte"  # asked in the letter's language
    sender: str = ""
    site: str = ""


_page: ContextVar[Callable[[], Voice] | None] = ContextVar("page", default=None)


@contextmanager
def spoken_by(voice: Callable[[], Voice]) -> Iterator[None]:
    """Letters written within, and that say no voice of their own, have that one: what a page's visitor asked for."""
    token = _page.set(voice)
    try:
        yield
    finally:
        _page.reset(token)


@transaction.atomic
def send(*, to: str, language: str, letter: Callable[[], Letter], voice: Voice | None = None) -> OutgoingMail:
    """Write the letter in that language, and have it sent once the running transaction is committed.

    `voice` is the reader's portal (portals/voices.py). Without one the page speaks: to who is at it, about signing in.
    """
    if voice is None:
        voice = page() if (page := _page.get()) else Voice()
    with translation.override(language):
        written = letter()
        context = {"letter": written, "language": language, "from_name": voice.name()}
        mail = OutgoingMail.objects.create(
            to=to,
            language=language,
            subject=" ".join(written.subject.split()),
            text=render_to_string("accounts/mail/letter.txt", context).strip() + "\n",
            html=render_to_string("accounts/mail/letter.html", context),
            calendar=written.calendar,
            sender=voice.sender,
        )
    transaction.on_commit(lambda: current_app.signature(DELIVER_MAIL, args=[mail.pk]).delay(), robust=True)
    return mail
