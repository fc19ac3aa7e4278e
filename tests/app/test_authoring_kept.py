"""What is typed in the editor is not lost: two tabs, an ended sign-in, a draft sent to review, undo, deletion."""

import html
import json
import re

import pytest

from courses.authoring.models import DraftSave
from courses.learning import services
from courses.learning.models import ModuleVersion
from exercises import load_yaml
from exercises.documents import read_files
from tests.app.doors import signed_in
from tests.app.factories import portal_person
from tests.app.learning import CONTENT, document, published

pytestmark = pytest.mark.django_db
QUESTION, FILE = "/author/L16/exercise/L16-01/", "exercises/01-order-steps.yaml"
WHY, GUIDED = "/author/L16/step/why/", "/author/L16/step/guided/"
AT = "/author/L16/publishing/"


@pytest.fixture
def paul():
    return portal_person("curator")


@pytest.fixture
def client(paul):
    return signed_in(paul, "en")


@pytest.fixture
def draft(paul) -> ModuleVersion:
    found = services.new_draft(module=published("L16"), by=paul)
    services.save_draft(draft=found, document=document("L16"), files=read_files(CONTENT / "L16"), by=paul)
    DraftSave.objects.all().delete()
    return found


def tree(draft: ModuleVersion, name: str = FILE):
    draft.refresh_from_db()
    return load_yaml(dict(draft.files)[name], name)


def opened(client, url: str = QUESTION) -> dict[str, str]:
    """A tab: the marks of the page as it was drawn."""
    return marks(client.get(url))


def marks(page) -> dict[str, str]:
    found = dict(re.findall(r'id="(base|was)" value="([^"]*)"', page.content.decode()))
    return {"base": found["base"], "was": html.unescape(found["was"]), "do": "save"}


def text(page) -> str:
    return html.unescape(page.content.decode())


def test_two_tabs_write_in_their_own_fields(client, draft) -> None:
    one, two = opened(client), opened(client)
    old = document("L16")["exercises"]["L16-01"]["instruction"]
    both = {"v.instruction.en": old["en"], "v.instruction.nl": old["nl"]}
    assert (
        client.post(QUESTION, one | both | {"v.instruction.en": "Put the steps in order, please."}).status_code == 302
    )
    assert client.post(QUESTION, two | both | {"v.instruction.nl": "Zet alles op volgorde."}).status_code == 302
    found = tree(draft)["instruction"]
    assert (found["en"], found["nl"]) == ("Put the steps in order, please.", "Zet alles op volgorde.")
    names = [save.before[FILE] for save in DraftSave.objects.all()]
    assert "Put the steps in order, please." in names[0], "what came second is a save of its own"


def test_the_same_field_twice_shows_both_and_asks(client, draft) -> None:
    one, two = opened(client), opened(client)
    client.post(QUESTION, one | {"v.instruction.en": "Their words."})
    asked = client.post(QUESTION, two | {"v.instruction.en": "My words.", "v.picto": "hand", "auto": "1"})
    assert asked.status_code == 409
    assert "Their words." in text(asked)
    assert text(asked).count("My words.") == 2, "in its field, and beside theirs"
    assert (tree(draft)["instruction"]["en"], tree(draft)["picto"]) == ("Their words.", "hand"), "the rest is kept"
    again = client.post(QUESTION, marks(asked) | {"v.instruction.en": "My words."})
    assert again.status_code == 409, "nothing is chosen yet"
    name, mine = re.search(r'name="(pick\.[^"]+)" value="(mine:[^"]+)"', text(again)).groups()
    client.post(QUESTION, marks(again) | {"v.instruction.en": "My words.", name: mine.replace("mine", "theirs")})
    assert tree(draft)["instruction"]["en"] == "Their words."
    assert client.post(QUESTION, marks(again) | {"v.instruction.en": "My words.", name: mine}).status_code == 302
    assert tree(draft)["instruction"]["en"] == "My words."
    assert any("Their words." in save.before[FILE] for save in DraftSave.objects.all()), "history has the other text"


def test_words_typed_where_a_list_has_moved_are_shown_and_go_nowhere_else(client, draft) -> None:
    one, two = opened(client), opened(client)
    client.post(QUESTION, one | {"do": "drop:options.0"})
    before = tree(draft)
    asked = client.post(QUESTION, two | {"v.options.1.label.en": "Typed too late"})
    assert asked.status_code == 409
    assert "Typed too late" in text(asked)
    assert tree(draft) == before
    assert client.post(QUESTION, two | {"do": "drop:options.0"}).status_code == 409, "it would be another one"
    yaml = dict(draft.files)[FILE]
    mine = client.post(QUESTION, two | {"as": "yaml", "was": '{"text": "000000"}', "text": yaml + "# mine\n"})
    assert mine.status_code == 409
    assert "# mine" not in dict(ModuleVersion.objects.get(pk=draft.pk).files)[FILE]


