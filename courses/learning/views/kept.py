"""A module for a learner's own phone: all its pages in one answer, to be opened without a network (docs/offline.md).

What her answers change (which door, how far the line is, how the check went) is drawn in each way it can be; the phone
takes the page that fits.
"""

import re
import uuid
from collections.abc import Iterator
from copy import copy
from dataclasses import replace

from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.languages import page_language
from common.templatetags.halte import SHEET_COOKIE, line
from courses.learning import content, selectors
from courses.learning.carrying import is_sound, that_fit
from courses.learning.models import Assignment
from courses.learning.packing import packed
from courses.learning.playing import opened
from courses.learning.progress import CHECK, PlanStep, Progress
from courses.learning.selectors import Path, Standing
from courses.learning.showing import at_first, play_data
from courses.learning.views import learner as steps
from courses.learning.views.common import header, kept_at, sending, standing_for
from learners.guards import LearnerRequest, learner_page
from learners.sessions import held

# A page that lies on the phone is opened many times: the key of an answer is made there, and one token serves all.
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]*')
KEY = re.compile(r'(name="key" value=")[^"]*')
FILE = re.compile(
    r'(?:(?:src|href|data-sound)="|":")(/[^"]*\.(?:js|css|svg|png|jpe?g|webp|mp3|ogg|opus)(?:\?[^"]*)?|/[^"]*\?v=[^"]*)"'
)


@learner_page
@require_safe
def kept(request: LearnerRequest, pk: uuid.UUID) -> HttpResponse:
    """All pages of a module as JSON, for a phone that she said is hers; 404 on any other."""
    if not (held(request) or {}).get("own"):
        raise Http404
    standing = standing_for(request.learner, pk)
    token = get_token(request)
    pages = {name: KEY.sub(r"\1", TOKEN.sub(token, html)) for name, html in drawn(request, standing)}
    text, cuts = packed(pages)
    plan, progress, check = standing.plan, standing.progress, standing.plan.step(CHECK)
    files = [name for html in pages.values() for name in FILE.findall(html)]
    seen, said = [one for one in files if not is_sound(one)], [one for one in files if is_sound(one)]
    answer = JsonResponse(
        {
            "who": request.learner.who,
            "id": str(pk),
            "mark": kept_at(standing.assignment)["keep_mark"],
            "plan": [[step.name, step.exercises, step.always, step.choose] for step in plan.steps],
            "check": check.exercises if check else [],
            "mastery": plan.mastery,
            "done": sorted(progress.seen | progress.answered),
            "right": sorted(progress.right_first),
            "ended": standing.stop is None,
            "files": that_fit(seen, said, len(text.encode())),
            "text": text,
            "pages": cuts,
        },
        json_dumps_params={"separators": (",", ":"), "ensure_ascii": False},
    )
    answer["Cache-Control"] = "private, no-store"  # it is kept by the worker, once
    return answer


def drawn(request: LearnerRequest, standing: Standing) -> Iterator[tuple[str, str]]:
    """Each page of the module under the name that static/js/worker.js looks for."""
    assignment = standing.assignment
    home = reverse("courses:home")
    yield "off", _text(render(_at(request, home), "courses/offline.html", header(0, 1)))
    yield "bye", _text(render(_at(request, home), "courses/left.html", header(0, 1)))
    yield from _home(request, standing)
    for step in standing.plan.steps:
        if step.name in ("why", "show"):
            yield from _screens(request, standing, step.name)
        elif step.exercises:
            yield from _door(request, standing, step)
            for exercise in step.exercises:
                yield from _exercise(request, standing, step, exercise)
    check, bridge = standing.plan.step(CHECK), reverse("courses:step", args=[assignment.pk, "bridge"])
    for name, reached in (("bridge0", ()), ("bridge1", check.exercises if check else ())):
        known = replace(standing, progress=Progress(right_first=frozenset(reached)))
        yield name, _text(steps.DRAWN["bridge"](_at(request, bridge), known, "bridge"))
    yield "bridge", _text(steps.DRAWN["bridge"](_at(request, bridge, "tasks"), standing, "bridge"))
    yield "finished", _text(steps.finished_page(_at(request, home), standing, _after(request, assignment)))


def _text(response: HttpResponse) -> str:
    return response.content.decode()


