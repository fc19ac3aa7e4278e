"""Lint of the pictures and recordings that were sent for a module (exercises/media.py)."""

from typing import Any

from exercises.lint.findings import NO_ALT, Findings
from exercises.media import SOUND_ENDINGS, is_sent
from exercises.sentences import gettext_noop as _
from exercises.texts import COUNTRIES, LANGUAGES, by_country, each_text, is_text


def check_media(document: dict[str, Any], findings: Findings) -> None:
    """Each picture is described, each recording says words that still stand in the module."""
    media = document["media"]
    if not findings.keys(media, "media", "", "pictures recordings"):
        return
    for index, one in enumerate(findings.listed(media.get("pictures", []), "media.pictures")):
        where = f"media.pictures.{index}"
        if not findings.keys(one, where, "file alt"):
            continue
        if not is_sent(one["file"]) or one["file"].endswith(SOUND_ENDINGS):
            findings.error(f"{where}.file", "wrong_kind", _("the file is a picture that was sent in the editor"))
        if not is_text(one["alt"]):
            findings.error(f"{where}.alt", "no_alt", NO_ALT, file=one["file"])
    said = _said(document)
    for index, one in enumerate(findings.listed(media.get("recordings", []), "media.recordings")):
        where = f"media.recordings.{index}"
        if not findings.keys(one, where, "language words file"):
            continue
        if one["language"] not in LANGUAGES or not is_sent(one["file"]) or not one["file"].endswith(SOUND_ENDINGS):
            findings.error(where, "wrong_kind", _("a recording has a language and a sound that was sent in the editor"))
        elif (one["language"], one["words"]) not in said:
            findings.warning(
                where,
                "old_recording",
                _("%(language)s: no text says “%(words)s” any more"),
                language=one["language"],
                words=one["words"],
            )


def _said(document: dict[str, Any]) -> set[tuple[str, str]]:
    texts = [
        by_country(text, country)
        for part in ("module", "exercises")
        for _path, text in each_text(document[part])
        for country in COUNTRIES
    ]
    return {(language, str(text[language]).strip()) for text in texts for language in LANGUAGES if text.get(language)}
