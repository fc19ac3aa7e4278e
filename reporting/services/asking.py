"""Asking for a report's file: a job makes it, and the journal keeps who asked for what."""

from collections.abc import Mapping

from django.db import transaction

from common import jobs
from common.models import Job
from structures import job_places, journal
from structures.models import Partner
from structures.permissions import May


@transaction.atomic
def ask_for_file(
    *,
    partner: Partner,
    period: int,
    consolidated: bool,
    wanted: Mapping[str, str],
    title: str,
    by,
    language: str,
    back: str,
) -> Job:
    """The job that makes the file. `wanted`: its language and form; `consolidated`: of all partners together."""
    job = jobs.enqueue(
        kind="reporting.report_file",
        title=title,
        user=by,
        language=language,
        place=job_places.at(partner, May.SEE_ALL_PARTNERS if consolidated else May.SEE_REPORTS),
        back=back,
        args={
            "project_id": partner.project_id,
            "period": period,
            "partner": None if consolidated else partner.code,
            **wanted,
        },
    )
    scope = "project" if consolidated else "partner"
    journal.record(act="report_asked", by=by, target=partner, period=period, scope=scope, **wanted)
    return job
