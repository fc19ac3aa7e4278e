"""The Celery application. Tasks take ids, open their structure and language, and call one service."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")

app = Celery("halte")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_climbing_role(**_given) -> None:
    """A worker or a scheduler whose login bypasses the wall does not start (docs/wall.md)."""
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415  (settings are not read yet above)
    from django.db import connections  # noqa: PLC0415

    from common import wall  # noqa: PLC0415

    try:
        wall.refuse_climbing_role()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error  # Celery swallows any other exception of a receiver
    finally:
        connections.close_all()  # the worker's children must not share it
