"""The curators' editor through its pages: writing, translating, lists, exercises, undo, comments."""

import html
import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders

from courses.authoring.models import Comment, DraftSave
from courses.learning import services
from courses.learning.models import ModuleVersion
from exercises import load_yaml
from exercises.documents import read_files
from tests.app.doors import signed_in
from tests.app.factories import portal_person
from tests.app.learning import CONTENT, document, published

pytestmark = pytest.mark.django_db

QUESTION = "/author/L16/exercise/L16-01/"
FILE = "exercises/01-order-steps.yaml"
NOT_YET = ("can’t be shown yet", "pas encore s’afficher", "nog niet getoond")
BUDGET = {"html": 25_000, "js": 60_000, "css": 10_000}  # bytes, compressed


@pytest.fixture
def curator():
    return portal_person("curator")


@pytest.fixture
def client(curator):
    return signed_in(curator)


@pytest.fixture
def draft(curator) -> ModuleVersion:
    """A draft of L16 with its files as they ship."""
    module = published("L16")
    found = services.new_draft(module=module, by=curator)
    services.save_draft(draft=found, document=document("L16"), files=read_files(CONTENT / "L16"), by=curator)
    DraftSave.objects.all().delete()
    return found


def tree(draft: ModuleVersion, name: str = FILE):
    draft.refresh_from_db()
    return load_yaml(dict(draft.files)[name], name)


def base_of(page) -> str:
    return re.search(r'id="base" value="([0-9a-f]+)"', page.content.decode())[1]


def sent(client, url: str, **fields: str):
    """The form of a part, with these fields changed."""
    return client.post(url, {"base": base_of(client.get(url)), "do": "save", **fields})


def test_every_part_of_every_type_opens_and_saving_it_unchanged_keeps_the_same_document(client, draft) -> None:
    page = client.get("/author/L16/").content.decode()
    parts = sorted(set(re.findall(r'href="(/author/L16/(?:step|exercise|world|sheet)/[^"]+/)"', page)))
    assert len(parts) == 6 + 14 + 5 + 2
    before = document("L16")
    every_kind = [one for one in parts if not re.search(r"/L16-(0[3-6]|1[0-4])/", one)]
    for url in ["/author/L16/", *every_kind]:
        shown = client.get(url)
        assert client.post(url, fields_of(shown)).status_code == 302, url
    for url in ("/author/L16/step/bridge/?as=texts", "/author/L16/world/web/", "/author/L16/exercise/L16-05/?as=texts"):
        assert client.post(url.partition("?")[0], fields_of(client.get(url))).status_code == 302, url
    assert client.get("/author/L16/world/web/?as=yaml").status_code == 200
    draft.refresh_from_db()
    assert draft.document == before


