"""Random and structured input to every address, by hypothesis: an answer in words, never a 5xx.

Each address of tests/app/matrix.py is asked by somebody who may open it, with queries of any kind; each that takes a
POST is sent its own form, as the pages have it, with some fields wrong, missing, doubled or too many, files that are
not what they say, and JSON where none is due; the door of answers is sent JSON of any shape. Of each answer:

* the status is below 500;
* what is refused (4xx) is refused in a page of the person's language, or for JSON in a sentence;
* the transaction still works, so that nothing was swallowed on the way.

Every request is rolled back. A run sends some 900 inputs, the same ones each time. The long one:

    HALTE_INPUTS=10000 pytest tests/app/test_random_input.py

sends at least that many, and HALTE_SEED=7 before it sends others. What was sent is printed at the end of the run.

Why the list of addresses and no schema: Halte has no OpenAPI document, from which schemathesis reads what to send.
Its one address that takes JSON is /l/answers/, its exports and feeds take a query and are in the list like any page.
A schema would be one more text of ours to keep true, about one address; the pages' own forms can't fall behind.
"""

import json
import logging
import os
import zlib
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import config.urls  # noqa: F401  (read before a test turns the demo on)
from tests.app import random_input as make
from tests.app import random_input_behind as behind
from tests.app.learning import document
from tests.app.matrix import BODY
from tests.app.probe import GETS, POSTS, Seen, numbers_in, own_address, visit
from tests.app.test_bad_input import EXTRA, reader, who_may
from tests.app.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.long]
INPUTS = int(os.environ.get("HALTE_INPUTS", "600"))
SEED = int(os.environ.get("HALTE_SEED", "0"))
SHARE = {"GET": 0.27, "POST": 0.55, "JSON": 0.1, "BEHIND": 0.08}
LANGUAGES = st.sampled_from(["fr", "nl", "en"])


@pytest.fixture(autouse=True)
def _demo(settings, caplog):
    settings.ROOT_URLCONF, settings.DEMO = "tests.app.demo_urls", True
    caplog.set_level(logging.CRITICAL)
    caplog.set_level(logging.CRITICAL, logger="django.request")


@pytest.fixture
def forms(world, _demo) -> dict:
    """The fields of every form, read from the pages once a world."""
    if "forms" not in world.things:
        world.things["forms"] = make.forms_by_name(world)
    return world.things["forms"]


