"""Words that a page owes whoever stands before it."""

import pytest
from django.test import Client

from directory.shown import in_a_row

pytestmark = pytest.mark.django_db


def test_a_page_that_needs_an_account_says_so_at_the_door() -> None:
    visitor = Client(headers={"accept-language": "en"})
    assert "This needs an account." in visitor.get("/forum/", follow=True).content.decode()
    assert "This needs an account." not in visitor.get("/accounts/login/").content.decode()


def test_a_list_within_a_sentence_has_one_capital() -> None:
    assert in_a_row(["Met iemand naast je", "In een workshop"]) == ["Met iemand naast je", "in een workshop"]
    assert in_a_row([]) == []
