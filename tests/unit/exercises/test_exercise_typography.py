"""French spaces: where they come, and everything that they must leave alone."""

import json
from typing import Any

import pytest
from exercise_twins import COUNTRIES, DOCUMENTS, QUESTIONS, ROOT, SIMULATORS, Twin, python_drive
from hypothesis import given
from hypothesis import strategies as st

from assessments import bank
from exercises import client_bundle, grade_bundle, load_module, localise, sha256
from exercises.answers import SPACES
from exercises.texts import NARROW, NO_BREAK, NO_BREAK_HYPHEN, french_spaces, in_type

TEXTS = st.text(st.sampled_from(" \u00a0\u202f«»:;!?.,…()-/@a1é\n") | st.characters(codec="utf-8"), max_size=40)


ORDINARY = str.maketrans({NO_BREAK: " ", NARROW: " ", NO_BREAK_HYPHEN: "-", "’": "'"})


def flat(tree: Any) -> Any:
    """The tree with every space, apostrophe and hyphen an ordinary one."""
    if isinstance(tree, dict):
        return {key: flat(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [flat(value) for value in tree]
    return tree.translate(ORDINARY) if isinstance(tree, str) else tree


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Bravo !", "Bravo\u202f!"),
        ("Vraiment ? Oui ; ou non ?!", "Vraiment\u202f? Oui\u202f; ou non\u202f?!"),
        ("Lieu : rue du Parc.", "Lieu\u00a0: rue du Parc."),
        ("« Je ne sais pas »", "«\u00a0Je ne sais pas\u00a0»"),
        ("Touchez « Envoyer ! » ici :\nmerci !", "Touchez «\u00a0Envoyer\u202f!\u00a0» ici\u00a0:\nmerci\u202f!"),
        ("Bravo\u00a0!", "Bravo\u202f!"),
    ],
)
def test_french_has_its_no_break_spaces(typed: str, read: str) -> None:
    assert french_spaces(typed) == read


@pytest.mark.parametrize(
    "text",
    [
        "Rendez-vous à 10:30.",
        "De 9:00 à 10 :30",
        "https://lila.example/?a=1;b=2!",
        "nadia.benali@courriel.example",
        "0400 12 34 56",
        "À demain ;-)",
        "Soleil!42:Lune",
        "",
    ],
)
def test_what_is_no_punctuation_stays(text: str) -> None:
    assert french_spaces(text) == text


@given(TEXTS)
def test_twice_is_once_and_only_spaces_change(text: str) -> None:
    once = french_spaces(text)
    assert french_spaces(once) == once
    assert len(once) == len(text)
    assert flat(once) == flat(text)


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("fr", "L'e-mail d'Anna : j'ouvre", "L’e\u2011mail d’Anna\u00a0: j’ouvre"),
        ("fr", "L'« aide » de 5' et 'ça'", "L'«\u00a0aide\u00a0» de 5' et 'ça'"),
        ("nl", "Foto's per e-mail : zo'n", "Foto’s per e\u2011mail : zo’n"),
        ("nl", "Typ het e-mailadres", "Typ het e\u2011mailadres"),
        ("en", "Anna's e-mail", "Anna's e\u2011mail"),
        ("fr", "e-mail@lila.example, e-mailing", "e-mail@lila.example, e\u2011mailing"),
        (
            "fr",
            "Où a-t-elle cliqué ? Va-t-on voir ?",
            "Où a\u2011t\u2011elle cliqué\u202f? Va\u2011t\u2011on voir\u202f?",
        ),
        ("nl", "a-t-il", "a-t-il"),
    ],
)
def test_each_language_is_set_in_its_type(language: str, typed: str, read: str) -> None:
    assert in_type(typed, language) == read


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize(("asked", "typed"), [("l'e-mail", "l’e\u2011mail"), ("l’e\u2011mail", "l'e-mail")])
def test_either_apostrophe_and_hyphen_match(asked: str, typed: str, exact: bool, twin: Twin) -> None:
    part = {"id": "a", "label": "x", "answer": [asked], "exact": exact}
    bundle = {"id": "x", "type": "fill", "parts": [part]}
    assert grade_bundle(bundle, {"a": typed}).kind == "success"
    assert twin.mark(bundle, {"a": typed})["kind"] == "success"


def test_only_french_changes_also_as_a_fallback() -> None:
    tree = {"text": {"fr": "Oui ?", "nl": None, "en": "Yes ?"}, "id": "a : b", "address": "x ! y"}
    assert localise(tree, "fr", "BE")[0] == {"text": "Oui\u202f?", "id": "a : b", "address": "x ! y"}
    assert localise(tree, "nl", "BE")[0]["text"] == "Oui\u202f?"
    assert localise(tree, "en", "BE")[0]["text"] == "Yes ?"