class Run:
    """So many inputs to each of some addresses; what went wrong, an address a line."""

    def __init__(self, world: World, kind: str, names: Iterable[str]) -> None:
        self.world, self.names, self.sent, self.wrong = world, list(names), 0, []
        self.each = -(-int(INPUTS * SHARE[kind]) // len(self.names))
        self.ids = make.ids_of(world)

    def all(self, strategy_of: Callable[[str], st.SearchStrategy], ask: Callable[[str, str, Any], Seen]) -> None:
        for name in self.names:
            try:
                self.one(name, strategy_of(name), ask)
            except BaseExceptionGroup as several:
                self.wrong += [f"{name}: {error}" for error in several.exceptions]
            except AssertionError as error:
                self.wrong.append(f"{name}: {error}")

    def one(self, name: str, strategy: st.SearchStrategy, ask: Callable[[str, str, Any], Seen]) -> None:
        @seed(zlib.crc32(name.encode()) + SEED)
        @settings(
            max_examples=self.each,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(drawn=strategy, language=LANGUAGES)
        def sends(drawn, language):
            self.sent += 1
            cache.clear()  # rate limits begin afresh
            seen = ask(name, language, drawn)
            wrong = complaint(seen, language)
            if " admin:" not in name and not wrong:  # who administers the tables sees their rows' numbers
                wrong = ", ".join(f"shows a sequence's number: {one}" for one in numbers_in(seen))
            assert not wrong, f"{wrong}: {drawn!r:.600}"

        sends()

    def report(self, record_property: Callable[[str, object], None]) -> None:
        record_property("inputs", [self.sent, len(self.names), len(self.wrong)])
        assert not self.wrong, "\n".join(self.wrong)
        assert self.sent >= self.each * len(self.names) * 0.9


def complaint(seen: Seen, language: str) -> str:
    """What is wrong with an answer, or nothing."""
    if seen.status >= 500:
        return f"{seen.status} {seen.error}"
    if seen.broken:
        return f"{seen.status}, and the transaction is broken"
    if seen.status < 400 or (seen.status == 405 and seen.headers.get("Allow")):
        return ""
    if seen.headers["Content-Type"].startswith("application/json"):
        said = json.loads(seen.body)
        fine = bool(said.get("error") or said.get("results"))
    else:
        fine = f'lang="{language}"' in seen.body and "<h1" in seen.body
    return "" if fine else f"{seen.status} without words in {language}: {seen.body[:200]!r}"


def ask(world: World, persona: str, method: str, url: str, language: str, data=None, **extra) -> Seen:
    world.clients[persona].cookies["language"] = language
    return visit(world, persona, method, url, data, **extra)


def test_queries(world, forms, record_property):
    run = Run(world, "GET", [name for name in GETS if reader(name)])
    run.all(
        lambda name: make.pairs(make.fields_of(world, forms, "get", name), run.ids, sparse=True).map(make.encoded),
        lambda name, language, query: ask(world, reader(name), "GET", f"{own_address(world, name)}?{query}", language),
    )
    run.report(record_property)


def test_forms(world, forms, record_property):
    run = Run(world, "POST", POSTS)
    run.all(
        lambda name: make.bodies(make.fields_of(world, forms, "post", name), run.ids),
        lambda name, language, sent: ask(
            world, who_may(name), "POST", own_address(world, name), language, sent[0], content_type=sent[1]
        ),
    )
    run.report(record_property)


def test_answers(world, record_property):
    """As it must be: a list of results, each with a status of its own, or one error in words."""
    steps = document("L16")["module"]["steps"]
    exercises = {one: step["step"] for step in steps for one in step.get("exercises", ())}
    run = Run(world, "JSON", ["courses:answers"])
    run.all(
        lambda _name: make.answers(world, exercises),
        lambda _name, language, body: ask(
            world, "learner", "POST", "/l/answers/", language, body, content_type=make.JSON
        ),
    )
    run.report(record_property)


def test_pages_behind_another_and_the_administration(world, forms, record_property):
    """What opens only after a step before it, and what django.contrib.admin and allauth make of our models."""
    doors = behind.unfinished(world) | behind.administration(world) | behind.second_step(world)
    run = Run(world, "BEHIND", [f"{method} {door}" for door in doors for method in ("GET", "POST")])

    def strategy_of(name: str) -> st.SearchStrategy:
        method, _space, door = name.partition(" ")
        fields = doors[door].fields
        return (
            make.pairs(fields, run.ids, sparse=True).map(make.encoded)
            if method == "GET"
            else make.bodies(fields, run.ids)
        )

    def asked(name: str, language: str, drawn: Any) -> Seen:
        method, _space, door = name.partition(" ")
        persona, url = doors[door].persona, doors[door].url
        if method == "GET":
            return ask(world, persona, "GET", f"{url}?{drawn}", language)
        return ask(world, persona, "POST", url, language, drawn[0], content_type=drawn[1])

    run.all(strategy_of, asked)
    run.report(record_property)


def test_the_forms_were_found(world, forms):
    """Most addresses that take a POST: the others are buttons, which show in one state of their thing only."""
    known = {name for name in POSTS if f"post {name}" in forms or name in EXTRA or name in BODY}
    assert len(known) > len(POSTS) * 0.6, sorted(set(POSTS) - known)
    kinds = {one.kind for fields in forms.values() for one in fields.values()}
    assert {"text", "select", "file", "date", "email", "checkbox", "textarea"} <= kinds
