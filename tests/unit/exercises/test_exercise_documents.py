"""The loader: strict YAML, one plain document, texts that say when they fall back."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from exercise_twins import FOLDERS, ROOT

from exercises import ContentError, client_bundle, load_module, load_yaml, localise, sha256

L16 = ROOT / "courses" / "content" / "L16"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_module_loads_into_plain_json(folder: Path) -> None:
    document = load_module(folder)
    assert json.loads(json.dumps(document)) == document
    assert document["module"]["code"] == folder.name


def test_fingerprint_ignores_the_order_of_keys_and_sees_every_change() -> None:
    document = load_module(L16)
    turned = json.loads(json.dumps(document, sort_keys=True))
    assert list(turned) != list(document)
    assert sha256(turned) == sha256(document)
    turned["module"]["minutes"] += 1
    assert sha256(turned) != sha256(document)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("en: No", {"en": "No"}),
        ("h: 10:30", {"h": "10:30"}),
        ("d: 2026-05-12", {"d": "2026-05-12"}),
        ("n: 0400", {"n": "0400"}),
        ("a: -1.5\nb: 12\nc: true\nd: ~\ne:", {"a": -1.5, "b": 12, "c": True, "d": None, "e": None}),
        ("nl?: oud", {"nl?": "oud"}),
    ],
)
def test_yaml_has_no_surprises(text: str, tree: dict[str, Any]) -> None:
    assert load_yaml(text, "x.yaml") == tree


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x 1\nb: *x", "anchors"),
        ("a: 1\na: 2", "twice"),
        ("a: {b: 1, b: 2}", "twice"),
        ("1: x", "must be a word"),
        ("a: !!python/object:os.system x", "begins with !"),
        ("a: 1\nb: [1\nc: 2", "line 2: a list .* isn’t closed"),
        ("a: 1\nb: 'it\nc: 2", "line 2: quotes"),
        ("a: 1\nfr: Oui: toi", "line 2: .* one colon too many"),
        ("a: 1\n\tb: 2", "line 2: .* a tab"),
        ("a: 1\nfr: 'it's'", "isn’t finished"),
        ("a:\n  b: 1\n c: 2\n", "line 3: .*spaces"),
        ("a: 1\nb: \x01", "line 2: .*hidden"),
        ("a: 1\n---\nb: 2", "dashes"),
        ("a: '" + "x" * 200_000 + "'", "larger"),
        ("a: " + "[" * 30 + "]" * 30, "deeper"),
    ],
)
def test_bad_yaml_names_file_and_reason(text: str, said: str) -> None:
    with pytest.raises(ContentError, match=said) as caught:
        load_yaml(text, "x.yaml")
    assert str(caught.value).startswith("x.yaml")


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("exercises/01-order-steps.yaml", "type: order", "'id' must be a word"),
        ("exercises/99-twice.yaml", "id: L16-01", "used twice"),
        ("exercises/99-list.yaml", "- a", "keys and values"),
        ("exercises/99-world.yaml", "id: L16-99\nworld: L99/nowhere", "no world 'L99/nowhere'"),
        ("exercises/99-world.yaml", "id: L16-99\nworld: ../secret", "no world '../secret'"),
        ("worlds/other.yaml", "id: booking2", "must be the file's name"),
    ],
)
def test_bad_module_names_file_and_reason(tmp_path: Path, file: str, text: str, said: str) -> None:
    folder = tmp_path / "L16"
    shutil.copytree(L16, folder)
    (folder / file).write_text(text)
    with pytest.raises(ContentError, match=said):
        load_module(folder)


def test_no_module_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"no module\.yaml"):
        load_module(tmp_path)


def test_a_file_that_isn_t_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "module.yaml").write_bytes(b"a: \xff")
    with pytest.raises(ContentError, match=r"module\.yaml.*UTF-8"):
        load_module(tmp_path)


def test_a_world_may_come_from_another_module(tmp_path: Path) -> None:
    shutil.copytree(L16, tmp_path / "L16")
    other = tmp_path / "L20"
    (other / "exercises").mkdir(parents=True)
    (other / "module.yaml").write_text("code: L20")
    (other / "exercises" / "01.yaml").write_text("id: L20-01\nworld: L16/booking")
    assert load_module(other)["worlds"]["L16/booking"]["id"] == "booking"


def test_texts_fall_back_and_say_so() -> None:
    tree = {
        "a": {"fr": "un\ndeux\n", "nl": None, "en": "one"},
        "b": {
            "BE": {"fr": "commune", "nl": "gemeente", "en": "x"},
            "FR": {"fr": "mairie", "nl": "mairie (gemeente)", "en": "x"},
        },
        "c": [{"fr": "oui", "nl?": "ja", "en": "yes"}],
        "d": {"fr": None, "nl": "enkel", "en": None},
        "number": 3,
    }
    drawn, marks = localise(tree, "nl", "FR")
    assert drawn == {"a": "un\ndeux", "b": "mairie (gemeente)", "c": ["ja"], "d": "enkel", "number": 3}
    assert marks == {"a", "c.0"}
    drawn, marks = localise(tree, "en", "BE", source="nl")
    assert drawn["d"] == "enkel"
    assert marks == {"d"}


def test_a_bundle_tells_what_fell_back(l16: dict[str, Any]) -> None:
    l16["exercises"]["L16-02"]["instruction"]["nl"] = None
    bundle = client_bundle(l16, "L16-02", "nl", "BE")
    assert bundle["instruction"] == "Prenez rendez-vous pour Nadia."
    assert bundle["fallbacks"] == ["instruction"]


ODD_VALUES = [
    "!!timestamp 2026-01-01",
    "!!timestamp x",
    "!!set {a: ~, b: ~}",
    "!!binary aGVsbG8=",
    "!!float .inf",
    '!!float ""',
    "!!bool x",
    '!!int ""',
    "!!map [1]",
    "!!omap [a: 1]",
    "!!pairs [a: 1]",
    "!!str 5",
    "!own 5",
    "!!python/object:os.system []",
    "9" * 400 + ".0",
    "9" * 5000,
]


@pytest.mark.parametrize("value", ODD_VALUES, ids=lambda value: value[:12])
def test_tags_and_numbers_without_end_are_refused(value):
    with pytest.raises(ContentError):
        load_yaml(f"a: 1\nzz: {value}\n", "module.yaml")
