"""Every text of a part side by side: for who translates, and for what has no form of its own (worlds, simulators)."""

from dataclasses import dataclass
from typing import Any

from courses.authoring.filling import PREFIX, Cell, Posted, Row
from courses.authoring.outline import place_in_words
from courses.authoring.shapes import Field
from courses.authoring.trees import at, blank_text, merged, path_of, replaced, state_of, words_in
from exercises.texts import LANGUAGES, each_text


@dataclass
class Texts:
    """All texts of a tree as rows, and the tree again from what was posted. `before`: the published version's part."""

    tree: dict[str, Any]
    source: str = "fr"
    posted: Posted | None = None
    before: Any = None

    def rows(self) -> list[Row]:
        """In the order of the file; the source first in each."""
        return [self._row(path, text) for path, text in each_text(self.tree)]

    def result(self) -> dict[str, Any]:
        """The tree with the texts as typed."""
        tree = self.tree
        for path, text in each_text(self.tree):
            name = PREFIX + path
            typed = {one: self._typed(f"{name}.{one}", words_in(text, one)) for one in LANGUAGES}
            right = [one for one in LANGUAGES if self.posted and f"{name}.{one}.right" in self.posted]
            found = merged(text, typed, right, self.source)
            tree = replaced(tree, path_of(path), found or blank_text())
        return tree

    def _row(self, path: str, text: dict[str, Any]) -> Row:
        row = Row(Field("text", "text", label=place_in_words(path)), PREFIX + path, "text")
        for language in sorted(LANGUAGES, key=lambda one: one != self.source):
            name = f"{row.name}.{language}"
            words = self._typed(name, words_in(text, language))
            cell = Cell(language, name, words, state_of(text, language), language == self.source)
            was = words_in(at(self.before, path_of(path)), self.source) if cell.state == "stale" else ""
            cell.was = was if was != words_in(text, self.source) else ""
            row.cells.append(cell)
        return row

    def _typed(self, name: str, otherwise: str) -> str:
        found = self.posted.get(name) if self.posted is not None else None
        return otherwise if found is None else found
