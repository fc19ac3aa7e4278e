"""The door for answers that were given on the phone: JSON, in batches, safe to send twice (docs/answers.md)."""

import datetime as dt
import json
import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse, RawPostDataException
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.posted import from_our_page
from courses.learning.models import Answer, Assignment, ModuleVersion
from courses.learning.services import Recorded, record_answers
from courses.learning.standing import with_events
from courses.learning.storing import Row
from learners.guards import signed_in
from learners.models import Learner

MAX_BODY = 256_000
MAX_BATCH = 20
FIRST_YEAR, LAST_YEAR = 1970, 2200  # of a phone's clock


class Malformed(DomainError):
    """One item of a batch that isn't an answer."""


@csrf_exempt
@login_not_required
@require_POST
def answers(request: HttpRequest) -> JsonResponse:
    """`{"answers": [...]}` -> `{"results": [{"key", "status", ...}]}`, in order; each item has a status of its own.

    `learner` says whose answers they are: those of another one than is signed in stay on the phone (401). No token is
    asked, for an answer may wait longer than any lasts: another site can neither send JSON nor hide that it sends.

    200 stored (now or before), 404 not her assignment, 422 not an answer, or another one under the same key. The
    response is 422 when one of them is, 400 when the body can't be read, 401 when nobody is signed in, 413 when it is
    too large.
    """
    learner = signed_in(request)
    if learner is None:
        return _error(401)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        return _error(413)
    sent = _read(request)
    if sent is None:
        return _error(400)
    if sent.get("learner", learner.who) != learner.who:
        return _error(401)
    if len(sent["answers"]) > MAX_BATCH:
        return _error(413)
    results = _stored(learner, sent["answers"])
    return JsonResponse({"results": results}, status=422 if any(one["status"] == 422 for one in results) else 200)


def _read(request: HttpRequest) -> dict[str, Any] | None:
    """What a page of ours sent, or None: not JSON, not from us, or not a list of answers."""
    if not from_our_page(request):
        return None
    try:
        sent = json.loads(request.body)
        items = sent["answers"]
    except (ValueError, KeyError, TypeError, RecursionError, RawPostDataException):  # the last: a form, not JSON
        return None
    plain = isinstance(sent, dict) and isinstance(items, list) and all(isinstance(item, dict) for item in items)
    return sent if plain else None


def _error(status: int) -> JsonResponse:
    why = {
        400: _("This can't be read. Reload the page and answer again."),
        401: _("Sign in again with your card. Your answer stays on this phone."),
        413: _("This is too large. Send fewer answers at once."),
    }
    return JsonResponse({"error": why[status]}, status=status)


def _stored(learner: Learner, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Store them together; what is wrong with one stays its own."""
    results: list[dict[str, Any]] = [{"key": str(item.get("key", ""))[:40]} for item in items]
    known: dict[uuid.UUID, Assignment | None] = {}
    fit: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for result, item in zip(results, items, strict=True):
        try:
            pk = _uuid(item.get("assignment"))
            if pk not in known:
                found = with_events(learner=learner, pk=pk)
                known[pk] = found[0] if found else None
            assignment = known[pk]
            if assignment is None:
                result |= {"status": 404, "message": _("This exercise is not yours, or it was taken back.")}
                continue
            fit.append((result, {"assignment": assignment, **_fields(assignment, item)}))
        except Malformed as error:
            result |= {"status": 422, "message": str(error)}
    done = record_answers(learner=learner, sent=[fields for _result_of, fields in fit])
    for (result, _sent), recorded in zip(fit, done, strict=True):
        result.update(_told(recorded))
    return results


def _told(recorded: Recorded | DomainError) -> dict[str, Any]:
    if isinstance(recorded, DomainError):
        return {"status": 422, "message": str(recorded)}
    if recorded.answer is None:
        return {"status": 422, "message": _("Another answer was already sent under this number.")}
    return {"status": 200, "new": recorded.new, **_result(recorded.answer)}


def _result(answer: Answer | Row) -> dict[str, Any]:
    return {"score": answer.score, "max": answer.max_score, "kind": answer.outcome.get("kind", "")}


def _fields(assignment: Assignment, item: dict[str, Any]) -> dict[str, Any]:
    """The item's columns, checked. Malformed when one of them isn't what it should be."""
    texts = {name: item.get(name, "") for name in ("step", "exercise")}
    sequence, helped = item.get("sequence", 0), item.get("helped", False)
    if not all(isinstance(text, str) and len(text) <= 20 for text in texts.values()):
        raise Malformed(_("This answer can't be read."))
    if isinstance(sequence, bool) or not isinstance(sequence, int) or not 0 <= sequence < 2**31:
        raise Malformed(_("This answer can't be read."))
    return {
        **texts,
        "key": _uuid(item.get("key")),
        "value": item.get("value"),
        "version": _version(assignment, item.get("version")),
        "helped": helped is True,
        "client_sequence": sequence,
        "client_at": _moment(item.get("at")),
        "trail": item.get("trail"),
    }


def _version(assignment: Assignment, number: Any) -> ModuleVersion:
    """The version that was answered: the assignment's own, or another published one of the module."""
    if number in (None, assignment.version.number):
        return assignment.version
    known = (
        ModuleVersion.objects.filter(module_id=assignment.module_id)
        .exclude(status__in=ModuleVersion.OPEN)
        .defer(*ModuleVersion.heavy())
    )
    found = known.filter(number=number).first() if isinstance(number, int) and abs(number) < 2**31 else None
    if found is None:
        raise Malformed(_("This answer can't be read."))
    return found


def _uuid(text: Any) -> uuid.UUID:
    try:
        return uuid.UUID(text if isinstance(text, str) else "")
    except ValueError as error:
        raise Malformed(_("This answer can't be read.")) from error


def _moment(text: Any) -> dt.datetime | None:
    """The phone's clock, in UTC. It may be years off, and nothing depends on it; out of all reason, it is not kept."""
    try:
        found = parse_datetime(text) if isinstance(text, str) else None
        moment = found.astimezone(dt.UTC) if found and found.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return moment if moment and FIRST_YEAR <= moment.year < LAST_YEAR else None
