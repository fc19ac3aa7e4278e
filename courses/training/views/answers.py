"""The door for answers that the page's script has played: one at a time, JSON, safe to send twice."""

import json
import uuid
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse, RawPostDataException
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from common.errors import DomainError
from common.posted import from_our_page
from courses.training import services
from courses.training.selectors import country_of
from courses.training.views.common import issuer_of, way_or_404, who

MOST_BYTES = 100_000


@csrf_exempt
@login_not_required
@require_POST
def answers(request: HttpRequest, code: str) -> JsonResponse:
    """One answer that the page's script has played: `{"key", "step", "exercise", "value", "helped", "who"}`.

    200 stored (now or before), 400 when it can't be read, 401 when her session has ended or is another person's, 413
    when it is too large, 422 when it is no answer to that exercise. No token is asked, as at the learners' door
    (docs/answers.md): an old page sends what it kept once she is signed in again.
    """
    if not isinstance(request.user, User):
        return _refused(401)
    signed = cast(SignedInRequest, request)
    user, way = signed.user, way_or_404(signed, code)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _refused(413)
    item = _sent(request)
    if item is None:
        return _refused(400)
    if item.pop("who", who(user)) != who(user):
        return _refused(401)
    try:
        kept = services.record_answer(
            user=user, module=way.module, country=country_of(user), issuer=issuer_of(signed), **item
        )
    except DomainError as error:
        return JsonResponse({"error": str(error)}, status=422)
    return JsonResponse({"new": kept.new, "score": kept.answer.score, "max": kept.answer.max_score})


def _sent(request: HttpRequest) -> dict[str, Any] | None:
    """What a page of ours sent, or None: not JSON, not from us, or no answer."""
    if not from_our_page(request):
        return None
    try:
        item = json.loads(request.body)
        found = {name: item[name] for name in ("step", "exercise", "value")}
        found |= {"key": uuid.UUID(item["key"]), "helped": item.get("helped") is True}
        plain = all(isinstance(found[name], str) for name in ("step", "exercise")) and found["exercise"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, RawPostDataException):
        return None
    return found | ({"who": item["who"]} if "who" in item else {}) if plain else None


def _refused(status: int) -> JsonResponse:
    why = {
        400: _("This can't be read. Reload the page and answer again."),
        401: _("Sign in again in another tab. “Continue” then sends your answer."),
        413: _("This is too large."),
    }
    return JsonResponse({"error": why[status]}, status=status)
