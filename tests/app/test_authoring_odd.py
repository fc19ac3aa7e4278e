"""A draft may hold any value anywhere: the editor opens all the same, so that somebody can mend it."""

from typing import Any

import pytest

from courses.authoring import services as editing
from courses.authoring.models import DraftSave
from courses.authoring.outline import outline_of
from courses.authoring.trees import as_yaml, replaced
from courses.learning import services
from courses.learning.content import to_files
from courses.learning.models import ModuleVersion
from exercises import load_yaml
from exercises.documents import read_files
from tests.app.doors import signed_in
from tests.app.factories import portal_person
from tests.app.learning import CONTENT, document, published

ODD: list[Any] = [5, "word", [], {}, None, True, [5], [None], {"a": 5}, [{"a": []}], [[]]]


@pytest.mark.parametrize("part", ["module", "exercises", "worlds", "memo", "facilitator"])
def test_the_outline_of_a_document_with_any_value_anywhere(part):
    """Each value of each part, exchanged for each odd one: 11 outlines for a place."""
    whole = document("L16")
    files = to_files(whole)
    tree = whole[part] if part not in ("exercises", "worlds") else whole[part][sorted(whole[part])[0]]
    for path in places(tree):
        for odd in ODD:
            changed = replaced(tree, path, odd)
            if part in ("exercises", "worlds"):
                changed = {**whole[part], sorted(whole[part])[0]: changed}
            assert outline_of({**whole, part: changed}, files).every


def places(tree: Any, deep: int = 4) -> list[tuple]:
    found: list[tuple] = []
    items = tree.items() if isinstance(tree, dict) else enumerate(tree[:4]) if isinstance(tree, list) else []
    for key, one in items:
        found.append((key,))
        found += [(key, *path) for path in places(one, deep - 1)] if deep > 1 else []
    return found


@pytest.fixture
def curator(db):
    return portal_person("curator")


@pytest.fixture
def client(curator):
    return signed_in(curator)


@pytest.fixture
def draft(curator) -> ModuleVersion:
    found = services.new_draft(module=published("L16"), by=curator)
    services.save_draft(draft=found, document=document("L16"), files=read_files(CONTENT / "L16"), by=curator)
    DraftSave.objects.all().delete()
    return found


STEPS = (
    ("steps", 2, "exercises"),
    ("steps", 2),
    ("steps",),
    ("steps", 2, "choose"),
    ("source",),
    ("title",),
    ("personas",),
)


@pytest.mark.parametrize("path", STEPS, ids=lambda path: ".".join(map(str, path)))
def test_a_wrong_value_in_the_modules_file_closes_no_page(client, curator, draft, path):
    module = replaced(load_yaml(dict(draft.files)["module.yaml"], "module.yaml"), path, 5)
    editing.keep(version=draft, files={**dict(draft.files), "module.yaml": as_yaml(module)}, by=curator)
    pages = ["", "?as=yaml", "?as=texts", "step/guided/", "exercise/L16-01/", "history/", "publishing/", "export/"]
    for page in pages:
        assert client.get(f"/author/L16/{page}").status_code in (200, 404), page
    for do in ("add", "duplicate", "to", "up", "delete"):
        act = {"do": do, "key": "L16-01", "step": "guided", "type": "choice"}
        assert client.post("/author/L16/exercises/", act).status_code == 302, do
    first = DraftSave.objects.order_by("begun_at").first()
    assert first
    client.post(f"/author/saves/{first.pk}/back/")
    draft.refresh_from_db()
    assert draft.document == document("L16")


def test_a_module_with_fewer_steps_than_its_published_version_opens(client, curator, draft):
    module = load_yaml(dict(draft.files)["module.yaml"], "module.yaml")
    more = {**module, "steps": [{"step": "why"}, *module["steps"]]}
    editing.keep(version=draft, files={**dict(draft.files), "module.yaml": as_yaml(more)}, by=curator)
    assert client.get("/author/L16/step/bridge/").status_code == 200


ODD_LINES = [
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
    "9" * 400 + ".0",
    "9" * 5000,
]


def test_a_line_with_a_tag_or_a_number_without_end_is_refused_at_its_place(client, draft):
    text = dict(draft.files)["module.yaml"]
    for line in ODD_LINES:
        page = client.post("/author/L16/?as=yaml", {"as": "yaml", "do": "save", "text": f"{text}zz: {line}\n"})
        assert page.status_code == 422, line
    draft.refresh_from_db()
    assert "zz" not in draft.document["module"]


def test_a_forged_button_takes_away_items_alone(client, draft):
    """A key that an exercise must have goes by no button: it would have no address any more."""
    for key in ("id", "type", "instruction", "instruction.fr"):
        page = client.post("/author/L16/exercise/L16-01/", {"do": f"drop:{key}"})
        assert page.status_code == 404, key
    assert client.get("/author/L16/exercise/L16-01/").status_code == 200
