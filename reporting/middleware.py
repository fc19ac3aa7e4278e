"""Signed-in activity: who, in which structure, when. Nothing about what was looked at, or from where."""

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from common.wall import SET_WALL, open_structure
from reporting.selectors.activity import Counted, counted_user

log = logging.getLogger("halte.usage")

# Whether she objects is asked each time, so that it holds from her very next page on, in every process.
INSERT = "; ".join(
    (
        SET_WALL,
        "INSERT INTO reporting_activity (project_id, structure_id, person_id, learner_id, at)"
        " SELECT project, structure, person, learner, moment"
        " FROM (VALUES (%s::bigint, %s::bigint, %s::bigint, %s::uuid, %s::timestamptz))"
        " AS seen (project, structure, person, learner, moment)"
        " WHERE NOT EXISTS (SELECT FROM learners_learner WHERE id = learner AND objects_to_statistics)"
        " AND NOT EXISTS (SELECT FROM structures_person WHERE id = person AND objects_to_statistics)"
        " ON CONFLICT DO NOTHING",
    )
)
REMEMBER_SECONDS = 300


class UsageMiddleware:
    """Writes one row per signed-in request that got an answer, in one trip to the database.

    A page never fails because its activity could not be written. Whose project counts is remembered for five minutes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self._known: dict[tuple[int, str], tuple[float, Counted | None]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        response = self.get_response(request)
        place, learner = getattr(request, "place", None), getattr(request, "learner", None)
        structure = learner.structure_id if learner else place.structure.pk if place and place.structure else None
        looked_at = getattr(request, "viewing", None)  # the help desk's visit is nobody's activity
        if structure and response.status_code < 400 and not looked_at:
            who = str(learner.pk) if learner else str(request.user.pk)
            try:
                self._write(structure, who, is_learner=bool(learner), at=at)
            except DatabaseError:
                log.exception("an activity of structure %s was not written", structure)
        return response

    def _write(self, structure: int, who: str, *, is_learner: bool, at) -> None:
        counted = self._counted(structure, who, is_learner)
        if counted is None:
            return
        row = (counted.project_id, structure, counted.person_id, who if is_learner else None, at)
        with connection.cursor() as cursor:
            # Two statements in one message are one transaction: the setting is local to it.
            cursor.execute(INSERT, (str(structure), "", *row))

    def _counted(self, structure: int, who: str, is_learner: bool) -> Counted | None:
        found = self._known.get((structure, who))
        now = time.monotonic()
        if found is None or found[0] < now:
            if len(self._known) > 10_000:
                self._known.clear()
            with open_structure(structure):
                counted = counted_user(structure_id=structure, user_id=None if is_learner else int(who))
            found = self._known[structure, who] = (now + REMEMBER_SECONDS, counted)
        return found[1]
