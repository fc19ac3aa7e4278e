"""The indicator catalogue: the lines of a report in order, with their names, units and the text that says
how each is counted (docs/counting.md), in three languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

"""The languages a report is made in."""

_FILE = Path(__file__).parent / "data" / "catalogue.toml"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of the catalogue. `name`, `unit` and `how` are by language code."""

    code: str
    order: int
    """Place in the report, from 1."""
    rank: Literal["main", "secondary"]
    kind: Literal["flow", "stock", "model"]
    qualifier: Literal["exact", "at_least", "estimate"]
    has_territory: bool
    """False: its zone columns are empty, and its target is held against all of it."""
    name: Mapping[str, str]
    unit: Mapping[str, str]
    how: Mapping[str, str]
    """How it is counted, to be printed with it."""


@dataclass(frozen=True, slots=True)
class EuCode:
    """An Interreg common code that a programme asks beside an indicator; `joint_only`: for joint actions."""

    code: str
    joint_only: bool


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


CATALOGUE_VERSION: str = _read()["version"]
"""Version of all definitions together; a report carries it."""


@lru_cache(maxsize=1)
def catalogue() -> tuple[Indicator, ...]:
    """The 18 indicators, in the order of a report."""
    return tuple(Indicator(order=place, **row) for place, row in enumerate(_read()["indicator"], start=1))


def indicator(code: str) -> Indicator:
    """The indicator of a code. Raises KeyError for a code the catalogue does not have."""
    return _by_code()[code]


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Indicator]:
    return {line.code: line for line in catalogue()}


def codes() -> tuple[str, ...]:
    """The 18 codes, in the order of a report."""
    return tuple(line.code for line in catalogue())


def how_all(language: str) -> str:
    """The rules that hold for every line: project dates, people, partner, territory."""
    return _read()["how_all"][language]


def eu_code(code: str, programme: str = "interreg") -> EuCode | None:
    """The common code beside an indicator in a programme's mapping; None when it has none."""
    row = _read()["eu_codes"].get(programme, {}).get(code)
    return EuCode(**row) if row else None
