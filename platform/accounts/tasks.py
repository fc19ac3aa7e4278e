"""Sending letters, and finding those that the queue forgot."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from accounts import delivery
from accounts.models import OutgoingMail

FORGOTTEN_AFTER = timedelta(minutes=1)
GIVEN_UP_AFTER = timedelta(days=2)


@shared_task(
    name="accounts.tasks.deliver_mail",
    autoretry_for=(OSError,),
    retry_backoff=10,
    retry_backoff_max=600,
    max_retries=5,
)
def deliver_mail(mail_id: int) -> None:
    """Ids in; a mail server that does not answer is asked again, 5 times, ever later."""
    delivery.deliver(mail_id=mail_id)


@shared_task(name="accounts.tasks.resend_forgotten_mail", max_retries=0)
def resend_forgotten_mail() -> None:
    """Every minute: what was written more than a minute ago and not sent goes into the queue again, for two days."""
    now = timezone.now()
    waiting = OutgoingMail.objects.filter(created_at__lt=now - FORGOTTEN_AFTER, created_at__gt=now - GIVEN_UP_AFTER)
    for pk in waiting.values_list("pk", flat=True):
        deliver_mail.delay(pk)
