"""What the scheduler asks of the roll-up. Ids in; each project in a transaction of its own."""

import logging

from celery import shared_task

from reporting.services import rollup
from structures.models import Project

log = logging.getLogger("halte.rollup")


@shared_task(name="reporting.tasks.roll_up_all", max_retries=0)
def roll_up_all() -> None:
    """Every project whose records changed; a failure of one waits for the next turn and stops no other."""
    for project in Project.objects.all():
        try:
            rollup.roll_up(project=project)
        except Exception:
            log.exception("roll-up of project %s failed", project.pk)


@shared_task(name="reporting.tasks.recount_and_compare", max_retries=0)
def recount_and_compare() -> None:
    """Nightly: a full recount of every project must give the numbers that are stored."""
    for project in Project.objects.all():
        differences = rollup.recount(project=project)
        if differences:
            log.error("project %s: the recount differs in %s places", project.pk, len(differences))