def fields_of(page) -> dict[str, str]:
    """What a browser would send back of the form in the middle."""
    form = re.search(r'<form method="post" id="write".*?</form>', page.content.decode(), re.DOTALL)[0]
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)"[^>]*? value="([^"]*)"', form))
    for name, text in re.findall(r'<textarea [^>]*?name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = html.unescape(text.removeprefix("\n")).replace("\n", "\r\n")
    for name, value in re.findall(r'<input class="field"[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', form):
        found[name] = html.unescape(value)
    for name in re.findall(r'<input type="checkbox" name="([^"]+)"[^>]* checked', form):
        found[name] = "on"
    for name, options in re.findall(r'<select [^>]*?name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    return {**found, "do": "save"}


def test_a_changed_source_makes_the_others_stale_until_somebody_says_they_are_right(client, draft) -> None:
    sent(client, QUESTION, **{"v.instruction.fr": "Rangez les étapes."})
    text = tree(draft)["instruction"]
    assert (text["fr"], text["nl?"]) == (
        "Rangez les étapes.",
        document("L16")["exercises"]["L16-01"]["instruction"]["nl"],
    )
    assert "en?" in text
    page = client.get(QUESTION).content.decode()
    assert page.count('class="old"') == 2
    assert "The source was:" in page
    assert "The source has changed" in page, "the lint's advice stands beside it"
    sent(client, QUESTION, **{"v.instruction.nl.right": "on", "v.instruction.en": "Sort the steps."})
    assert list(tree(draft)["instruction"]) == ["fr", "nl", "en"]
    rows = client.get("/author/?lacking=nl").content.decode()
    assert "L16" not in rows.split('id="found"')[1]


def test_an_emptied_translation_is_missing_and_the_list_says_so(client, draft) -> None:
    sent(client, QUESTION, **{"v.feedback.retry.en": ""})
    assert tree(draft)["feedback"]["retry"]["en"] is None
    found = client.get("/author/?lacking=en").content.decode().split('id="found"')[1]
    assert "EN 1 missing" in " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_a_text_may_differ_by_country_and_be_the_same_again(client, draft) -> None:
    sent(client, QUESTION, do="split:instruction")
    assert set(tree(draft)["instruction"]) == {"BE", "FR"}
    sent(client, QUESTION, **{"v.instruction.FR.fr": "En France, rangez."})
    assert tree(draft)["instruction"]["FR"]["fr"] == "En France, rangez."
    sent(client, QUESTION, do="join:instruction")
    assert tree(draft)["instruction"] == document("L16")["exercises"]["L16-01"]["instruction"]


def test_options_come_move_and_go_and_the_undo_brings_them_back(client, draft) -> None:
    sent(client, QUESTION, do="add:options")
    assert len(tree(draft)["options"]) == 5
    sent(client, QUESTION, **{"v.options.4.id": "relax", "do": "up:options.4"})
    assert [one["id"] for one in tree(draft)["options"]][3:] == ["relax", "confirm"]
    page = client.post(QUESTION, {"base": base_of(client.get(QUESTION)), "do": "drop:options.0"}, follow=True)
    assert tree(draft)["options"][0]["id"] == "day"
    undo = re.search(r'action="(/author/saves/[^"]+/back/\?alone=1)"', page.content.decode())[1]
    client.post(undo)
    assert tree(draft)["options"][0]["id"] == "place"


def test_comments_of_files_that_nobody_touched_stay_to_the_letter(client, draft) -> None:
    before = dict(draft.files)
    sent(client, QUESTION, **{"v.level": "3"})
    draft.refresh_from_db()
    after = dict(draft.files)
    assert [name for name in before if before[name] != after[name]] == [FILE]
    assert "# For the helper." in after["facilitator.yaml"]
    assert list(tree(draft))[:5] == ["id", "version", "type", "mode", "competences"], "the format's order of keys"


def test_two_curators_in_one_part_the_second_is_told(client, draft) -> None:
    base = base_of(client.get(QUESTION))
    sent(client, QUESTION, **{"v.level": "3"})
    page = client.post(QUESTION, {"base": base, "do": "save", "v.level": "1", "v.picto": "hand"})
    assert page.status_code == 409
    text = page.content.decode()
    assert "Somebody has saved this part meanwhile" in text
    assert 'value="hand"' in text, "what was typed is still there"
    assert tree(draft)["level"] == 3


def test_what_cant_be_read_is_said_beside_its_field_and_the_rest_is_kept(client, draft) -> None:
    page = sent(client, QUESTION, **{"v.item.a": "much", "v.picto": "hand"})
    assert page.status_code == 422
    assert "can’t be read as numbers" in page.content.decode()
    assert tree(draft)["picto"] == "hand"
    assert tree(draft)["item"]["a"] == document("L16")["exercises"]["L16-01"]["item"]["a"]
    world = sent(client, "/author/L16/world/booking/", **{"as": "yaml", "text": "state: {screen: ["})
    assert world.status_code == 422
    assert "worlds/booking.yaml" in world.content.decode()
    assert client.post(QUESTION, {"do": "explode:options"}).status_code == 404
    for typed in ("1.0e999", "9" * 5000):
        assert sent(client, QUESTION, **{"v.item.a": typed}).status_code == 422
    assert sent(client, QUESTION, **{"v.picto": "ha\x00nd"}).status_code == 400
    nul = dict(draft.files)[FILE].replace("picto: hand", r'picto: "a\0\ud800"')
    assert sent(client, QUESTION, **{"as": "yaml", "text": nul}).status_code == 422


def test_exercises_are_added_copied_moved_and_deleted(client, draft) -> None:
    page = client.post("/author/L16/exercises/", {"do": "add", "type": "choice", "step": "guided"})
    assert page["Location"] == "/author/L16/exercise/L16-15/"
    assert client.get(page["Location"]).status_code == 200
    steps = {one["step"]: one.get("exercises") for one in tree(draft, "module.yaml")["steps"]}
    assert steps["guided"][-1] == "L16-15"
    page = client.post("/author/L16/exercises/", {"do": "duplicate", "key": "L16-01"})
    assert page["Location"] == "/author/L16/exercise/L16-16/"
    client.post("/author/L16/exercises/", {"do": "up", "key": "L16-16"})
    steps = {one["step"]: one.get("exercises") for one in tree(draft, "module.yaml")["steps"]}
    assert steps["guided"] == ["L16-16", "L16-01", "L16-02", "L16-03", "L16-15"]
    client.post("/author/L16/exercises/", {"do": "to", "key": "L16-16", "step": "check"})
    assert draft_exercise(draft, "L16-16")["mode"] == "assessment"
    page = client.post("/author/L16/exercises/", {"do": "delete", "key": "L16-04"}, follow=True)
    alone = next(one for one in tree(draft, "module.yaml")["steps"] if one["step"] == "alone")
    assert "L16-04" not in alone["exercises"] + alone["choose"]["always"]
    undo = re.search(r'action="(/author/saves/[^"]+/back/\?alone=1)"', page.content.decode())[1]
    client.post(undo)
    assert draft_exercise(draft, "L16-04") == document("L16")["exercises"]["L16-04"]
    refused = client.post("/author/L16/exercises/", {"do": "add", "type": "rocket", "step": "guided"}, follow=True)
    assert "Choose a type of exercise" in refused.content.decode()


def draft_exercise(draft: ModuleVersion, key: str):
    draft.refresh_from_db()
    return draft.document["exercises"][key]


@pytest.mark.parametrize(
    "kind", ["choice", "multiple", "order", "match", "fill", "listen", "hotspot", "keyboard", "case"]
)
def test_each_type_of_question_has_its_form(client, draft, kind: str) -> None:
    url = client.post("/author/L16/exercises/", {"do": "add", "type": kind, "step": "alone"})["Location"]
    shown = client.get(url)
    assert shown.status_code == 200
    assert client.post(url, {**fields_of(shown), "v.instruction.fr": "Que faire ?"}).status_code == 302
    assert draft_exercise(draft, "L16-15")["instruction"]["fr"] == "Que faire ?"
    look = client.get(f"/author/L16/look/fr/BE/exercise/{url.split('/')[-2]}/")
    assert look.status_code == 200


def test_the_phone_shows_each_part_of_the_draft_in_each_language(client, draft) -> None:
    sent(client, QUESTION, **{"v.instruction.nl": "Rangschik de stappen."})
    page = client.get("/author/L16/look/nl/BE/exercise/L16-01/")
    assert "Rangschik de stappen." in page.content.decode()
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert "frame-src 'self'" in client.get(QUESTION)["Content-Security-Policy"]
    for part in (
        "step/why",
        "step/show",
        "step/guided",
        "step/alone",
        "step/check",
        "step/bridge",
        "sheet/memo",
        "sheet/facilitator",
    ):
        for language, country in (("fr", "BE"), ("nl", "FR"), ("en", "BE")):
            look = client.get(f"/author/L16/look/{language}/{country}/{part}/")
            assert look.status_code == 200, part
            assert not any(words in look.content.decode() for words in NOT_YET), part
            assert f'<html lang="{language}"' in look.content.decode()
    assert client.get("/author/L16/look/de/BE/step/why/").status_code == 404


def test_a_draft_that_cant_be_drawn_says_so_instead_of_failing(client, draft) -> None:
    text = dict(draft.files)[FILE].replace("options:", "choices:")
    sent(client, QUESTION, **{"as": "yaml", "text": text})
    assert "can’t be shown yet" in client.get("/author/L16/look/en/BE/exercise/L16-01/").content.decode()
    assert client.get(QUESTION).status_code == 200


def test_who_changed_what_and_what_two_versions_differ_in(client, draft, curator) -> None:
    sent(client, QUESTION, **{"v.instruction.en": "Put all the steps in order."})
    sent(client, QUESTION, **{"v.instruction.en": "Put all of the steps in order."})
    save = DraftSave.objects.latest("at")
    assert save.by == curator
    assert list(save.before) == [FILE], "only what changed is kept"
    shown = client.get(f"/author/L16/compare/?save={save.pk}").content.decode()
    assert re.search(r"<ins>.*?of.*?</ins>", shown, re.DOTALL)
    assert "Put" in shown
    assert "L16-02" not in shown
    versions = client.get("/author/L16/compare/?a=1&b=2").content.decode()
    assert ">L16-01 " in versions
    assert client.get("/author/L16/compare/?a=1&b=99").status_code == 404
    assert client.get("/author/L16/compare/?save=nonsense").status_code == 404
    assert curator.short_name in client.get("/author/L16/history/").content.decode()


def test_a_comment_waits_on_its_part_until_it_is_settled(client, draft, curator) -> None:
    client.post(QUESTION + "comment/", {"text": "Trop difficile ?"})
    one = Comment.objects.get()
    assert (one.part, one.by) == ("exercise/L16-01", curator)
    assert "Trop difficile ?" in client.get(QUESTION).content.decode()
    assert "1 comment" in client.get("/author/").content.decode()
    client.post(f"/author/comments/{one.pk}/settle/")
    assert "1 comment" not in client.get("/author/").content.decode()
    client.post(f"/author/comments/{one.pk}/settle/", {"open": "1"})
    one.refresh_from_db()
    assert one.settled_at is None
    client.post(QUESTION + "comment/", {"text": " "})
    assert Comment.objects.count() == 1


def test_the_list_is_searched_and_asks_no_more_of_more_modules(client, draft, django_assert_max_num_queries) -> None:
    for code in ("L06", "L11"):
        published(code)
    assert client.get("/author/").status_code == 200
    with django_assert_max_num_queries(25):
        page = client.get("/author/").content.decode()
    assert page.count("<h3>") == 3
    assert client.get("/author/?q=L06").content.decode().count("<h3>") == 1
    assert client.get("/author/?state=draft").content.decode().count("<h3>") == 1
    assert "No module fits" in client.get("/author/?q=zzzz").content.decode()


def test_the_editor_keeps_its_budget(client, draft) -> None:
    """The largest pages, and all that they fetch themselves, as brotli sends it."""
    parts = ("", "sheet/facilitator/", "exercise/L16-02/?as=texts")
    pages = [client.get(f"/author/L16/{part}").content for part in parts]
    assert max(len(brotli.compress(page)) for page in pages) <= BUDGET["html"]
    text = pages[0].decode()
    for kind, pattern in (("js", r'src="/static/([^"]+\.js)"'), ("css", r'href="/static/([^"]+\.css)"')):
        names = [re.sub(r"\.[0-9a-f]{12}(?=\.)", "", name) for name in re.findall(pattern, text)]
        assert names
        sizes = [len(brotli.compress(Path(finders.find(name)).read_bytes())) for name in names]
        assert sum(sizes) <= BUDGET[kind], names
