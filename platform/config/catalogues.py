"""Compiles the catalogues without gettext, which a fresh machine lacks: `python -m config.catalogues`."""

import sys
from pathlib import Path

import polib

LANGUAGES = ("fr", "nl", "en")


def compile_all(root: Path) -> list[Path]:
    """Write a .mo beside each .po in `root`/locale that is newer than its .mo; returns what was written.

    Fuzzy entries stay out, as gettext's own compiler leaves them out.
    """
    written = []
    for po in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        fresh = po.with_suffix(".mo.new")
        polib.pofile(str(po)).save_as_mofile(str(fresh))
        fresh.replace(mo)
        written.append(mo)
    return written


if __name__ == "__main__":
    for made in compile_all(Path(__file__).resolve().parents[2]):
        sys.stdout.write(f"{made}\n")