ALL = [*SIMULATORS, *QUESTIONS, *((bank.document_of(), key) for key in bank.document_of()["exercises"])]
COMPARED = ("actions", "start", "lists", "dids", "solution", "answer", "trap")


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize(("document", "key"), ALL)
def test_what_is_compared_or_typed_has_ordinary_spaces(document: dict[str, Any], key: str, country: str) -> None:
    """Ids, predicates, effects, answers, addresses, the persona's own values: only what is read may change."""
    bundle = client_bundle(document, key, "fr", country)
    persona = {name: value for name, value in bundle["card"].items() if name not in ("text", "picture")}
    parts = [part["answer"] for part in bundle.get("parts", ())]
    whens = [step["when"] for step in bundle.get("goal", {}).get("steps", ())]
    whens += [slip["when"] for slip in bundle.get("slips", ())]
    shown = [widget.get("if") for page in bundle.get("screens", {}).values() for widget in page["show"]]
    rest = {name: bundle.get(name) for name in COMPARED}
    for tree in (rest, persona, parts, whens, shown, *_ids(bundle)):
        assert flat(tree) == tree


def _ids(tree: Any) -> list[Any]:
    """Every id, address and flag-like value of a tree."""
    if isinstance(tree, list):
        return [one for value in tree for one in _ids(value)]
    if not isinstance(tree, dict):
        return []
    own = [tree[name] for name in ("id", "address", "goes", "kind", "action") if isinstance(tree.get(name), str)]
    return own + [one for value in tree.values() for one in _ids(value)]


@pytest.mark.parametrize(("document", "key"), ALL)
def test_every_french_text_that_is_read_has_them(document: dict[str, Any], key: str) -> None:
    bundle = client_bundle(document, key, "fr", "BE")
    read = _read(bundle)
    assert bundle["instruction"] in read
    for text in read:
        assert not any(f" {sign}" in text for sign in ":;!?»"), text
        assert "« " not in text


READ = {"instruction", "label", "note", "partial", "retry", "says", "success", "text", "title", "trapped"}


def _read(tree: Any) -> list[str]:
    """Every string of a tree that is there to be read."""
    if isinstance(tree, list):
        return [one for value in tree for one in _read(value)]
    if not isinstance(tree, dict):
        return []
    own = [value for name, value in tree.items() if name in READ and isinstance(value, str)]
    return own + [one for value in tree.values() for one in _read(value)]


@pytest.mark.parametrize(("document", "key"), SIMULATORS)
def test_a_french_page_plays_as_any_other_in_both_engines(document: dict[str, Any], key: str, twin: Twin) -> None:
    french, dutch = (client_bundle(document, key, language, "BE") for language in ("fr", "nl"))
    for vector in document["exercises"][key]["vectors"]:
        if "$" in json.dumps(vector["play"]):
            continue
        mine = python_drive(french, vector["play"])
        assert twin.drive(french, vector["play"]) == mine
        assert mine["outcome"] == python_drive(dutch, vector["play"])["outcome"]


@pytest.mark.parametrize("space", [" ", NO_BREAK, NARROW])
def test_any_space_that_is_typed_matches(space: str, twin: Twin) -> None:
    """The keyboard gives an ordinary one, a French one or a copied line another; exact forgives those around."""
    for answer, exact, typed in (
        ("Bonjour !", False, f"{space}bonjour{space}!"),
        ("12 rue du Parc", False, f"12{space}Rue{space}du parc"),
        ("lila.example", True, f"{space}lila.example{space}"),
    ):
        part = {"id": "a", "label": "x", "answer": [answer], "exact": exact}
        bundle = {"id": "x", "type": "fill", "parts": [part]}
        assert grade_bundle(bundle, {"a": typed}).kind == "success"
        assert twin.mark(bundle, {"a": typed})["kind"] == "success"


@given(text=st.text(st.sampled_from(SPACES + "\x1c\x85\u200b\u180e\u2060ab"), max_size=12), exact=st.booleans())
def test_spaces_are_the_same_in_both(text: str, exact: bool, twin: Twin) -> None:
    part = {"id": "a", "label": "x", "answer": ["ab"], "exact": exact}
    bundle = {"id": "x", "type": "fill", "parts": [part]}
    assert grade_bundle(bundle, {"a": text}).kind == twin.mark(bundle, {"a": text})["kind"]


@pytest.mark.parametrize("code", sorted(DOCUMENTS))
def test_the_document_keeps_what_was_typed(code: str) -> None:
    """So its fingerprint stays, and loading the same files again publishes nothing."""
    document = load_module(ROOT / "courses" / "content" / code)
    before = sha256(document)
    localise(document, "fr", "BE")
    assert sha256(document) == before
    assert flat(document) == document
