"""How a test comes in by the public door: signing in, sending a form, reading the mail."""

import re
import time
from contextlib import contextmanager

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.core import mail
from django.test import Client, TestCase

from accounts.models import User
from accounts.second_step import TAKEN


def signed_in(user: User, language: str = "en") -> Client:
    """A browser in which that person is signed in, by both steps, with pages in that language."""
    client = by_one_step(user, language)
    session = client.session
    session[TAKEN] = user.pk
    session.save()
    return client


def by_one_step(user: User, language: str = "en") -> Client:
    """The same, signed in by the code alone, a moment ago."""
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    client.force_login(user, backend="accounts.backend.AccountBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": time.time(), "email": user.email}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    client.cookies["language"] = language
    return client


def left_open(user: User, hours: float = 10, language: str = "en") -> Client:
    """A browser that somebody signed in with hours ago, by both steps, and walked away from."""
    client = signed_in(user, language)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "code", "at": time.time() - hours * 3600, "email": user.email}
    ]
    session.save()
    return client


def visitor(language: str = "en") -> Client:
    """A browser in which nobody is signed in."""
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    client.cookies["language"] = language
    return client


@contextmanager
def committed():
    """What the block leaves for after the commit is done when it ends: mails, signals, jobs."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        yield


def send(client: Client, address: str, data: dict | None = None, **extra):
    """POST, as the browser does, and then what follows the commit."""
    with committed():
        return client.post(address, data or {}, **extra)


def text(response) -> str:
    """The words of a page: tags dropped, spaces single, entities read."""
    from html import unescape

    body = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def letters_to(address: str) -> list:
    """The mails that reached that address, oldest first."""
    return [message for message in mail.outbox if address in message.to]


def code_in(message) -> str:
    """The sign-in code of a letter."""
    found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", message.body)
    assert found, message.body
    return found[0]


def link_in(message, start: str) -> str:
    """The path of the link in a letter that begins with `start`."""
    found = re.search(rf"https?://[^/\s]+({re.escape(start)}\S*)", message.body)
    assert found, message.body
    return found[1]
