"""The aidant's pages about learners."""

import re

import pytest
from django.test import Client

from common.jobs import Job
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
