"""Fixtures of the exercise engine's tests; `exercise_twins` has the rest."""

import json
from typing import Any

import pytest
from exercise_twins import DOCUMENTS, Twin


@pytest.fixture(scope="session")
def twin() -> Twin:
    return Twin()


@pytest.fixture
def l16() -> dict[str, Any]:
    """A fresh copy of the example module, to change at will."""
    return json.loads(json.dumps(DOCUMENTS["L16"]))
