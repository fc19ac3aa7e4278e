"""A place in a picture, from a package of another system: with its picture into a draft, and out again."""

import io
import re
import zipfile

import pytest

from courses.exchange.reading import read
from courses.learning.selectors import version_in_hand
from courses.learning.services import LintError, submit_draft
from tests import media_files as files
from tests.app.doors import signed_in, text
from tests.app.factories import portal_person
from tests.app.learning import published
from tests.app.test_authoring_import import analysis, brought

pytestmark = pytest.mark.django_db


@pytest.fixture
def module():
    return published("L16")


@pytest.fixture
def curator():
    return signed_in(portal_person("curator"))


def hotspot(picture: bytes, name: str = "stop.png", alt: str = "") -> bytes:
    item = f"""<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="Stop">
<responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse><value>A</value>
</correctResponse></responseDeclaration><itemBody><hotspotInteraction responseIdentifier="R" maxChoices="1">
<prompt>Where does it stop?</prompt><object type="image/png" data="{name}" width="400" height="200">{alt}</object>
<hotspotChoice identifier="A" shape="rect" coords="0,0,100,200" hotspotLabel="The sign"/>
<hotspotChoice identifier="B" shape="circle" coords="300,100,50" hotspotLabel="The field"/>
</hotspotInteraction></itemBody></assessmentItem>"""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        resource = (
            '<resource identifier="i" type="imsqti_item_xmlv2p1" href="item.xml"><file href="item.xml"/></resource>'
        )
        space = "http://www.imsglobal.org/xsd/imscp_v1p1"
        archive.writestr("imsmanifest.xml", f'<manifest xmlns="{space}"><resources>{resource}</resources></manifest>')
        archive.writestr("item.xml", item)
        archive.writestr(name, picture)
    return made.getvalue()


def test_a_place_in_a_picture_comes_in_with_its_picture_made_small(curator, module):
    package = hotspot(files.picture(size=(400, 200)))
    assert "The picture has no description." in text(curator.get(analysis(curator, module, "a.zip", package)))
    [made] = brought(curator, module, "a.zip", package, [0])
    assert made["type"] == "hotspot"
    assert re.fullmatch(r"stop-[0-9a-f]{16}\.webp", made["picture"]["file"])
    assert made["picture"]["alt"] == {"fr": None, "nl": None, "en": None}
    assert [(one["at"], bool(one.get("right"))) for one in made["options"]] == [
        ([0, 0, 25, 100], True),
        ([62, 25, 26, 50], False),
    ]
    draft = version_in_hand(module)
    assert [one["file"] for one in draft.document["media"]["pictures"]] == [made["picture"]["file"]]
    with pytest.raises(LintError):
        submit_draft(draft=draft, by=None)
    look = curator.get(f"/author/L16/look/en/BE/exercise/{made['id']}/").content.decode()
    assert f'href="/media/{made["picture"]["file"]}?v=1"' in look
    described = hotspot(files.picture(size=(400, 200)), alt="A stop beside a field.")
    [again] = brought(curator, module, "b.zip", described, [0])
    assert again["picture"]["alt"]["en"] == "A stop beside a field."
    [page] = [curator.get(f"/author/L16/export/file/?format=qti&language=en&version={draft.number}")]
    back = [one for one in read("a.zip", page.content).questions if one.kind == "hotspot"]
    assert [one.picture.name.rpartition(".")[2] for one in back] == ["webp"], "what is not described stays here"
    assert [option.at for option in back[0].options] == [(0, 0, 25, 100), (62, 25, 26, 50)]


@pytest.mark.parametrize(
    ("name", "picture", "why"),
    [
        ("a.svg", files.svg("<script>steal()</script>"), "more than shapes"),
        ("a.png", files.picture(size=(400, 200))[:200], "damaged"),
        ("a.jpg", files.picture(size=(400, 200)), "ending of the file"),
    ],
)
def test_a_place_in_a_hostile_picture_stays_out_and_says_why(curator, module, name, picture, why):
    package = hotspot(picture, name)
    assert why in text(curator.get(analysis(curator, module, "a.zip", package)))
