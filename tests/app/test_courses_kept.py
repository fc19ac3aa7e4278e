"""What her own phone keeps: all pages of a module in one answer, small, hers alone. And the door for answers."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.wall import open_structure
from courses.learning import content, selectors
from courses.learning.models import Assignment
from courses.learning.packing import packed, unpacked
from courses.learning.progress import Progress
from desk.demo.learning import right_answer
from exercises import bare_bundle, grade_bundle
from tests.app.learning import CODES, Ground, answers_of, document, item, post_json

pytestmark = pytest.mark.django_db
MOST = 300_000  # bytes of a module on the phone (docs/offline.md)
PAGE = re.compile(r"<!DOCTYPE html>.*</html>\s*", re.DOTALL)


def own(ground: Ground) -> Client:
    """The same learner on a phone that she says is hers."""
    session = ground.client.session
    session["learner"] = {**session["learner"], "own": True}
    session.save()
    return ground.client


def kept_by(client: Client, assignment: Assignment) -> dict:
    response = client.get(reverse("courses:kept", args=[assignment.pk]))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    return response.json()


@pytest.mark.parametrize("code", [code for code in CODES if code.startswith("L")])
def test_a_module_on_the_phone_is_small_and_whole(code: str) -> None:
    ground = Ground(language="fr")
    assignment = ground.assignment(code)
    client = own(ground)
    client.cookies["language"] = "fr"
    found = kept_by(client, assignment)
    assert len(json.dumps(found, ensure_ascii=False).encode()) + files(found) <= MOST
    pages = {name: unpacked(found["text"], cuts) for name, cuts in found["pages"].items()}
    assert all(PAGE.fullmatch(html) for html in pages.values())
    plan = content.plan(assignment.version)
    wanted = {"off", "finished", "bridge", "bridge0", "bridge1", "why0", "show0"}
    wanted |= {f"home{number}" for number in range(len(plan.steps) + 1)}
    for step in plan.steps:
        wanted |= {f"{key}.{done}" for key in step.exercises for done in range(step.choose)}
        wanted |= {step.name} if step.exercises else set()
    assert wanted <= set(pages)
    assert any("learn-late" in name for name in found["files"]), "what an exercise asks for once it stands"
    for html in pages.values():
        assert 'name="key" value=""' in html or 'name="key"' not in html, "a key would be given twice"
        assert f'data-who="{ground.learner.who}"' in html


def files(found: dict) -> int:
    """Bytes of the files that the module's pages use."""
    from django.contrib.staticfiles import finders

    total = 0
    for name in found["files"]:
        path = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name.removeprefix("/static/")))
        assert path, name
        with open(path, "rb") as file:
            total += len(file.read())
    return total


def test_nobody_else_gets_it_and_a_shared_phone_neither() -> None:
    ground, other = Ground(), Ground()
    mine, theirs = ground.assignment(), other.assignment()
    url = reverse("courses:kept", args=[mine.pk])
    assert ground.client.get(url).status_code == 404, "this isn't her phone"
    assert own(ground).get(url).status_code == 200
    assert ground.client.get(reverse("courses:kept", args=[theirs.pk])).status_code == 404
    assert Client().get(url)["Location"] == "/c/"


@given(
    st.dictionaries(
        st.text("ab0", min_size=1), st.lists(st.sampled_from(["<p>ab", "<b>🦜é", "<i>", "<hr>" * 9]), min_size=1)
    )
)
def test_packed_pages_come_out_as_they_went_in(pages: dict[str, list[str]]) -> None:
    whole = {name: "".join(parts) for name, parts in pages.items()}
    text, cuts = packed(whole)
    assert {name: unpacked(text, found) for name, found in cuts.items()} == whole


def test_the_worker_and_the_manifest() -> None:
    worker, manifest = Client().get("/sw.js"), Client().get("/manifest.webmanifest")
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Cache-Control"] == "no-cache"
    assert worker.content.startswith(b"{")
    facts = manifest.json()
    assert facts["start_url"] == "/l/"
    assert all(icon["src"].startswith("/static/img/app") for icon in facts["icons"])


# --- the door for answers


def test_answers_are_taken_for_who_is_signed_in_alone() -> None:
    """Another learner's page may still be open on the phone."""
    ground = Ground()
    assignment = ground.assignment()
    body = {"answers": [item(assignment)]}
    refused = post_json(ground.client, json.dumps({**body, "learner": "0" * 12}))
    assert refused.status_code == 401
    assert answers_of(ground) == []
    assert post_json(ground.client, json.dumps({**body, "learner": ground.learner.who})).status_code == 200


