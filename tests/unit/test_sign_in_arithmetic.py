"""The table of docs/sign-in.md, recomputed from the constants in the code."""

import math
import re
from pathlib import Path

from learners import cards

DOC = Path(__file__).resolve().parents[2] / "docs" / "sign-in.md"


def table() -> dict[str, str]:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    return {name.strip(): value.strip() for name, value in rows}


def _one_in(guesses: float, secrets: int) -> int:
    """Different tries on different cards: each meets its own secret once in `secrets`."""
    return round(1 / (1 - (1 - 1 / secrets) ** guesses))


def test_the_table_says_what_the_code_does():
    code_bits = cards.CODE_LENGTH * math.log2(len(cards.CODE_ALPHABET))
    digits, pictures = 10**cards.SECRET_LENGTH, len(cards.PICTURES) ** cards.SECRET_LENGTH
    tries = cards.FAILURES_TO_RESET
    spray = 2**code_bits / 100_000 * digits
    room_bits = cards.ROOM_CODE_LENGTH * math.log2(len(cards.CODE_ALPHABET))
    one_room = 2**room_bits / 1000
    hours = 24 * 3600 / cards.STRUCTURE_WINDOW.total_seconds()
    here, everywhere = hours * cards.STRUCTURE_FAILURES, hours * cards.ALL_CARDS_FAILURES
    assert (
        table()
        | {
            "bits in the QR's token": str(cards.TOKEN_BYTES * 8),
            "bits in the printed code": f"{code_bits:.0f}",
            "secrets of 4 digits": str(digits),
            "secrets of 4 pictures out of 12": str(pictures),
            "failures that lock a code for 15 minutes": str(cards.FAILURES_TO_LOCK),
            "failures until the aidant resets it": str(tries),
            "chance to guess the digits before that, code known": f"1 in {digits // tries}",
            "chance to guess the pictures before that, code known": f"1 in {pictures // tries}",
            "bits in the code of a room": f"{room_bits:.0f}",
            "hours that a room is open": f"{cards.ROOM_OPEN_FOR.total_seconds() / 3600:.0f}",
            "rooms open at once in one structure": str(cards.ROOMS_AT_ONCE),
            "wrong secrets that close a room": str(cards.ROOM_FAILURES),
            "failures in a structure, within an hour, after which secrets wait": str(cards.STRUCTURE_FAILURES),
            "failures of all cards by code, within an hour, after which codes rest": str(cards.ALL_CARDS_FAILURES),
            "tries a day that the limit of one structure leaves": f"{here:.0f}",
            "cards of it whose codes that takes, each locked at the end": f"{here / tries:.0f}",
            "chance to guess the digits of one of them in that day": f"1 in {_one_in(here, digits)}",
            "chance to guess the pictures of one of them in that day": f"1 in {_one_in(here, pictures)}",
            "tries a day that the limit of all cards leaves": f"{everywhere:.0f}",
            "cards whose codes that takes, each locked at the end": f"{everywhere / tries:.0f}",
            "secrets of digits guessed in that day, all those codes known": f"{everywhere / digits:.1f}",
            "failures in all rooms, within 15 minutes, after which they rest": str(cards.ALL_ROOMS_FAILURES),
            "chance that one try meets some room, 1000 of them open": f"1 in {one_room:.1e}",
            "chance to meet one of 1000 rooms with all the tries of 15 minutes": (
                f"1 in {one_room // cards.ALL_ROOMS_FAILURES:.0f}"
            ),
            "chance to guess the digits of somebody in a room before it closes": (
                f"1 in {digits // cards.ROOM_FAILURES}"
            ),
            "chance to guess the pictures of somebody in a room before it closes": (
                f"1 in {pictures // cards.ROOM_FAILURES}"
            ),
            "chance that one try meets some card of 100,000, code and digits": f"1 in {spray:.1e}",
        }
        == table()
    )


def test_look_alikes_are_read_as_meant():
    assert cards.normalise_code("k7rm-4twx") == "K7RM4TWX"
    assert cards.normalise_code("O0Il 1") == "00111"
    assert not set("ILOU") & set(cards.CODE_ALPHABET)
