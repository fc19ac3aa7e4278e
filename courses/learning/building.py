"""The learner's scripts and sheets: each page loads one of each, with what it needs and nothing else (docs/player.md).

`manage.py build_player` puts their sources together and makes them small; the built files are kept with the code, so
that only who changes a source needs the tool.
"""

from pathlib import Path

from django.conf import settings

SCRIPTS: Path = settings.BASE_DIR / "static" / "js"
SHEETS: Path = settings.BASE_DIR / "static" / "css"
# What is built of what. All sources of a script share one scope: a `const` is theirs, a `var` is the page's.
# Their order is the one that packs best.
SOURCES = {
    "learn-read.js": ("say.js",),
    "learn-step.js": ("say.js", "store.js", "offline.js", "steps.js"),
    "learn-worker.js": ("store.js", "worker.js"),
    "learn-ask.js": ("say.js", "store.js", "offline.js", "words.js", "questions.js", "asking.js", "player.js"),
    "learn-sim.js": ("store.js", "simulating.js", "engine.js", "offline.js", "say.js", "words.js", "player.js"),
    # What an exercise needs only once it stands: the player asks for it then.
    "learn-late.js": ("way.js", "late.js"),
    # A helper's own training: at a desk there is a network, an answer is sent at once.
    "train-ask.js": ("say.js", "posting.js", "words.js", "questions.js", "asking.js", "player.js"),
    "train-sim.js": ("simulating.js", "engine.js", "posting.js", "words.js", "say.js", "player.js"),
}

# One sheet where an exercise is played, so that a later page links to it and a first one asks for no file more.
SHEET_SOURCES = {"learner-player.css": ("learner.css", "player.css")}


def built_sheet(name: str) -> str:
    """What the built sheet of that name must hold."""
    return "\n".join((SHEETS / source).read_text(encoding="utf-8").strip() for source in SHEET_SOURCES[name]) + "\n"


def built(name: str) -> str:
    """What the built script of that name must hold."""
    import minify  # noqa: PLC0415 of the development environment alone

    parts = [(SCRIPTS / source).read_text(encoding="utf-8") for source in SOURCES[name]]
    return minify.string("application/javascript", "{" + "\n".join(parts) + "}") + "\n"
