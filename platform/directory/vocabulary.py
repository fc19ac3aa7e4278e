"""The closed lists of the MedNum file and their names in our three languages (data/vocabulary.csv).

The values are those of the public schema “lieux de médiation numérique” (docs/directory.md); the names are ours.
`origin` is `mednum` for a value of the schema, `halte` for one that it lacks: Belgian kinds of places, languages. Kinds
of places are those of structures (structures/kinds.py), and a few that only a file has.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from common.languages import page_language
from structures.kinds import OURS, StructureType, mednum_code

_DATA = Path(__file__).parent / "data" / "vocabulary.csv"
# Values as older files write them, folded: the schema's lists were shortened over its versions.
_FORMER = {
    "kinds": {"commune": "MUNI", "pe": "FT"},
    "care": {
        "langues etrangeres (autres) sont tous des formes de deficience visuelle": "Langues étrangères (autres)",
        "illetrisme": "Illettrisme",
    },
    "labels": {"forme a « duplex » (illetrisme)": "Formé à « DUPLEX » (illettrisme)"},
}
# What older files append to a value: “Gratuit : Je peux accéder…”, “À distance (par téléphone…)”.
_WITH_EXPLANATION = {"fees": " : ", "help_modes": " ("}
_ALSO_EXPLAINED = {"help_modes": " : "}


# “Other” is spelt in capitals among structures, and not in the schema.
OTHER = "Autre"
_TYPE_OF = {OTHER: str(StructureType.OTHER)}


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a closed list, as files have it, and its three names."""

    value: str
    origin: str
    fr: str = ""
    nl: str = ""
    en: str = ""

    @property
    def label(self) -> str:
        """Its name in the page's language."""
        if not self.en:
            return str(StructureType(_TYPE_OF.get(self.value, self.value)).label)
        return {"fr": self.fr, "nl": self.nl}.get(page_language(), self.en)


@lru_cache(maxsize=1)
def lists() -> dict[str, dict[str, Term]]:
    """Entry's column -> value -> term, in the order in which people read them."""
    found: dict[str, dict[str, Term]] = {"kinds": _kinds()}
    with _DATA.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            column = row.pop("column")
            found.setdefault(column, {})[row["value"]] = Term(**row)
    return found


def _kinds() -> dict[str, Term]:
    ours = OURS - {StructureType.OTHER}
    types = [str(kind) for kind in StructureType if kind != StructureType.OTHER]
    return {value: Term(value, "halte" if value in ours else "mednum") for value in [*types, OTHER]}


def canonical(column: str, written: str) -> str:
    """The value of that list which a file means: accents, case, apostrophes and former spellings forgiven.

    Empty where the list has no such value.
    """
    known = _folded(column)
    plain = _fold(written)
    found = known.get(plain) or _FORMER.get(column, {}).get(plain, "")
    for marks in (_WITH_EXPLANATION, _ALSO_EXPLAINED):
        if not found and (mark := marks.get(column)):
            found = known.get(plain.partition(mark)[0], "")
    return found


def labels(column: str, values: Iterable[str]) -> list[str]:
    """The names of known values, in the list's order."""
    wanted = set(values)
    return [term.label for value, term in lists()[column].items() if value in wanted]


def choices(column: str, *, only: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """(value, name) for a form; `only` these values. Kinds and languages by name, the others in the list's order."""
    wanted = None if only is None else set(only)
    found = [(v, term.label) for v, term in lists()[column].items() if wanted is None or v in wanted]
    return sorted(found, key=lambda pair: _fold(pair[1])) if column in {"kinds", "languages"} else found


def in_schema(column: str, value: str) -> bool:
    """Whether the public schema itself has that value."""
    term = lists()[column].get(value)
    return term is not None and term.origin == "mednum"


def kind_of(structure_type: str) -> str:
    """The directory's word for a structure's type; empty for none."""
    return canonical("kinds", structure_type)


def nearest(kind: str) -> str:
    """The schema's code for a kind: itself where the schema has it."""
    return kind if in_schema("kinds", kind) else mednum_code(kind)


@lru_cache(maxsize=32)
def _folded(column: str) -> dict[str, str]:
    return {_fold(value): value for value in lists()[column]}


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())
