"""Handing a letter to the mail server."""

import logging
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from accounts.models import OutgoingMail, User
from accounts.signals import letter_given_up

log = logging.getLogger("halte.mail")
DELIVER_MAIL = "accounts.tasks.deliver_mail"
LONGEST_WAIT = timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=2)
FOR_GOOD = 500  # what a mail server answers when trying again will not help (RFC 5321, 4.2.1)
IN_THE_QUEUE = timedelta(minutes=5)  # what was sent to the queue a moment ago is not sent to it every minute


@transaction.atomic
def deliver(*, mail_id: int) -> None:
    """Hand one letter to the mail server, once: the row is locked, and a sent one is gone.

    One that is refused is tried again after 2 minutes, 4, 8... up to 6 hours; after two days it is given up, and goes.
    So does, at once, one whose address does not exist: her account says since when letters come back.
    """
    mail = OutgoingMail.objects.select_for_update(skip_locked=True).filter(pk=mail_id).first()
    if mail is None:
        return
    try:
        _send(mail)
    except SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        if codes and min(codes) >= FOR_GOOD:
            _come_back(mail, codes[0])
        else:
            _put_off(mail, error)
    except Exception as error:
        # Whatever it is (no server, no such address, a name it can't read), the row must say when to try again.
        _put_off(mail, error)
    else:
        mail.delete()


def due_ids() -> list[int]:
    """Letters whose time has come, the oldest first; each is then left to the queue for five minutes."""
    now = timezone.now()
    with transaction.atomic():
        due = OutgoingMail.objects.select_for_update(skip_locked=True).filter(next_try_at__lte=now)
        found = list(due.values_list("pk", flat=True))
        OutgoingMail.objects.filter(pk__in=found).update(next_try_at=now + IN_THE_QUEUE)
    return found


def _send(mail: OutgoingMail) -> None:
    message = EmailMultiAlternatives(mail.subject, mail.text, mail.sender or settings.DEFAULT_FROM_EMAIL, [mail.to])
    message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        message.attach("halte.ics", mail.calendar, "text/calendar")
    message.extra_headers["Content-Language"] = mail.language
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    message.send()


def _come_back(mail: OutgoingMail, code: int) -> None:
    """There is no such address. What the server said about it may name her: the log and the account keep its number."""
    log.error("letter %s came back: %s", mail.pk, code)
    User.objects.filter(email__iexact=mail.to, bounced_at=None).update(
        bounced_at=timezone.now(), bounce_reason=str(code)
    )
    letter_given_up.send(OutgoingMail, mail_id=mail.pk)
    mail.delete()


def _put_off(mail: OutgoingMail, error: Exception) -> None:
    """The log says which letter and why, never to whom."""
    now = timezone.now()
    if mail.created_at < now - GIVEN_UP_AFTER:
        log.error("letter %s is given up after %s tries: %s", mail.pk, mail.attempts + 1, type(error).__name__)
        letter_given_up.send(OutgoingMail, mail_id=mail.pk)
        mail.delete()
        return
    mail.attempts += 1
    mail.next_try_at = now + min(timedelta(minutes=2 ** min(mail.attempts, 12)), LONGEST_WAIT)
    mail.save(update_fields=["attempts", "next_try_at"])
    log.warning("letter %s was not taken, try %s: %s", mail.pk, mail.attempts, type(error).__name__)
