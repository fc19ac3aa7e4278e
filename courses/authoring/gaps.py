"""What a document lacks: texts missing or stale, by language. Counted once a document, for lists of many modules."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from courses.learning.models import ModuleVersion
from exercises.texts import LANGUAGES, each_text

MOST_KEPT = 4096
_kept: dict[tuple[int, str], "Gaps"] = {}


@dataclass(frozen=True, slots=True)
class Gaps:
    """How many texts are missing and stale in each language: `{"nl": 3, ...}`; languages without any are left out."""

    missing: dict[str, int]
    stale: dict[str, int]

    def __bool__(self) -> bool:
        return bool(self.missing or self.stale)

    def of(self, language: str) -> int:
        return self.missing.get(language, 0) + self.stale.get(language, 0)

    @property
    def lines(self) -> list[tuple[str, int, int]]:
        """(language, missing, stale), for those that lack something."""
        return [(one, self.missing.get(one, 0), self.stale.get(one, 0)) for one in LANGUAGES if self.of(one)]


def gaps_in(tree: Any) -> Gaps:
    """Of a document, or of a part of one."""
    missing, stale = dict.fromkeys(LANGUAGES, 0), dict.fromkeys(LANGUAGES, 0)
    for _path, text in each_text(tree):
        for language in LANGUAGES:
            if f"{language}?" in text:
                stale[language] += 1
            elif not str(text.get(language) or "").strip():
                missing[language] += 1
    return Gaps({one: n for one, n in missing.items() if n}, {one: n for one, n in stale.items() if n})


def gaps_of(versions: Iterable[ModuleVersion]) -> dict[int, Gaps]:
    """Version -> what it lacks; one query for those whose document was not counted yet."""
    wanted = {version.pk: (version.pk, version.sha256) for version in versions}
    new = [pk for pk, key in wanted.items() if key not in _kept]
    if len(_kept) + len(new) > MOST_KEPT:
        _kept.clear()
        new = list(wanted)
    for pk, digest, document in ModuleVersion.objects.filter(pk__in=new).values_list("pk", "sha256", "document"):
        _kept[(pk, digest)] = gaps_in(document)
    return {pk: _kept[key] for pk, key in wanted.items() if key in _kept}
