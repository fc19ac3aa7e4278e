"""Sending letters, finding those that the queue forgot, forgetting sessions that are over."""

from celery import shared_task

from accounts import address, delivery, devices, vault


@shared_task(name=delivery.DELIVER_MAIL, max_retries=0)
def deliver_mail(mail_id: int) -> None:
    """Ids in; the row says when a letter that was not taken is tried again."""
    delivery.deliver(mail_id=mail_id)


@shared_task(name="accounts.tasks.resend_forgotten_mail", max_retries=0)
def resend_forgotten_mail() -> None:
    """Every minute: letters whose time has come, be it a queue that forgot them or a server that refused."""
    for pk in delivery.due_ids():
        deliver_mail.delay(pk)


@shared_task(name="accounts.tasks.forget_devices", max_retries=0)
def forget_devices() -> int:
    """Every night: sessions that are over, and addresses that can't be put back any more."""
    return devices.forget() + address.forget()


@shared_task(name="accounts.tasks.seal_second_steps", max_retries=0)
def seal_second_steps() -> int:
    """Every night: keys of apps that stand in clear, or under a key that is on its way out (accounts/vault.py)."""
    return vault.seal_all()
