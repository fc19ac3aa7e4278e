"""Letters: how they read, and what becomes of them when the queue forgets them or a server refuses them."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core import mail as outbox
from django.utils import timezone

from accounts import tasks
from accounts.mail import Letter
from accounts.mail import send as send_letter
from accounts.models import OutgoingMail
from tests.app.doors import committed
from tests.app.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_letter_comes_in_its_readers_language_as_text_and_html():
    with committed():
        send_letter(
            to="ines@place.example",
            language="nl",
            letter=lambda: Letter("Sub\nject", ("Words <b>",), action=("Go", "https://halte.example/x"), code="AB"),
        )
    [message] = outbox.outbox
    assert message.subject == "Sub ject"
    assert "https://halte.example/x" in message.body
    html = message.alternatives[0][0]
    assert 'lang="nl"' in html
    assert "Words &lt;b&gt;" in html
    assert message.extra_headers["Content-Language"] == "nl"


def test_a_letter_that_the_queue_forgot_is_sent_within_the_next_minutes_and_once():
    made = send_letter(to="ines@place.example", language="fr", letter=lambda: Letter("Subject", ("Words",)))
    tasks.resend_forgotten_mail()
    assert not outbox.outbox, "a young letter may still be on its way"
    OutgoingMail.objects.filter(pk=made.pk).update(next_try_at=timezone.now())
    tasks.resend_forgotten_mail()
    tasks.deliver_mail(made.pk)
    assert len(outbox.outbox) == 1
    assert not OutgoingMail.objects.exists()


@pytest.fixture
def no_server(monkeypatch):
    """A mail server that takes nothing, and counts how often it is asked."""
    asked = []

    def refuse(self, messages):
        asked.append(messages)
        raise SMTPRecipientsRefused({"ines@place.example": (450, b"come back later")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    return asked


def test_a_letter_that_is_refused_is_tried_ever_later_then_given_up(no_server, caplog):
    """The scheduler looks every minute; the server is asked a dozen times in two days, not 2,880."""
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        with committed():
            send_letter(to="ines@place.example", language="fr", letter=lambda: Letter("Subject", ("Words",)))
        at = {0}
        for minute in [*range(1, 61), *range(75, 56 * 60, 15)]:
            clock.move_to(start + timedelta(minutes=minute))
            before = len(no_server)
            tasks.resend_forgotten_mail()
            at |= {minute} if len(no_server) > before else set()
    assert [minute for minute in sorted(at) if minute <= 30] == [0, 2, 6, 14, 30]
    assert 12 <= len(no_server) <= 18
    assert not OutgoingMail.objects.exists(), "given up: a stranger's address is not kept"
    assert "given up" in caplog.text
    assert "ines@" not in caplog.text


def test_what_waits_in_the_queue_is_not_sent_to_it_every_minute(monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.deliver_mail, "delay", sent.append)
    made = send_letter(to="ines@place.example", language="fr", letter=lambda: Letter("Subject", ("Words",)))
    OutgoingMail.objects.filter(pk=made.pk).update(next_try_at=timezone.now())
    for _minute in range(3):
        tasks.resend_forgotten_mail()
    assert sent == [made.pk]


def test_a_letter_to_an_address_that_is_none_comes_back_and_her_account_says_so(monkeypatch, caplog):
    def refuse(self, messages):
        raise SMTPRecipientsRefused({"ines@place.example": (550, b"no ines@place.example here")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    ines = UserFactory(email="ines@place.example")
    made = send_letter(to="Ines@place.example", language="fr", letter=lambda: Letter("Subject", ("Words",)))
    tasks.deliver_mail(made.pk)
    assert not OutgoingMail.objects.exists()
    ines.refresh_from_db()
    assert (ines.bounced_at is not None, ines.bounce_reason) == (True, "550")
    assert "place.example" not in caplog.text
