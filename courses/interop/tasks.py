"""By the clock: learning records to record stores, results to platforms. And the file that a referent asks for."""

import datetime as dt

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from common.downloads import file_name
from common.jobs import Made, Progress, handler
from common.wall import open_structure
from courses.interop import selectors, services
from courses.interop.services import launches
from courses.interop.services.exporting import EXPORT
from structures.models import Structure


@handler(EXPORT)
def export(progress: Progress, *, structure_id: int, since: str, until: str, site: str) -> Made:
    """A zip of statements, signed (docs/interop.md)."""
    first, last = dt.date.fromisoformat(since), dt.date.fromisoformat(until)
    with open_structure(structure_id), transaction.atomic():
        structure = Structure.objects.get(pk=structure_id)
        made = services.written(structure=structure, since=first, until=last, site=site, tell=progress)
    name = file_name(_("learning records"), structure.slug, extension="zip", on=last)
    return Made(name, "application/zip", made)


@shared_task
def send_statements() -> None:
    """Every minute: each record store that is on gets what it lacks."""
    for structure_id in selectors.stores_due() if settings.INTEROP_XAPI else ():
        send_to_store.delay(structure_id)


@shared_task
def send_to_store(structure_id: int) -> int:
    """Ids in; the row says whether there is still something to do, so a second message is harmless."""
    return services.send_waiting(structure_id=structure_id)


@shared_task
def send_scores() -> None:
    """Every minute: results that a platform does not know yet."""
    for structure_id, line_id in selectors.scores_due() if settings.INTEROP_LTI else ():
        services.send_score(structure_id=structure_id, line_id=line_id)


@shared_task
def keep_sealed() -> int:
    """Every night: secrets under a key of the vault that is on its way out; launches of yesterday are forgotten."""
    launches.forget()
    return services.seal_again()