def test_one_thing_that_cant_be_read_keeps_nothing_else_back(client, draft) -> None:
    refused = client.post(QUESTION, opened(client) | {"v.item.a": "abc", "v.instruction.nl": "Een zin."})
    assert refused.status_code == 422
    assert re.search(r'name="v\.item\.a"[^>]*aria-invalid', text(refused))
    assert tree(draft)["instruction"]["nl"] == "Een zin."
    shorter = client.post(GUIDED, opened(client, GUIDED) | {"v.minutes": "9999"})
    assert shorter.status_code == 422


def test_a_script_without_a_session_is_told_and_a_person_goes_to_sign_in(client, draft) -> None:
    typed = opened(client) | {"v.picto": "hand"}
    client.logout()
    told = client.post(QUESTION, typed, headers={"x-requested-with": "fetch"})
    assert told.status_code == 401
    assert json.loads(told.content)["sign_in"].startswith("/accounts/login/")
    assert client.post(QUESTION, typed).status_code == 302


def test_undo_takes_back_the_newest_save_of_this_part_alone(client, draft) -> None:
    nadia = signed_in(portal_person("curator"), "en")
    client.post(WHY, opened(client, WHY) | {"v.minutes": "7"})
    client.post(WHY, opened(client, WHY) | {"v.minutes": "8"})
    page = text(client.get(WHY))
    undo = re.search(r'action="(/author/saves/[^"]+/back/)"', page.split('id="undo"')[1])[1]
    nadia.post(GUIDED, opened(nadia, GUIDED) | {"v.minutes": "9"})
    nadia.post(QUESTION, opened(nadia) | {"v.picto": "hand"})
    done = client.post(undo, {"part": "step/why", "as": "form"})
    assert done["Location"] == f"{WHY}?as=form"
    steps = {one["step"]: one["minutes"] for one in tree(draft, "module.yaml")["steps"]}
    assert (steps["why"], steps["guided"]) == (7, 9), "two saves are two, and hers stays"
    assert tree(draft)["picto"] == "hand"
    assert "Somebody has saved" in text(client.post(undo, {"part": "step/why"}, follow=True))
    assert "Undo the last save of “L16-01”" in text(client.get(QUESTION))


def test_the_undo_of_something_taken_away_takes_nothing_else_back(client, draft) -> None:
    page = client.post(QUESTION, opened(client) | {"do": "drop:options.0"}, follow=True)
    undo = re.search(r'action="(/author/saves/[^"]+/back/\?alone=1)"', page.content.decode())[1]
    client.post(WHY, opened(client, WHY) | {"v.minutes": "7"})
    client.post(undo)
    assert len(tree(draft)["options"]) == 4
    assert tree(draft, "module.yaml")["steps"][0]["minutes"] == 7
    assert "written there since" in text(client.post(undo, follow=True))


def test_deleting_a_draft_says_what_is_lost_first(client, draft) -> None:
    client.post(WHY, opened(client, WHY) | {"v.minutes": "7"})
    asked = client.post(AT, {"do": "delete"}, follow=True)
    assert "1 save is lost with it" in text(asked)
    client.post(WHY, opened(client, WHY) | {"v.minutes": "8"})
    assert "2 saves are lost" in text(client.post(AT, {"do": "delete", "sure": "1"}, follow=True)), "one more came"
    client.post(AT, {"do": "delete", "sure": "2"})
    assert not ModuleVersion.objects.filter(pk=draft.pk).exists()


def test_a_draft_that_went_to_review_takes_back_with_what_was_typed(client, draft) -> None:
    typed = opened(client) | {"v.instruction.nl": "Nog een zin."}
    ModuleVersion.objects.filter(pk=draft.pk).update(status="in_review")
    refused = client.post(QUESTION, typed)
    assert refused.status_code == 422
    form = text(refused).split('id="fields"')[1]
    assert "Nog een zin." in form
    assert not form.startswith(" disabled")
    assert 'value="reopen"' in text(refused)
    assert client.post(QUESTION, typed | {"do": "reopen"}).status_code == 302
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert tree(draft)["instruction"]["nl"] == "Nog een zin."