def test_an_answer_needs_no_token_but_comes_from_our_own_pages() -> None:
    ground = Ground()
    assignment = ground.assignment()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = ground.client.cookies
    body = json.dumps({"answers": [item(assignment)]})
    url = reverse("courses:answers")
    assert strict.post(url, body, content_type="text/plain").status_code == 400
    assert strict.post(url, {"answers": body}).status_code == 400
    for site in ("cross-site", "same-site", "none"):
        headers = {"Sec-Fetch-Site": site}
        assert strict.post(url, body, content_type="application/json", headers=headers).status_code == 400
    assert answers_of(ground) == []
    assert strict.post(url, body, content_type="application/json").status_code == 200


def test_the_phone_s_clock_orders_nothing() -> None:
    """Two years off: kept as it was told, and used for nothing."""
    ground = Ground()
    assignment = ground.assignment()
    late = (timezone.now() - timedelta(days=730)).isoformat()
    post_json(ground.client, [item(assignment, value="wait", sequence=9), item(assignment, at=late, sequence=1)])
    first, second = answers_of(ground)
    assert (first.value, second.value) == ("wait", "phone")
    assert [one.outcome["first"] for one in (first, second)] == [True, False]
    assert timezone.now() - second.client_at > timedelta(days=729)
    assert timezone.now() - second.received_at < timedelta(minutes=1)


def events(code: str) -> list[dict]:
    """Answers to a whole module on two phones: each exercise twice, rightly and not; each step once."""
    facts = document(code)
    found = []
    for step in facts["module"]["steps"]:
        for key in step.get("exercises", [""]):
            value = right_answer(facts["exercises"][key]) if key else None
            if step["step"] == "bridge":
                value = {"tasks": [], "how": "alone"}
            found.append({"step": step["step"], "exercise": key, "value": value, "version": 1})
            if key:
                found.append({**found[-1], "value": None})
    return found


EVENTS = events("L16")
DELIVERIES = st.lists(st.integers(0, len(EVENTS) - 1), max_size=40)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(EVENTS))), again=DELIVERIES, sizes=st.lists(st.integers(1, 20), max_size=20))
def test_any_delivery_of_the_same_answers_gives_the_same_progress(order, again, sizes) -> None:
    """Interleaved, lost, repeated: what has arrived decides, in whatever order and however often it came.

    Which answer to an exercise was the first is what arrived first; a repetition doesn't change it, and nothing that
    was reached is ever taken back.
    """
    ground = Ground()
    assignment = ground.assignment("L16")
    sent = [{**one, "assignment": str(assignment.pk), "key": str(uuid.uuid4())} for one in EVENTS]
    came = list(order)
    for place, one in enumerate(again):
        came.insert((place * 7) % len(came), one)
    before, rest = Progress(), list(came)
    while rest:
        size = sizes.pop() if sizes else 20
        batch, rest = rest[:size], rest[size:]
        results = post_json(ground.client, [sent[one] for one in batch]).json()["results"]
        assert {one["status"] for one in results} == {200}
        with open_structure(ground.structure.pk):
            now = selectors.standing(assignment).progress
        assert now.holds(before), "progress went back"
        before = now
    facts = document("L16")
    right = {one["exercise"] for one in EVENTS if one["exercise"] and solves(facts, one)}
    first: dict[str, dict] = {}
    for number in came:
        first.setdefault(EVENTS[number]["exercise"], EVENTS[number])
    assert len(right) > 5
    assert before == Progress(
        seen=frozenset(step["step"] for step in facts["module"]["steps"] if not step.get("exercises")),
        answered=frozenset(one["exercise"] for one in EVENTS if one["exercise"]),
        solved=frozenset(right),
        right_first=frozenset(key for key in right if first[key]["value"] is not None),
    )
    assert len(answers_of(ground)) == len(sent), "each once"
    with open_structure(ground.structure.pk):
        assignment.refresh_from_db()
    assert assignment.completed_at


def solves(facts: dict, event: dict) -> bool:
    bundle = bare_bundle(facts, event["exercise"], "BE")
    return grade_bundle(bundle, event["value"]).kind == "success"
