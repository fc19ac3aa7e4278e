"""What the editor says of a draft: the lint in the reader’s language, at its field, and nothing before it is begun."""

import html
import re

import pytest
from django.utils.translation import override

from courses.authoring.changing import NEW_TYPES
from courses.authoring.outline import place_in_words
from courses.learning import services
from courses.learning.content import findings_of
from courses.learning.models import ModuleVersion
from exercises.documents import read_files
from tests.app.doors import signed_in
from tests.app.factories import portal_person
from tests.app.learning import CONTENT, document, published
from tests.app.test_authoring import FILE, NOT_YET, QUESTION, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator():
    return portal_person("curator")


@pytest.fixture
def draft(curator) -> ModuleVersion:
    """A draft of L16 with its files as they ship."""
    found = services.new_draft(module=published("L16"), by=curator)
    services.save_draft(draft=found, document=document("L16"), files=read_files(CONTENT / "L16"), by=curator)
    return found


def remarks(client, url: str) -> str:
    found = re.findall(r'<ul class="notes".*?</ul>', client.get(url).content.decode(), re.DOTALL)
    return html.unescape(" ".join(" ".join(re.sub(r"<[^>]+>", " ", one) for one in found).split()))


def test_the_lint_speaks_the_language_of_the_page(curator, draft) -> None:
    client = signed_in(curator, "fr")
    long = "mot " * 31
    sent(client, QUESTION, **{"v.instruction.fr": long, "v.feedback.success.nl": "", "v.level": "1"})
    said = {
        "fr": ("31 mots, 12 au plus", "NL : il n’y a rien", "NL : plus ancien que sa source"),
        "nl": ("31 woorden, hoogstens 12", "NL: hier staat niets", "NL is ouder dan de bron"),
        "en": ("31 words, at most 12", "NL: missing", "NL is older than its source"),
    }
    for language, sentences in said.items():
        found = remarks(signed_in(curator, language), QUESTION)
        for sentence in sentences:
            assert sentence in found, language
        assert "take the ?" not in found


def test_yaml_that_cannot_be_read_is_refused_in_plain_words_with_its_line(curator, draft) -> None:
    client = signed_in(curator, "nl")
    text = dict(draft.files)[FILE].replace("type:", "  type:", 1)
    page = client.post(QUESTION, {"as": "yaml", "text": text, "do": "save"})
    assert page.status_code == 422
    [told] = re.findall(r'role="alert">.*?<span>(.*?)</span>', page.content.decode(), re.DOTALL)
    assert "regel" in told
    assert "expected" not in told
    assert "mapping" not in told


def test_what_keeps_it_from_review_leads_to_its_field(curator, draft) -> None:
    client = signed_in(curator, "fr")
    sent(client, QUESTION, **{"v.options.0.label.nl": ""})
    page = client.post("/author/L16/publishing/", {"do": "submit"})
    assert page.status_code == 422
    listed = page.content.decode().split('id="h-e"')[1].split("</section>")[0]
    assert 'lang="en"' not in listed
    assert "exercises/" not in listed, "no path of a file"
    [url] = re.findall(r'href="(/author/L16/exercise/L16-01/\?as=form#[^"]+)"', listed)
    address, _hash, anchor = url.partition("#")
    assert f'id="{anchor}"' in client.get(address).content.decode()
    assert "NL\u00a0: il n’y a rien" in html.unescape(listed)


def test_a_new_exercise_is_quiet_until_it_is_begun_and_can_be_looked_at(curator, draft) -> None:
    client = signed_in(curator, "en")
    for kind in NEW_TYPES:
        page = client.post("/author/L16/exercises/", {"do": "add", "type": kind, "step": "alone"}, follow=True)
        source = page.content.decode()
        form = source.split('id="write"')[0].split('id="h-x"')[1] + source.split('id="write"')[1].split("</form>")[0]
        assert 'class="bad"' not in form, kind
        assert "This part is still empty." in source
        key = re.search(r"/author/L16/exercise/(L16-\d+)/", page.redirect_chain[-1][0])[1]
        look = client.get(f"/author/L16/look/nl/BE/exercise/{key}/")
        assert NOT_YET[2] not in look.content.decode(), kind
        draft.refresh_from_db()
        own = [one for one in findings_of(draft.document) if one.where.startswith(f"exercises.{key}")]
        assert {one.code for one in own} - {"missing_key"} == {"empty"}, kind
        [entry] = re.findall(rf'<li><a class="hit" href="/author/L16/exercise/{key}/".*?</li>', source, re.DOTALL)
        assert "empty" in entry
        assert "error" not in entry
    url = f"/author/L16/exercise/{key}/"
    sent(client, url, **{"v.instruction.fr": "Que fait-on ?"})
    source = client.get(url).content.decode()
    assert "This part is still empty." not in source
    assert source.count("NL, EN: missing") == 1, "once a text, not once a language"
    assert "Still to be written." in source


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("screens.answer.title", "Screens, “answer”, Title"),
        ("screens.list.show.2.label", "Screens, “list”, What stands there 3, Wording"),
        ("screens.0.text", "Screens 1, Text"),
        ("options.places.0.label", "Options, “places” 1, Wording"),
        ("says.title", "What is said, “title”"),
        ("feedback.success", "Feedback, When it is right"),
    ],
)
def test_a_place_is_said_without_taking_a_name_for_a_key(path: str, words: str) -> None:
    with override("en"):
        assert place_in_words(path) == words
