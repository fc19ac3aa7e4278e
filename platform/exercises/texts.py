"""Localise a tree of content for one language and country.

A text is `{fr, nl, en}`, where `None` is missing and a key with `?` is stale; a country variant is `{BE, FR}` above it
(docs/modules.md). Country is not language: someone in France may read Dutch.

A file is typed with ordinary spaces, apostrophes and hyphens; what is read in French has the no-break spaces and the
apostrophe of its typography. They come when a text is drawn, never into the document: what is stored, hashed, compared
and graded stays as it was written.
"""

import re
from collections.abc import Iterator
from typing import Any

LANGUAGES = ("fr", "nl", "en")
COUNTRIES = ("BE", "FR")

LANGUAGE_KEYS = frozenset(LANGUAGES) | {f"{language}?" for language in LANGUAGES}
COUNTRY_KEYS = frozenset(COUNTRIES)

NO_BREAK, NARROW, NO_BREAK_HYPHEN = "\u00a0", "\u202f", "\u2011"
_SPACE = f"[ {NO_BREAK}{NARROW}]"
# A sign that ends something: not the colon of `10 :30`, nor a face like ` ;-)`.
_ENDS = r"(?=$|[\s»)\].,…:;!?])"
_OPENING = re.compile(rf"«{_SPACE}(?=\S)")
_CLOSING = re.compile(rf"(?<=\S){_SPACE}([:»]){_ENDS}", re.MULTILINE)
_HIGH = re.compile(rf"(?<=\S){_SPACE}([;!?]){_ENDS}", re.MULTILINE)
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_MAIL = re.compile(r"\b([Ee])-(?=mail\w*\b(?!@))")
_ASKED = re.compile(r"(?<=[^\W\d_])-t-(?=(?:il|elle|on)s?\b)")


def is_text(tree: Any) -> bool:
    """Whether the tree is a text in languages."""
    return isinstance(tree, dict) and bool(tree) and tree.keys() <= LANGUAGE_KEYS


def is_variant(tree: Any) -> bool:
    """Whether the tree varies by country."""
    return isinstance(tree, dict) and bool(tree) and tree.keys() <= COUNTRY_KEYS


def by_country(tree: Any, country: str) -> Any:
    """A country variant's own side; a tree that doesn't vary is given back. A side that's absent falls back."""
    if is_variant(tree):
        return tree[country] if country in tree else next(iter(tree.values()))
    return tree


def french_spaces(text: str) -> str:
    """The text with no-break spaces where French has them: narrow before `; ! ?`, whole before `:` and inside « ».

    Only a space that is there already changes, so that an address, an hour or a word stays what it was.
    """
    text = _OPENING.sub(f"«{NO_BREAK}", text)
    text = _CLOSING.sub(rf"{NO_BREAK}\1", text)
    return _HIGH.sub(rf"{NARROW}\1", text)


def in_type(text: str, language: str) -> str:
    """The text as it is set for reading: “e-mail” and its compounds stay on one line; in French and Dutch the
    apostrophe between two letters is ’; in French the spaces are its own, and “a-t-elle” stays on one line.
    """
    text = _MAIL.sub(f"\\1{NO_BREAK_HYPHEN}", text)
    if language not in ("fr", "nl"):
        return text
    text = _APOSTROPHE.sub("’", text)
    if language == "nl":
        return text
    return french_spaces(_ASKED.sub(f"{NO_BREAK_HYPHEN}t{NO_BREAK_HYPHEN}", text))


def localise(tree: Any, language: str, country: str, *, source: str = "fr") -> tuple[Any, frozenset[str]]:
    """Replace every text by its string in `language`, and every variant by its side for `country`.

    Returns the new tree and the dotted paths of the texts that fell back (missing, so in `source` or, failing that,
    any language; or stale). Lines stay lines: a string keeps its inner line ends and loses the last one. Each is set
    in the type of its own language.
    """
    marks: set[str] = set()

    def drawn(tree: Any, path: str) -> Any:
        tree = by_country(tree, country)
        if is_text(tree):
            text, exact = _pick(tree, language, source)
            if not exact:
                marks.add(path)
            return text
        if isinstance(tree, dict):
            return {key: drawn(value, _joined(path, key)) for key, value in tree.items()}
        if isinstance(tree, list):
            return [drawn(value, _joined(path, str(index))) for index, value in enumerate(tree)]
        return tree

    return drawn(tree, ""), frozenset(marks)


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _pick(text: dict[str, Any], language: str, source: str) -> tuple[str, bool]:
    others = (f"{language}?", source, *LANGUAGES, *(f"{name}?" for name in LANGUAGES))
    for key in (language, *others):
        if text.get(key) is not None:
            words = str(text[key]).rstrip("\n")
            return in_type(words, key[:2]), key == language
    return "", False


def each_text(tree: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every text of a tree with its dotted path (country included)."""
    if is_text(tree):
        yield path, tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from each_text(value, _joined(path, key))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from each_text(value, _joined(path, str(index)))
