"""The aidant's pages about learners."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from common.jobs import Job
from common.wall import open_structure
from learners.models import Card
from learners.services import issue_card
from tests.app.doors import text
from tests.app.factories import LearnerFactory, StructureFactory, aidant_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Choisissez au moins une personne."), ("nl", "Kies minstens één cursist."), ("en", "Choose at least one")],
)
def test_printing_nobodys_card_says_what_is_missing_beside_the_list(client: Client, language: str, words: str) -> None:
    structure = StructureFactory()
    client.force_login(aidant_of(structure))
    client.cookies["language"] = language
    for alias in ("Amina", "Rosa"):
        LearnerFactory(structure=structure, alias=alias)
    page = client.post(f"/s/{structure.slug}/learners/cards/", {"secret_kind": "pictures"}).content.decode()
    beside = re.search(r"<fieldset.*?</fieldset>", page, flags=re.DOTALL)
    assert beside
    assert words in beside[0]
    assert {"Amina", "Rosa"} <= set(re.findall(r"\w+", beside[0]))
    assert re.search(r'value="pictures"[^>]*checked', page), "what was chosen stays"
    assert not Job.objects.exists()


LOCKED = [
    (0, None, "active", False),
    (4, None, "active", False),
    (5, 10, "locked until", True),
    (7, -10, "active", False),
    (10, -10, "locked: unlock it", True),
    (10, 10, "locked: unlock it", True),
]


@pytest.mark.parametrize(("failures", "minutes", "tag", "locked"), LOCKED)
def test_a_card_that_lets_nobody_in_says_so_and_how_to_open_it(client: Client, failures, minutes, tag, locked) -> None:
    structure = StructureFactory()
    aidant = aidant_of(structure)
    client.force_login(aidant)
    client.cookies["language"] = "en"
    learner = LearnerFactory(structure=structure, alias="Amina")
    until = timezone.now() + dt.timedelta(minutes=minutes) if minutes else None
    with open_structure(structure.pk):
        issue_card(learner=learner, by=aidant)
        Card.objects.filter(learner=learner).update(failures=failures, locked_until=until)
    address = f"/s/{structure.slug}/learners/"
    listed, page = text(client.get(address)), client.get(f"{address}{learner.pk}/")
    assert tag in text(page)
    assert (f"{failures} wrong tries" in text(page)) == locked
    assert ("/unlock/" in page.content.decode()) == locked
    assert (tag if locked else "has a card") in listed
    if locked:
        client.post(f"{address}{learner.pk}/unlock/")
        assert "active" in text(client.get(f"{address}{learner.pk}/"))
