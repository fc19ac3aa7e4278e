"""A new module from the editor; what the editor says of steps, codes and languages that are not French."""

import copy
import html
import re

import pytest

from common.wall import across_structures
from courses.learning.content import findings_of
from courses.learning.models import Module, ModuleVersion
from structures.models import JournalEntry
from tests.app.doors import signed_in
from tests.app.factories import portal_person
from tests.app.learning import document

pytestmark = pytest.mark.django_db

NEW = {"code": "l31", "title": "Een taxi bellen", "source": "nl", "audience": "learner", "level": "1"}


def words(response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


@pytest.fixture
def curator():
    return portal_person("curator")


def test_a_curator_begins_a_module_with_six_empty_steps_in_her_language(curator) -> None:
    client = signed_in(curator, "nl")
    assert "/author/new/" in client.get("/author/").content.decode()
    sent = client.post("/author/new/", NEW)
    assert (sent.status_code, sent["Location"]) == (302, "/author/L31/")
    draft = ModuleVersion.objects.get(module__code="L31")
    facts = draft.document["module"]
    assert draft.status == "draft" and draft.module.published is None
    assert (facts["source"], facts["title"]["nl"], facts["title"]["fr"]) == ("nl", "Een taxi bellen", None)
    assert [one["step"] for one in facts["steps"]] == ["why", "show", "guided", "alone", "check", "bridge"]
    with across_structures("the portal's journal"):
        assert JournalEntry.objects.filter(act="module_begun").count() == 1
    assert "L31 Een taxi bellen" in words(client.get("/author/")), "the list falls back to the language there is"
    assert "L31 Een taxi bellen" in words(signed_in(curator, "fr").get("/author/L31/"))
    for part in ("", *(f"step/{one['step']}/" for one in facts["steps"]), "sheet/memo/", "sheet/facilitator/"):
        assert client.get(f"/author/L31/{part}").status_code == 200, part
    assert client.post("/author/L31/exercises/", {"do": "add", "step": "guided", "type": "choice"}).status_code == 302
    draft.refresh_from_db()
    assert facts["steps"][2]["exercises"] == [] and list(draft.document["exercises"]) == ["L31-01"]
    assert client.get("/author/L31/publishing/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"code": "L31"}, "There is a module L31 already: Een taxi bellen. Choose another code."),
        ({"code": "bus"}, "A code is a capital letter and two digits, for example L25."),
        ({"code": "L310"}, "A code is a capital letter and two digits, for example L25."),
        ({"source": "de"}, "Select a valid choice"),
    ],
)
def test_what_no_module_can_begin_with_is_said_at_the_field(curator, typed, said) -> None:
    client = signed_in(curator, "en")
    client.post("/author/new/", NEW)
    refused = client.post("/author/new/", NEW | typed)
    assert refused.status_code == 422 and said in words(refused)
    assert Module.objects.filter(code__startswith="L31").count() == 1


def test_a_module_whose_first_draft_was_deleted_leaves_the_list_and_its_code_is_free(curator) -> None:
    client = signed_in(curator, "nl")
    client.post("/author/new/", NEW)
    client.post("/author/L31/publishing/", {"do": "delete"})
    assert "L31" not in words(client.get("/author/"))
    assert client.post("/author/new/", NEW | {"title": "Een bus nemen"}).status_code == 302
    assert Module.objects.get(code="L31").title_nl == "Een bus nemen"


