"""The catalogues hold every message of the code and the templates, translated, in the three languages."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from config.catalogues import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = ["tests", "bench", "var", "staticfiles", "node_modules", ".venv", ".git", "locale", "docs"]
PLACES = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|</?\w+")

Key = tuple[str | None, str, str]


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


@pytest.fixture(scope="module")
def messages(tmp_path_factory) -> set[Key]:
    """What gettext finds in a copy of the tree, with empty catalogues."""
    copy = tmp_path_factory.mktemp("extract") / "halte"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT, "__pycache__", "*.mo", "content"))
    (copy / "locale").mkdir()
    done = subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", "en", "--no-location"],
        cwd=copy,
        env=os.environ
        | {"PYTHONPATH": f"{copy}:{copy / 'platform'}", "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = {key(entry) for entry in polib.pofile(str(copy / "locale/en/LC_MESSAGES/django.po"))}
    assert len(found) > 50
    return found


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request) -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / request.param / "LC_MESSAGES" / "django.po"))


def test_every_message_is_in_the_catalogue(messages, catalogue):
    assert sorted(m[1] for m in messages - {key(entry) for entry in catalogue}) == []


def test_the_catalogue_holds_nothing_else(messages, catalogue):
    """A message that left the code leaves the catalogue, so that nobody translates it again."""
    assert sorted(entry.msgid for entry in catalogue if key(entry) not in messages) == []
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_everything_is_translated(catalogue):
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []
    assert [entry.msgid for entry in catalogue if entry.fuzzy] == []


def test_a_translation_keeps_what_is_filled_in(catalogue):
    """A lost %(name)s is a 500 in one language only; a lost tag is a page that looks broken in one."""
    wrong = []
    for entry in catalogue:
        wanted = [set(PLACES.findall(text)) for text in (entry.msgid, entry.msgid_plural)]
        # A singular may leave the number out ("one learner"), never add a place of its own.
        for number, text in entry.msgstr_plural.items():
            found = set(PLACES.findall(text))
            if not (found <= wanted[1] and (number == 0 or wanted[1] <= found)):
                wrong.append((entry.msgid, text))
        if not entry.msgid_plural and set(PLACES.findall(entry.msgstr)) != wanted[0]:
            wrong.append((entry.msgid, entry.msgstr))
    assert wrong == []


def test_french_signs_keep_their_word():
    """A sign that ends a sentence never begins a line: the space before it is a no-break one."""
    french = polib.pofile(str(ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"))
    texts = [text for entry in french for text in (entry.msgstr, *entry.msgstr_plural.values())]
    assert [text for text in texts if re.search(r"\S [:;!?»](?=\W|$)|« ", text)] == []


def said(language: str) -> list[str]:
    """Every text of a catalogue."""
    catalogue = polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))
    return [text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]


HOURS = re.compile(r"(\d|\)[sd])\s[Uu]\b")  # “3 u”, “%(hours)s u 30”


def test_dutch_says_je():
    """Halte says “je” to everybody, with one form of the verb beside it; “account” has one gender."""
    other = re.compile(r"\b([Uu]|[Uu]w[es]?|[Uu]zelf|[Jj]e kunt|[Kk]un je|[Dd]e account|[Dd]eze account)\b")
    assert other.findall(HOURS.sub("", "3 u, %(hours)s u 30")) == []
    assert [text for text in said("nl") if other.search(HOURS.sub("", text))] == []


def test_french_says_vous():
    assert [text for text in said("fr") if re.search(r"\b(tu|toi|ton|tes)\b", text, re.IGNORECASE)] == []


def test_quotation_marks_and_apostrophes_are_the_languages():
    """« » with no-break spaces and ’ in French, “ ” in Dutch and English; no sign of a typewriter."""
    assert [text for text in said("fr") if re.search(r"[“”]|«[^\u00a0]|[^\u00a0]»|\w'\w", text)] == []
    assert [text for text in said("nl") if re.search(r"[«»]|\w'\w", text)] == []
    assert [text for text in said("en") if re.search(r"[«»]", text)] == []


def test_one_word_for_one_thing():
    """Words that docs/glossary.csv has otherwise, or that the pages have otherwise."""
    dutch = "[Hh]elpers?|[Ll]erenden?|[Gg]ebruiksmoment(en)?|[Rr]eferent(en)?|[Jj]ourna(al|len)|[Bb]rie(f|ven)|[Bb]org"
    wrong = {
        "nl": rf"\b({dutch})\b",
        "fr": r"\b([Cc]ourriels?|[Ll]a lettre|[Ll]ettre de|[ÉéEe]vènements?)\b",
        "en": r"\b([Ss]tructures?|[Aa]idants?)\b",
    }
    found = [(language, text) for language, words in wrong.items() for text in said(language) if re.search(words, text)]
    assert found == []
