"""static/js/learn.js: the engine and the player in one file, without comments and indentation, so in one request."""

import re
from pathlib import Path

from django.conf import settings

SCRIPTS: Path = settings.BASE_DIR / "static" / "js"
SOURCES = ("engine.js", "player.js")
TARGET = SCRIPTS / "learn.js"
AROUND = re.compile(r" (=>|&&|\|\||[=!<>+-]?=|[+?:<>]) ")  # signs that no text in the sources has between two spaces
BREAK = re.compile(r"(?<=[{(\[,])\n|(?<= \+)\n|\n(?=[})\]])")  # where no statement ends, or its end needs no mark


def built() -> str:
    """What learn.js must hold. A line that begins with // is a comment: no text in the sources has such a line."""
    lines = [line.strip() for name in SOURCES for line in (SCRIPTS / name).read_text(encoding="utf-8").splitlines()]
    text = "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"
    return BREAK.sub("", AROUND.sub(r"\1", text))
