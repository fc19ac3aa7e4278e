"""Handing a letter to the mail server."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from accounts.models import OutgoingMail


@transaction.atomic
def deliver(*, mail_id: int) -> None:
    """Hand one letter to the mail server, once: the row is locked, and a sent one is gone."""
    mail = OutgoingMail.objects.select_for_update(skip_locked=True).filter(pk=mail_id).first()
    if mail is None:
        return
    message = EmailMultiAlternatives(mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.to])
    message.attach_alternative(mail.html, "text/html")
    message.extra_headers["Content-Language"] = mail.language
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    message.send()
    mail.delete()
