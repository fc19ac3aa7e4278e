"""A long file of questions: what is ticked stays, from page to page, and what is refused keeps it too."""

import re

import pytest

from tests.app.doors import send, signed_in, text
from tests.app.factories import portal_person
from tests.app.learning import published
from tests.app.test_authoring_import import analysis, step_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def module():
    return published("L16")


@pytest.fixture
def curator():
    return signed_in(portal_person("curator"))


OLD = "Où s’arrête-t-il ? {=À l’arrêt ~Là}"


def test_a_text_of_windows_comes_in_with_a_word_on_its_accents(curator, module):
    page = text(curator.get(analysis(curator, module, "old.gift", OLD.encode("cp1252"))))
    assert "Où s’arrête-t-il ?" in page
    assert "look whether the accents are right" in page


def test_what_is_ticked_stays_ticked_from_page_to_page(curator, module):
    """Nothing is a page of a POST: Back and the next page keep what was chosen."""
    many = "\n\n".join(f"Is {number} a number? {{T}}" for number in range(60))
    address = analysis(curator, module, "many.gift", many)
    send(curator, address, {"shown": "1", "take": ["0", "3"], "do": "page:2"})
    second = curator.get(f"{address}?page=2").content.decode()
    assert ticked(second) == []
    assert "2 questions are ticked on all the pages" in re.sub(r"<[^>]+>", " ", second)
    send(curator, address, {"shown": "2", "take": ["55"], "do": "page:1"})
    assert ticked(curator.get(address).content.decode()) == ["0", "3"]
    response = send(curator, address, {"shown": "1", "take": ["0", "3", *map(str, range(5, 50))]})
    assert response.status_code == 302, "what is refused is said on a page of its own address"
    again = curator.get(response["Location"])
    assert "40 exercises at most" in text(again)
    assert len(ticked(again.content.decode())) == 47
    send(curator, address, {"shown": "1", "do": "none"})
    assert ticked(curator.get(address).content.decode()) == []
    assert ticked(curator.get(f"{address}?page=2").content.decode()) == ["55"]
    send(curator, address, {"shown": "2", "take": [], "do": "all"})
    assert len(ticked(curator.get(f"{address}?page=2").content.decode())) == 10
    send(curator, address, {"shown": "2", "take": ["50", "51"]})
    assert len(step_of(module, "alone")) >= 2


def ticked(page: str) -> list[str]:
    return re.findall(r'name="take" value="(\d+)" checked', page)
