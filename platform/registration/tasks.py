"""What the nights do to registrations and to names whose day has come."""

from celery import shared_task

from registration.services import drafts, places


@shared_task(name="team.tasks.forget_drafts", max_retries=0)
def forget_drafts() -> None:
    """Every night: registrations that nobody touched for 30 days."""
    drafts.forget_drafts()


@shared_task(name="team.tasks.copy_names_in_force", max_retries=0)
def copy_names_in_force() -> None:
    """Every quarter of an hour: names whose day has come (services/places.py)."""
    places.copy_names_in_force()
