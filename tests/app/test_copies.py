"""A structure's own copy of a module: made, written, published, given, answered; seen nowhere else."""

import copy

import pytest
from django.db import transaction
from django.test import Client

from common import jobs
from common.models import Job
from common.wall import as_person, open_structure
from courses.learning import selectors, services
from courses.learning.catalogue import published_modules
from courses.learning.models import Assignment, Module
from learners.services import issue_card
from structures.models import JournalEntry
from tests.app.copying import Place
from tests.app.doors import signed_in, text
from tests.app.factories import portal_person
from tests.app.learning import answers_of, document, item, post_json
from tests.app.probe import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return Place()


def acts(structure) -> list[str]:
    with open_structure(structure.pk):
        return list(JournalEntry.objects.order_by("pk").values_list("act", flat=True))


# --- the walk


def test_a_copy_is_written_published_given_and_answered(place) -> None:
    module = place.published()
    assert module.code.startswith("L16-")
    assert module.family == "L16"
    page = place.client.get(place.at("modules/")).content.decode()
    assert page.count(f"/modules/{module.code}/") == 1
    assert page.count("/modules/L16/") == 1, "the house's stands beside it"
    shown = text(place.client.get(place.at(f"modules/{module.code}/")))
    assert "Adapted by" in shown
    assert "L16, version 1" in shown
    assert "CC BY 4.0" in shown
    place.client.post(place.at(f"modules/{module.code}/"), {"learners": [place.ground.learner.pk]})
    with open_structure(place.structure.pk):
        assignment = Assignment.objects.get(module=module)
    assert assignment.version_id == module.published_id
    phone = place.ground.client
    assert phone.get(f"/l/{assignment.pk}/why/").status_code == 200
    assert phone.get(f"/l/{assignment.pk}/x/L16-14/").status_code == 200
    [result] = post_json(phone, [item(assignment)]).json()["results"]
    assert (result["status"], result["new"]) == (200, True)
    assert [one.version_id for one in answers_of(place.ground)] == [module.published_id]
    record = text(place.client.get(place.at(f"learners/{place.ground.learner.pk}/")))
    assert module.title_en in record
    assert place.ground.learner.alias in text(place.client.get(place.at("progress/")))
    assert acts(place.structure).count("module_copied") == 1


def test_a_copy_is_kept_on_the_phone_like_any_module(place) -> None:
    module = place.published()
    with open_structure(place.structure.pk):
        assignment = services.assign_module(learner=place.ground.learner, module=module, by=place.referent)
        card = issue_card(learner=place.ground.learner, by=place.referent)
    phone = Client()
    phone.get(f"/c/{card.token}/")
    phone.post("/c/hello/", {"own": "on"})
    found = phone.get(f"/l/{assignment.pk}/kept/")
    assert found.status_code == 200
    assert {"home0", "why0", "L16-14.0"} <= set(found.json()["pages"])


def test_its_sheet_on_paper_says_whose_it_is(place) -> None:
    module = place.published()
    place.client.post(place.at(f"modules/{module.code}/memo/print/"))
    with as_person(place.referent.pk), transaction.atomic():
        job = Job.objects.get()
    jobs.run(str(job.pk))
    with as_person(place.referent.pk), transaction.atomic():
        job = Job.objects.select_related("file").get(pk=job.pk)
    assert job.status == "done", job.error
    paper = " ".join(words_of(bytes(job.file.content)).split())
    assert "Adapted by" in paper
    assert "CC BY 4.0" in paper


@pytest.mark.parametrize("form", ["moodle", "qti"])
def test_its_questions_go_out_with_their_credit(place, form) -> None:
    module = place.published()
    asked = {"format": form, "language": "fr", "country": "BE", "version": "1"}
    file = place.client.get(place.at(f"author/{module.code}/export/file/"), asked)
    assert file.status_code == 200
    assert "CC BY 4.0" in words_of(file.content)
    curator = signed_in(portal_person("curator"))
    assert "CC BY 4.0" not in words_of(curator.get("/author/L16/export/file/", asked).content)


# --- the origin


def test_the_structure_is_told_when_the_origin_changes_and_says_that_it_has_seen_it(place) -> None:
    module = place.published()
    at = place.at(f"author/{module.code}/")
    told = "has a new version"
    assert told not in text(place.client.get(at))
    _next_version("Zwembad")
    for url in (at, place.at(f"modules/{module.code}/")):
        assert told in text(place.client.get(url)), url
    assert "the original has changed" in text(place.client.get(place.at("author/")))
    page = text(place.client.get(f"{at}origin/"))
    assert "from version 1 to version 2" in page
    assert "Zwembad" in page
    _next_version("Fietspad")
    late = place.client.post(f"{at}origin/", {"number": "2"}, follow=True)
    assert "changed again" in text(late), "she saw version 2, not 3"
    place.client.post(f"{at}origin/", {"number": "3"})
    assert told not in text(place.client.get(at))
    assert "Adapted by" in text(place.client.get(at))
    assert "L16, version 1" in text(place.client.get(at)), "it was copied from version 1 all the same"
    assert acts(place.structure).count("module_origin_seen") == 1