def page_of(client, url: str):
    page = client.get(url)
    return {"base": re.search(r'id="base" value="([0-9a-f]+)"', page.content.decode())[1], "do": "save"}


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("minutes", "-5", "Give whole minutes, from 1 to 60."),
        ("minutes", "9" * 23, "Give whole minutes, from 1 to 60."),
        ("minutes", "2.5", "Give whole minutes, from 1 to 60."),
        ("minutes", "", "Give whole minutes, from 1 to 60."),
        ("exercises", "L31-01, abc", "There is no exercise “abc”."),
        ("exercises", "L31-01 L31-02", "There is no exercise “L31-01 L31-02”."),
        ("exercises", "L31-01, L31-01", "L31-01 stands there twice."),
        ("exercises", "L31-01, L31-02", "L31-02 stands in the step “Try alone”. Move it from there."),
    ],
)
def test_what_a_step_cannot_be_kept_with_is_said_at_its_field(curator, field, typed, said) -> None:
    client = signed_in(curator, "en")
    client.post("/author/new/", NEW)
    for step in ("guided", "alone"):
        client.post("/author/L31/exercises/", {"do": "add", "step": step, "type": "choice"})
    url = "/author/L31/step/guided/"
    before = ModuleVersion.objects.get(module__code="L31").document
    refused = client.post(url, page_of(client, url) | {f"v.{field}": typed})
    assert refused.status_code == 422
    shown = html.unescape(refused.content.decode())
    assert re.search(rf'id="v.{field}"[^>]*aria-invalid="true".*?<p class="err">{re.escape(said)}', shown, re.DOTALL)
    assert ModuleVersion.objects.get(module__code="L31").document == before
    assert client.post(url, page_of(client, url) | {"v.minutes": "7"}).status_code == 302


def test_an_exercise_that_is_taken_out_of_a_step_is_named_there(curator) -> None:
    client = signed_in(curator, "en")
    client.post("/author/new/", NEW)
    client.post("/author/L31/exercises/", {"do": "add", "step": "guided", "type": "choice"})
    url = "/author/L31/step/guided/"
    assert "in no step" not in words(client.get(url))
    client.post(url, page_of(client, url) | {"v.exercises": ""})
    assert "These are in no step: L31-01." in words(client.get(url))


def test_modules_are_found_without_accents_and_in_any_order(curator) -> None:
    client = signed_in(curator, "fr")
    client.post("/author/new/", NEW | {"title": "Le téléphone éteint", "source": "fr"})
    for asked in ("telephone", "TÉLÉPHONE", "eteint telephone", "31 tele"):
        assert "L31" in words(client.get("/author/", {"q": asked})), asked
    assert "L31" not in words(client.get("/author/", {"q": "telephone eteinte"}))


def test_the_exercise_is_named_with_its_code_and_the_history_leads_to_it(curator) -> None:
    client = signed_in(curator, "en")
    client.post("/author/new/", NEW)
    client.post("/author/L31/exercises/", {"do": "add", "step": "guided", "type": "choice"})
    url = "/author/L31/exercise/L31-01/"
    shown = client.get(url).content.decode()
    assert "<h1>L31-01</h1>" in shown, "without words, the code once"
    client.post(url, page_of(client, url) | {"v.instruction.nl": "Welke knop?"})
    shown = client.get(url).content.decode()
    assert "<h1>L31-01 Welke knop?</h1>" in shown, "an English reader sees the words that there are"
    assert '<span aria-current="page">L31-01 Welke knop?</span>' in shown
    page = client.get("/author/L31/history/").content.decode()
    assert f'<a class="hit" href="{url}">L31-01 Welke knop?</a>' in page and "01-choice.yaml" not in page
    save = re.search(r"/author/L31/compare/\?save=[0-9a-f-]+", page)[0]
    assert f'<a href="{url}">L31-01 Welke knop?</a>' in client.get(save).content.decode()


@pytest.mark.parametrize("minutes", [0, -5, 61, 10**23])
def test_the_lint_keeps_minutes_that_nobody_has_from_being_published(minutes) -> None:
    changed = copy.deepcopy(document("L16"))
    changed["module"]["steps"][1]["minutes"] = minutes
    found = [one for one in findings_of(changed) if one.code == "step_minutes"]
    assert [(one.severity, one.where) for one in found] == [("error", "module.steps.1.minutes")]