def _at(request: LearnerRequest, path: str, query: str = "") -> LearnerRequest:
    """The same request for another page, as if the browser had nothing: the page carries its style sheet inside."""
    found = copy(request)
    found.kept = True  # type: ignore[attr-defined]  # for stepping
    found.path, found.GET, found.META = path, QueryDict(query), {**request.META, "QUERY_STRING": query}
    found.COOKIES = {name: value for name, value in request.COOKIES.items() if not name.endswith(SHEET_COOKIE)}
    return found


def _after(request: LearnerRequest, assignment: Assignment) -> Standing | None:
    """What she goes on with after this module."""
    path = selectors.path_of(learner=request.learner)
    open_ones = [*([path.here.assignment] if path.here else []), *path.ahead]
    other = next((one for one in open_ones if one.pk != assignment.pk), None)
    return selectors.standing(other) if other else None


def _home(request: LearnerRequest, standing: Standing) -> Iterator[tuple[str, str]]:
    """Her home at each step of this module and after it, when this is the module that she is in."""
    request = _at(request, reverse("courses:home"))
    path = selectors.path_of(learner=request.learner)
    if path.here is None or path.here.assignment.pk != standing.assignment.pk:
        return
    go = reverse("courses:onward", args=[standing.assignment.pk])
    plan = standing.plan
    for number in range(len(plan.steps)):
        done = plan.steps[:number]
        progress = Progress(
            seen=frozenset(step.name for step in done if not step.exercises),
            answered=frozenset(one for step in done for one in step.exercises),
        )
        here = selectors.standing_at(standing.assignment, progress)
        yield f"home{number}", _text(steps.home_page(request, Path(path.behind, here, path.ahead), go))
    after = _after(request, standing.assignment)
    go = reverse("courses:onward", args=[after.assignment.pk]) if after else ""
    behind = [*path.behind, standing.assignment]
    yield f"home{len(plan.steps)}", _text(steps.home_page(request, Path(behind, after, path.ahead[1:]), go))


def _screens(request: LearnerRequest, standing: Standing, name: str) -> Iterator[tuple[str, str]]:
    number, path = 0, reverse("courses:step", args=[standing.assignment.pk, name])
    while True:
        html = _text(steps.DRAWN[name](_at(request, path, f"n={number}"), standing, name))
        yield f"{name}{number}", html
        number += 1
        if f'href="?n={number}"' not in html:
            return


def _door(request: LearnerRequest, standing: Standing, step: PlanStep) -> Iterator[tuple[str, str]]:
    """The door as it is first, and as it comes back while exercises are left to choose: all of them are in it."""
    request = _at(request, reverse("courses:step", args=[standing.assignment.pk, step.name]))
    first = replace(standing, progress=Progress())
    yield step.name, _text(render(request, "courses/door.html", steps.door_context(first, step.name)))
    fixed = replace(standing, progress=Progress(answered=frozenset(step.always)))
    for left in range(1, step.choose - len(step.always) + 1):
        context = steps.door_context(fixed, step.name) | header(step.choose - left, step.choose)
        again = {"left": left, "begun": left < step.choose, "onward": ""}
        yield f"{step.name}{left}", _text(render(request, "courses/door.html", context | again))


def _exercise(request: LearnerRequest, standing: Standing, step: PlanStep, key: str) -> Iterator[tuple[str, str]]:
    """The exercise, with the line as far as it can be."""
    assignment, country = standing.assignment, request.learner.country
    request = _at(request, reverse("courses:exercise", args=[assignment.pk, key]))
    page = opened(content.bundle_of(assignment.version, key, page_language(), country))
    onward = reverse("courses:onward", args=[assignment.pk])
    way = sending(assignment, step.name, key)
    context = {
        **header(0, step.choose),
        **at_first(assignment.version, page, country),
        **kept_at(assignment),
        "next": onward,
        "sequence": 0,
        "play_data": play_data(assignment.version, page, country, next=onward, send=way),
    }
    html = _text(render(request, "courses/exercise.html", context))
    mine = _line(0, step.choose)
    for done in range(step.choose):
        yield f"{key}.{done}", html.replace(mine, _line(done, step.choose), 1)


def _line(done: int, total: int) -> str:
    return render_to_string("components/line.html", line(done, total)).strip()
