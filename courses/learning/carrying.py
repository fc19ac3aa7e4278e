"""What a module's pictures and recordings weigh on a phone, and which recording says which words of an exercise."""

import json
from collections.abc import Iterable
from typing import Any

from courses.media import selectors as media
from exercises import client_bundle
from exercises.lint import Finding
from exercises.lint.findings import NO_FILE
from exercises.media import SOUND_ENDINGS, names_in, weighed
from exercises.sentences import gettext_noop as _
from exercises.texts import LANGUAGES

TOO_HEAVY = _("%(pages)s kB of pages and %(pictures)s kB of pictures: a phone keeps %(limit)s")
HEAVY_RECORDINGS = _("%(language)s: %(sounds)s kB of recordings, and room for %(room)s of them on a phone")
MOST_KB = 300  # of a module on a phone (docs/offline.md)
FILES_KB = 60  # the style sheet and the scripts
# The pages of a module, from the data of its exercises: as they are measured on those that ship, and a little more.
PAGES_KB, TIMES = 160, 0.65


def weighing(document: dict[str, Any]) -> list[Finding]:
    """An error for each sent file that isn't there, and when pictures make the module too heavy for a phone; a remark
    when its recordings do: what has no room there is played while there is a network, else the voice says it.
    """
    names = names_in(document)
    if not names:
        return []
    there = media.facts_of(names)
    found = [Finding("error", "media", "no_file", NO_FILE, {"name": name}) for name in sorted(names - there.keys())]
    limit = document["module"].get("offline_kb", MOST_KB)
    bundles = [client_bundle(document, one, "fr", "BE") for one in document["exercises"]]
    pages = FILES_KB + PAGES_KB + TIMES * len(json.dumps(bundles, ensure_ascii=False).encode()) / 1000
    for language in LANGUAGES:
        kept = [there[name] for name in weighed(document, language) if name in there]
        pictures = sum(one.size for one in kept if one.width) / 1000
        sounds = sum(one.size for one in kept if not one.width) / 1000
        room = limit - pages - pictures
        if room < 0:
            facts = {"pages": round(pages), "pictures": round(pictures), "limit": limit}
            return [*found, Finding("error", "media", "too_heavy", TOO_HEAVY, facts)]
        if sounds > room:
            facts = {"language": language.upper(), "sounds": round(sounds), "room": round(room)}
            found.append(Finding("warning", "media", "heavy_recordings", HEAVY_RECORDINGS, facts))
    return found


def that_fit(files: Iterable[str], sounds: Iterable[str], pages: int) -> list[str]:
    """The files that a phone keeps beside `pages` bytes: all that is seen, and the recordings in their order, as long
    as there is room.
    """
    seen, said = set(files), list(dict.fromkeys(sounds))
    facts = media.facts_of(map(name_of, [*seen, *said]))
    room = MOST_KB * 1000 - FILES_KB * 1000 - pages - sum(facts[one].size for one in map(name_of, seen) if one in facts)
    for url in said:
        size = facts[name_of(url)].size if name_of(url) in facts else 0
        if size <= room:
            seen.add(url)
            room -= size
    return sorted(seen)


def name_of(url: str) -> str:
    """The name of the file at that address."""
    return url.partition("?")[0].rpartition("/")[2]


def is_sound(url: str) -> bool:
    """Whether that address is a recording's."""
    return name_of(url).endswith(SOUND_ENDINGS)


def sounds_of(bundle: dict[str, Any], recordings: dict[str, str]) -> dict[str, str]:
    """`{"instruction" or the key of something said: address}` for what has a recording."""
    if not recordings:
        return {}
    says = {} if "actions" in bundle else bundle.get("says") or {}  # a simulator speaks with the voice
    said = {**says, "instruction": bundle.get("instruction", "")}
    found = {key: recordings.get(str(words).strip()) for key, words in said.items() if isinstance(words, str)}
    return {key: media.url_of(name) for key, name in found.items() if name}
