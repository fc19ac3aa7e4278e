"""Lint of texts: three languages, short lines, real addresses, active verbs."""

import re
from typing import Any

from exercises.lint.findings import NO_ALT, Findings
from exercises.sentences import gettext_noop as _
from exercises.texts import (
    COUNTRIES,
    COUNTRY_KEYS,
    LANGUAGE_KEYS,
    LANGUAGES,
    by_country,
    each_text,
    is_text,
    is_variant,
)

MAX_WORDS = 12
MEAN_WORDS = 8
AIDANT_MAX_WORDS = 20
AIDANT_MEAN_WORDS = 14
HELPER_MAX_WORDS = 25
LONG_SAID = _("%(language)s: more than %(most)s words: “%(line)s”")
MEAN_SAID = _("%(language)s: %(mean)s words a line on average, aim below %(most)s")
CODE_SAID = _("%(language)s: “%(code)s” says nothing to a learner: name the module by its title")
STALE_SAID = _("%(language)s is older than its source: reread it")
STRAY_LANGUAGE = _("%(names)s stands beside languages and is none: they are %(known)s, and a comma needs quotes")
STRAY_COUNTRY = _("%(names)s stands beside countries and is none: they are %(known)s, and a comma needs quotes")
_WORD = re.compile(r"\w")
_CODE = re.compile(r"\bL\d\d\b")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_ADDRESS = re.compile(r"[$\w.@-]*\w\.[a-z]{2,}\b", re.IGNORECASE)
_REAL_ENDING = re.compile(
    r"\.(?:com|net|org|info|biz|eu|be|fr|nl|lu|de|uk|ch|es|it|io|app|gov|int|me|tv|shop|online|site|bank|brussels"
    r"|vlaanderen|gent|paris|bzh|alsace)$",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:svg|png|jpe?g|webp|gif)$", re.IGNORECASE)
_PASSIVE = {
    "fr": re.compile(r"\b(?:est|sont|sera|seront|était|étaient|été)\s+\w+(?:é|ée|és|ées|i|is|u|us|ue|ues)\s+par\b"),
    "nl": re.compile(r"\b(?:wordt|worden|werd|werden)\b.*\b(?:ge\w+|\w+[dt])\b|\bdoor\b.*\bge\w+(?:d|t|en)\b"),
    "en": re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?\w+(?:ed|wn|nt to)\s+by\b"),
}
_REAL_LIFE = ("facilitator", "memo", "module.steps.5.")
_NOT_TEXT = frozenset({"file", "id", "licence", "world", "replay", "code"})
# What stands under these keys is always read by somebody.
_ALWAYS_TEXT = frozenset(
    {"alt", "instruction", "intro", "label", "means", "panel", "partial", "promise", "retry", "success", "word"}
)


def check_languages(tree: Any, where: str, findings: Findings) -> None:
    """Texts have their languages and countries, and nothing beside them: with a stray key they are no texts at all.

    `{fr: Oui, sans aide, nl: Ja}` is the usual one: a comma without quotes makes a key of `sans aide`.
    """
    if isinstance(tree, list):
        for index, value in enumerate(tree):
            check_languages(value, f"{where}.{index}", findings)
    if not isinstance(tree, dict):
        return
    for kind, known, shown, said in (
        ("language", LANGUAGE_KEYS, LANGUAGES, STRAY_LANGUAGE),
        ("country", COUNTRY_KEYS, COUNTRIES, STRAY_COUNTRY),
    ):
        stray = [key for key in tree if key not in known] if tree.keys() & known else []
        if stray:
            names = ", ".join(repr(key) for key in stray)
            findings.error(where, f"stray_{kind}", said, names=names, known=", ".join(shown))
            return
    for key, value in tree.items():
        sides = [by_country(value, country) for country in COUNTRIES]
        if key in _ALWAYS_TEXT and not _mixed(value) and not all(map(is_text, sides)):
            findings.error(f"{where}.{key}", "not_text", _("must be a text in %(known)s"), known=", ".join(LANGUAGES))
        else:
            check_languages(value, f"{where}.{key}", findings)


def _mixed(value: Any) -> bool:
    """Whether some of the keys are languages or countries: then the stray one is named."""
    return isinstance(value, dict) and bool(value.keys() & (LANGUAGE_KEYS | COUNTRY_KEYS)) and not is_variant(value)


