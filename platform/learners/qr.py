"""QR codes as one SVG path, small enough to stand in the page."""

from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True)
class Qr:
    """`path` on a square of `size` modules, with the quiet zone around."""

    path: str
    size: int


def qr_path(text: str) -> Qr:
    """The code for `text` at error level M: readable on a card that was folded once."""
    code = segno.make(text, error="m", micro=False)
    quiet = 2
    rows = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            if row[x]:
                run = 1
                while x + run < len(row) and row[x + run]:
                    run += 1
                rows.append(f"M{x + quiet} {y + quiet}h{run}v1h-{run}z")
                x += run
            else:
                x += 1
    return Qr("".join(rows), len(code.matrix) + 2 * quiet)
