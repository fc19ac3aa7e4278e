"""What may not grow: statements of a batch of answers, and of a catalogue of 500 modules."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.learning.models import Module, ModuleVersion
from courses.learning.remembering import of_version
from tests.app.doors import signed_in
from tests.app.learning import Ground, answers_of, item, post_json, published

pytestmark = pytest.mark.django_db


def test_twenty_answers_take_as_many_statements_as_two() -> None:
    ground = Ground()
    assignment = ground.assignment()
    post_json(ground.client, [item(assignment)])
    counts = []
    for size in (2, 20):
        with CaptureQueriesContext(connection) as queries:
            response = post_json(ground.client, [item(assignment) for _ in range(size)])
        assert response.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(answers_of(ground)) == 23


def test_a_key_twice_in_one_batch_is_one_answer() -> None:
    ground = Ground()
    assignment = ground.assignment()
    one, other = item(assignment), item(assignment, value="wait")
    results = post_json(ground.client, [one, one, {**other, "key": one["key"]}, other]).json()["results"]
    assert [(each["status"], each.get("new")) for each in results] == [
        (200, True),
        (200, False),
        (422, None),
        (200, True),
    ]
    assert [(each.value, each.outcome["first"]) for each in answers_of(ground)] == [("phone", True), ("wait", False)]


def test_the_catalogue_takes_as_many_statements_for_500_modules_as_for_30() -> None:
    ground = Ground()
    facts = published("L16")
    client = signed_in(ground.aidant)
    url = reverse("courses:modules", args=[ground.structure.slug])
    counts, there = [], 1
    for wanted in (30, 500):
        modules = Module.objects.bulk_create(
            Module(
                code=f"Z{n}",
                title_fr=f"Un {n}",
                title_nl=f"Een {n}",
                title_en=f"One {n}",
                competences=facts.competences,
            )
            for n in range(there, wanted)
        )
        versions = ModuleVersion.objects.bulk_create(
            ModuleVersion(module=one, number=1, status="published", document={}, sha256=uuid.uuid4().hex)
            for one in modules
        )
        for one, version in zip(modules, versions, strict=True):
            one.published = version
        Module.objects.bulk_update(modules, ["published"])
        there = wanted
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        assert response.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert response.content.decode().count("One 4") >= 100


def test_pages_that_list_modules_never_read_their_documents() -> None:
    """100 kB a version: what a list says of one is its title, its number and what `content` keeps in memory."""
    ground = Ground()
    ground.assignment()
    helper, place = signed_in(ground.aidant), f"/s/{ground.structure.slug}"
    pages = [(ground.client, "/l/"), (helper, f"{place}/progress/"), (helper, f"{place}/modules/")]
    pages += [(helper, f"{place}/learners/{ground.learner.pk}/"), (helper, "/training/")]
    for client, page in pages:
        client.get(page)  # reads the plan once
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200, page
        heavy = [one["sql"] for one in queries if '"files"' in one["sql"] or '"document"' in one["sql"]]
        assert heavy == [], page


def test_a_draft_that_is_saved_again_and_again_pushes_out_nothing() -> None:
    made = []

    @of_version(2)
    def of(version: int, sha256: str) -> str:
        made.append((version, sha256))
        return sha256

    assert of(1, "a") == "a"
    assert [of(2, str(save)) for save in range(5)] == ["0", "1", "2", "3", "4"]
    assert (of(1, "a"), of(2, "4")) == ("a", "4")
    assert made == [(1, "a"), *((2, str(save)) for save in range(5))]
    of(3, "b")
    assert of(1, "a") == "a", "the one that was asked longest ago made room"
    assert made[-2:] == [(3, "b"), (1, "a")]
