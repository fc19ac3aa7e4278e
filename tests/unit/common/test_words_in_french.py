"""What Django and plain templates don't know of French: its short months, and the space before a colon."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from accounts.mail import Letter
from common.languages import date_in_words
from common.templatetags.halte import date

MONTHS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]


@pytest.mark.parametrize(("month", "short"), list(enumerate(MONTHS, start=1)))
@pytest.mark.parametrize("shape", ["j M Y", "j b Y", "j N Y"])
def test_french_shortens_a_month_as_it_is_written(month: int, short: str, shape: str) -> None:
    day = dt.date(2026, month, 3)
    with translation.override("fr"):
        assert date(day, shape) == f"3 {short} 2026"
        assert date(dt.datetime(2026, month, 3, 9, 30), "M") == short
        assert date_in_words(day, "j b") == f"3 {short}"


@pytest.mark.parametrize(("language", "shown"), [("nl", "3 jul"), ("en", "3 Jul")])
def test_the_others_shorten_as_django_does(language: str, shown: str) -> None:
    with translation.override(language):
        assert date(dt.date(2026, 7, 3), "j M") == shown


def test_nothing_and_the_long_months_stay() -> None:
    with translation.override("fr"):
        assert date(None, "j M") == ""
        assert date("", "j M") == ""
        assert date(dt.date(2026, 2, 3), "j F Y") == "3 février 2026"
        assert date(dt.date(2026, 8, 1), "j M") == "1er août"


@pytest.mark.parametrize(("language", "shown"), [("fr", "Lieu\u00a0: Tournai"), ("nl", "Lieu: Tournai")])
def test_a_colon_in_a_template_follows_the_language(language: str, shown: str) -> None:
    with translation.override(language):
        assert Template("{% load halte %}Lieu{% colon %} Tournai").render(Context()) == shown


def test_the_button_of_a_letter_has_a_french_colon_in_plain_text() -> None:
    letter = Letter(subject="x", paragraphs=("Bonjour,",), action=("Rejoindre EPN Tournai", "https://lila.example/"))
    with translation.override("fr"):
        text = render_to_string("accounts/mail/letter.txt", {"letter": letter})
    assert text.startswith("Bonjour,\n\nRejoindre EPN Tournai\u00a0:\nhttps://lila.example/\n")