def _next_version(promise: str) -> None:
    module = Module.objects.get(code="L16")
    draft = services.new_draft(module=module, by=None)
    changed = copy.deepcopy(document("L16"))
    changed["module"]["promise"]["en"] = promise
    services.save_draft(draft=draft, document=changed, files={}, by=None)
    services.publish_draft(draft=draft, by=None)


# --- the way of a copy


def test_an_error_of_the_lint_blocks_the_referent_too(place) -> None:
    module = place.copied()
    with open_structure(place.structure.pk):
        draft = services.new_draft(module=module, by=place.referent)
        services.save_draft(draft=draft, document={**document("L16"), "memo": None}, files={}, by=place.referent)
    page = place.client.post(place.at(f"author/{module.code}/publishing/"), {"do": "publish"})
    assert page.status_code == 422
    assert "To be mended first" in text(page)


def test_a_copy_is_neither_sent_to_review_nor_planned(place) -> None:
    module = place.copied()
    at = place.at(f"author/{module.code}/publishing/")
    for do in ("submit", "plan", "delete"):
        assert place.client.post(at, {"do": do, "at": "2027-01-01T09:00"}).status_code == 422, do
    assert "Send to review" not in text(place.client.get(at))


def test_a_copy_is_withdrawn_deleted_and_brought_back(place) -> None:
    module = place.published()
    with open_structure(place.structure.pk):
        assignment = services.assign_module(learner=place.ground.learner, module=module, by=place.referent)
    at = place.at(f"author/{module.code}/publishing/")
    refused = place.client.post(at, {"do": "put_away"})
    assert "Withdraw it first" in text(refused)
    place.client.post(at, {"do": "withdraw"})
    assert place.client.get(place.at(f"modules/{module.code}/")).status_code == 404
    gone = place.client.post(at, {"do": "put_away"}, follow=True)
    assert f"author/{module.code}/bring-back/" in gone.content.decode(), "an undo is offered"
    assert place.client.get(at).status_code == 404
    assert place.ground.client.get(f"/l/{assignment.pk}/why/").status_code == 200, "who has it goes on"
    place.client.post(place.at(f"author/{module.code}/bring-back/"))
    place.client.post(at, {"do": "put_back"})
    assert place.client.get(place.at(f"modules/{module.code}/")).status_code == 200
    assert {"module_put_away", "module_brought_back"} <= set(acts(place.structure))


def test_a_second_version_leaves_who_has_begun_on_hers(place) -> None:
    module = place.published()
    with open_structure(place.structure.pk):
        assignment = services.assign_module(learner=place.ground.learner, module=module, by=place.referent)
    post_json(place.ground.client, [item(assignment)])
    at = place.at(f"author/{module.code}/publishing/")
    place.client.post(at, {"do": "begin"})
    place.client.post(at, {"do": "publish"})
    with open_structure(place.structure.pk):
        module.refresh_from_db()
        assert module.published.number == 2
        assert Assignment.objects.get().version.number == 1


def test_what_is_proposed_is_the_own_copy_under_the_familys_code(place) -> None:
    module = place.published()
    learner = place.ground.learner
    with open_structure(place.structure.pk):
        [offer] = [one for one in selectors.offers_to(learner) if one.code == "L16"]
        assert offer.gives == module.code
        assert selectors.learning_of(learner=learner, proposed=["L16"]).next == module
        services.assign_module(learner=learner, module=module, by=place.referent)
        assert selectors.offers_to(learner) == [], "she has one of the family"


def test_two_clicks_make_one_copy_and_the_code_is_nobodys(place) -> None:
    sent = {"once": "k" * 32}
    first, second = (place.client.post(place.at("author/L16/copy/"), sent) for _n in range(2))
    assert first["Location"] == second["Location"]
    with open_structure(place.structure.pk):
        assert Module.objects.filter(structure=place.structure).count() == 1
    codes = {_copied(place).code for _n in range(3)}
    assert len(codes) == 3


def _copied(place) -> Module:
    with open_structure(place.structure.pk):
        return services.copy_module(module=place.module, structure=place.structure, by=place.referent)


def test_a_copy_is_of_the_house_and_for_learners(place) -> None:
    module = place.published()
    assert place.client.post(place.at(f"author/{module.code}/copy/")).status_code == 302
    with open_structure(place.structure.pk):
        assert Module.objects.filter(structure=place.structure).count() == 1, "no copy of a copy"
        assert list(published_modules(at=place.structure)) == [place.module, module]
