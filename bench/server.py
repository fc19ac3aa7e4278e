"""What a page costs in CPU, as a ratio to a bare Django view measured in the same run, turn by turn.

    ./run manage shell -c "import bench.server; bench.server.main()"

Needs the demo world. Prints one line a page: the median ratio, and the most it may be.
"""

import gc
import json
import statistics
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path
from django.utils.crypto import get_random_string

from accounts.session_store import SessionStore
from common.wall import across_structures
from courses.learning.models import Assignment
from desk.personas import BY_KEY, demo_learner
from structures.models import Membership

ROUNDS = 150
LIMITS = {"learner's exercise page": 40, "storing one answer": 40, "list of 30 rows": 60}
CSRF = get_random_string(32)  # every browser has the cookie after its first page
urlpatterns = [path("bare/", lambda request: HttpResponse("ok"))]


def main() -> None:
    """Measure, print, and say which ratio is above its limit."""
    calls = pages()
    with override_settings(MIDDLEWARE=[]):
        bare = _caller(WSGIHandler(), "get", "/bare/", urlconf="bench.server")
    spent: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        for _ in range(5):
            call()
    gc.collect()
    for _ in range(ROUNDS):
        base = _cpu(bare, times=10)
        for name, call in calls.items():
            spent[name].append(_cpu(call) / base)
    for name, ratios in spent.items():
        median = statistics.median(ratios)
        verdict = "ok" if median <= LIMITS[name] else "ABOVE"
        print(f"{name}: {median:.1f} x a bare view (at most {LIMITS[name]}) {verdict}")


def pages() -> dict[str, Callable[[], None]]:
    """The three pages, each as a call, signed in as the demo's people."""
    handler = WSGIHandler()
    ground = Ground()

    def answer() -> None:
        body = {"answers": [{"key": str(uuid.uuid4()), "assignment": ground.assignment, "exercise": ground.exercise,
                             "step": "guided", "value": ground.value, "sequence": 1}]}  # fmt: skip
        _caller(handler, "post", "/l/answers/", ground.learner, json.dumps(body))()

    return {
        "learner's exercise page": _caller(handler, "get", ground.exercise_url, ground.learner),
        "storing one answer": answer,
        "list of 30 rows": _caller(handler, "get", ground.list_url, ground.aidant),
    }


def addresses() -> dict[str, tuple[str, str]]:
    """The two pages that are asked for by GET: address and session."""
    ground = Ground()
    return {
        "learner's exercise page": (ground.exercise_url, ground.learner),
        "list of 30 rows": (ground.list_url, ground.aidant),
    }


class Ground:
    """Fatima with an exercise to do, and Inès in her structure: sessions and addresses."""

    def __init__(self) -> None:
        found = demo_learner(BY_KEY["fatima"])
        assert found is not None, "load the demo world first"
        held = {"learner": found.learner, "structure": found.structure, "generation": found.generation}
        self.learner = _session({"learner": {**held, "seen": int(time.time()), "own": True}})
        with across_structures("the benchmark looks for an exercise to do"):
            given = (
                Assignment.objects.select_related("version").filter(learner=found.learner, cancelled_at=None).first()
            )
            membership = Membership.objects.select_related("structure", "user").get(user__email=BY_KEY["ines"].email)
        assert given is not None
        exercises = given.version.document["exercises"]
        self.exercise = next(name for name, one in exercises.items() if one["type"] in ("order", "choice"))
        chosen = exercises[self.exercise]
        self.value = chosen.get("answer") or chosen["options"][0]["id"]
        self.assignment = str(given.pk)
        self.exercise_url = f"/l/{given.pk}/x/{self.exercise}/"
        self.list_url = f"/s/{membership.structure.slug}/accompaniments/"
        self.aidant = _session({
            "_auth_user_id": str(membership.user_id),
            "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0],
            "_auth_user_hash": membership.user.get_session_auth_hash(),
        })  # fmt: skip


def _caller(
    handler: WSGIHandler, method: str, url: str, session: str = "", body: str = "", urlconf: str | None = None
) -> Callable[[], None]:
    factory = RequestFactory(enforce_csrf_checks=False)

    def call() -> None:
        extra = {"content_type": "application/json", "data": body} if body else {}
        request = getattr(factory, method)(url, **extra)
        request.COOKIES |= {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: CSRF}
        request._dont_enforce_csrf_checks = True
        if urlconf:
            request.urlconf = urlconf
        response = handler.get_response(request)
        assert response.status_code in (200, 201), (url, response.status_code, response.content[:300])

    return call


def _session(values: dict) -> str:
    store = SessionStore()
    store.update(values)
    store.save()
    return store.session_key or ""


def _cpu(call: Callable[[], None], times: int = 1) -> float:
    start = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - start) / times