def check_texts(document: dict[str, Any], findings: Findings) -> None:
    """Every text of the document; an aidant reads longer lines, and the helper's sheet has longer sentences."""
    aidant = document["module"].get("audience") == "aidant"
    most, mean_most = (AIDANT_MAX_WORDS, AIDANT_MEAN_WORDS) if aidant else (MAX_WORDS, MEAN_WORDS)
    lengths: dict[str, list[int]] = {language: [] for language in LANGUAGES}
    for part in ("module", "exercises", "worlds", "memo", "media"):
        for path, text in each_text(document.get(part) or {}, part):
            _check_languages(path, text, findings)
            for language, line in _lines(text):
                count = words_in(line)
                if count > most:
                    findings.error(
                        path,
                        "long_line",
                        _("%(language)s: %(count)s words, at most %(most)s: “%(line)s”"),
                        language=language.upper(),
                        count=count,
                        most=most,
                        line=line,
                    )
                if line.rstrip().endswith((".", "!", "?")):
                    lengths[language].append(count)
                _check_line(path, language, line, findings, codes=aidant)
    for language, counts in lengths.items():
        mean = sum(counts) / len(counts) if counts else 0
        if mean > mean_most:
            findings.warning(
                "module", "long_mean", MEAN_SAID, language=language.upper(), mean=f"{mean:.1f}", most=mean_most
            )
    for path, text in each_text(document["facilitator"] or {}, "facilitator"):
        _check_languages(path, text, findings, lines=False)
        for language, line in _lines(text):
            for sentence in _SENTENCE.split(line):
                if words_in(sentence) > HELPER_MAX_WORDS:
                    findings.error(
                        path, "long_line", LONG_SAID, language=language.upper(), most=HELPER_MAX_WORDS, line=sentence
                    )


def _check_line(path: str, language: str, line: str, findings: Findings, *, codes: bool) -> None:
    """Active verbs; and, unless `codes`, no module's code: a learner never sees one elsewhere."""
    if not codes and (code := _CODE.search(line)):
        findings.warning(path, "code", CODE_SAID, language=language.upper(), code=code[0])
    if _PASSIVE[language].search(line):
        findings.warning(
            path, "passive", _("%(language)s: perhaps a passive: “%(line)s”"), language=language.upper(), line=line
        )


def check_addresses(tree: Any, where: str, findings: Findings) -> None:
    """Every address ends in `.example`; a picture has a description.

    Where real life begins (the bridge, the memo, the helper's sheet) a public service may be named: a warning.
    """
    if isinstance(tree, dict):
        file = tree.get("file")
        if isinstance(file, str) and _PICTURE.search(file) and "alt" not in tree:
            findings.error(where, "no_alt", NO_ALT, file=file)
        for name, value in tree.items():
            if name not in _NOT_TEXT:
                check_addresses(value, f"{where}.{name}", findings)
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            check_addresses(value, f"{where}.{index}", findings)
    elif isinstance(tree, str):
        for address in _ADDRESS.findall(tree):
            if _is_real(address, where):
                say = findings.warning if where.startswith(_REAL_LIFE) else findings.error
                say(where, "real_address", _("“%(address)s”: addresses end in .example"), address=address)


def words_in(line: str) -> int:
    """How many words a line has; signs alone aren't words."""
    return sum(bool(_WORD.search(token)) for token in line.split())


def _is_real(address: str, where: str) -> bool:
    if address.startswith("$") or address.lower().endswith(".example"):
        return False
    named = "@" in address[1:] or where.endswith((".address", ".address.BE", ".address.FR"))
    return named or bool(_REAL_ENDING.search(address))


def _check_languages(path: str, text: dict[str, Any], findings: Findings, *, lines: bool = True) -> None:
    lacking = [one for one in LANGUAGES if f"{one}?" not in text and not _words(text.get(one))]
    if lacking == list(LANGUAGES):
        findings.error(path, "empty", _("nothing is written here yet"))
    elif lacking:
        findings.error(path, "missing", _("%(languages)s: missing"), languages=", ".join(lacking).upper())
    for language in LANGUAGES:
        if f"{language}?" in text:
            findings.error(
                path, "stale", _("%(language)s is older than its source: reread it"), language=language.upper()
            )
    counts = {len(text[one].strip().split("\n")) for one in LANGUAGES if isinstance(text.get(one), str)}
    if lines and len(counts) > 1:
        findings.error(path, "lines_differ", _("the three languages don’t have as many lines"))


def _words(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _lines(text: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (language, line)
        for language in LANGUAGES
        for line in str(text.get(language) or text.get(f"{language}?") or "").splitlines()
        if line.strip()
    ]
