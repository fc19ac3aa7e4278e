"""By the clock: what is planned is published at its time."""

from celery import shared_task
from django.utils import timezone

from courses.authoring.services import publish_due


@shared_task
def publish_planned() -> int:
    """Every minute; each plan once (courses/authoring/services.py)."""
    return publish_due(timezone.now())
