"""DigComp 3.0, read-only: official names for aidants, plain labels for learners (digcomp/data/digcomp.json).

The French names are a working translation of ours and the Dutch ones a community's: `unofficial` says which.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from common.languages import LANGUAGES, page_language

DATA = Path(__file__).parent / "data" / "digcomp.json"


@dataclass(frozen=True, slots=True)
class Area:
    """One of the five areas; `names` by language."""

    code: str
    names: dict[str, str]

    @property
    def name(self) -> str:
        return self.names[_language()]


@dataclass(frozen=True, slots=True)
class Competence:
    """One of the 21 competences: `names` (official) and `plain` (a learner's words), by language."""

    code: str
    area: str
    names: dict[str, str]
    plain: dict[str, str]

    @property
    def name(self) -> str:
        return self.names[_language()]

    @property
    def label(self) -> str:
        return self.plain[_language()]

    @property
    def unofficial(self) -> bool:
        """Whether the name shown is a translation that the European Commission has not endorsed."""
        return _language() != "en"


@lru_cache(maxsize=1)
def areas() -> dict[str, Area]:
    """The areas by code, in order."""
    return {row["code"]: Area(row["code"], _by_language(row, "name")) for row in _data()["areas"]}


@lru_cache(maxsize=1)
def competences() -> dict[str, Competence]:
    """The competences by code, in order."""
    return {
        row["code"]: Competence(row["code"], row["area"], _by_language(row, "name"), _by_language(row, "plain"))
        for row in _data()["competences"]
    }


def named(codes) -> list[Competence]:
    """The competences with these codes; a code of our own area 0, or an unknown one, has no name and is left out."""
    every = competences()
    return [every[code] for code in codes if code in every]


def _by_language(row: dict, key: str) -> dict[str, str]:
    return {language: row[f"{key}_{language}"] for language in LANGUAGES}


def _data() -> dict:
    return json.loads(DATA.read_text(encoding="utf-8"))


def _language() -> str:
    language = page_language()
    return language if language in LANGUAGES else "fr"
