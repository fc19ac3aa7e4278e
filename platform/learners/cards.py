"""The arithmetic of a card: token, code and secret, and how each is kept (docs/sign-in.md). Pure but for the key."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

TOKEN_BYTES = 24  # 192 bits in the QR
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # 32 signs, without I, L, O, U: 5 bits each
CODE_LENGTH = 8  # 40 bits, printed 4 + 4
PICTURES = (
    "sun", "tree", "house", "cat", "key", "bike", "apple", "boat", "cup", "flower", "fish", "book",
)  # fmt: skip
SECRET_LENGTH = 4

FAILURES_TO_LOCK = 5
FAILURE_WINDOW = timedelta(minutes=15)
LOCK_FOR = timedelta(minutes=15)
FAILURES_TO_RESET = 10  # in all, until the aidant resets the card in person
ADDRESS_SOFT_LIMIT = 60  # a whole public space shares one address: beyond this, it only gets slower
ADDRESS_PAUSE = timedelta(seconds=5)  # between two tries from there, as long as one of them failed
# A secret is short: whatever the limit for one card, many cards could be sprayed. So there is one for a structure too.
STRUCTURE_FAILURES = 60
STRUCTURE_WINDOW = timedelta(hours=1)
ALL_CARDS_FAILURES = 1200  # of all cards within STRUCTURE_WINDOW, twenty structures at their limit: then codes rest
IDLE_MINUTES = 20
FILE_KEPT = timedelta(hours=1)  # the printed file holds what the database must not (docs/sign-in.md)

# The workshop's room: a code instead of a card, for a time; then her name, and her secret as with a card.
ROOM_CODE_LENGTH = 6  # 30 bits, shown 3 + 3
ROOM_OPEN_FOR = timedelta(hours=4)
ROOM_FAILURES = 60  # wrong secrets in one room, in all: then it closes
ROOMS_AT_ONCE = 10  # in one structure: each open room makes guessing a code easier
ALL_ROOMS_FAILURES = 3000  # wrong codes and secrets in all rooms within FAILURE_WINDOW: then all rooms rest
SIMPLE_RUNS = "01234567890 98765432109 09876543210"


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """What is shown once and never kept: the QR's token, the printed code, the secret."""

    token: str
    code: str
    secret: tuple[str, ...]

    @property
    def code_shown(self) -> str:
        return f"{self.code[:4]} {self.code[4:]}"


def new_card(secret_kind: str) -> IssuedCard:
    """A fresh card. `secret_kind` is `digits` or `pictures`; either has 4, with repeats."""
    return IssuedCard(
        token=secrets.token_urlsafe(TOKEN_BYTES),
        code="".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH)),
        secret=new_secret(secret_kind),
    )


def new_secret(secret_kind: str) -> tuple[str, ...]:
    """A secret drawn at random."""
    signs = "0123456789" if secret_kind == "digits" else PICTURES
    return tuple(secrets.choice(signs) for _ in range(SECRET_LENGTH))


def simple(secret: Sequence[str]) -> bool:
    """Whether it is what anybody would try first: one sign four times, or digits that count up or down."""
    return len(set(secret)) == 1 or "".join(secret) in SIMPLE_RUNS


def normalise_code(typed: str, length: int = CODE_LENGTH) -> str:
    """What a person types, as printed: any case, spaces and dashes dropped, look-alikes read as meant."""
    text = "".join(sign for sign in typed.upper() if sign.isalnum())
    return text.translate(str.maketrans("OILU", "011V"))[: length + 1]


def given_back(typed: str, length: int = CODE_LENGTH) -> str:
    """What was typed so far, in two halves as the field draws it: `WF35 QR88`."""
    code, half = normalise_code(typed, length), length // 2
    return f"{code[:half]} {code[half:]}".strip()


def new_room_code() -> str:
    """The code of a workshop's room."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(ROOM_CODE_LENGTH))


def room_code_shown(code: str) -> str:
    """`K7M 4TX`."""
    return f"{code[:3]} {code[3:]}"


def room_hash(code: str) -> str:
    """Keyed, as a card's code; never the same as one."""
    return _keyed(f"room:{normalise_code(code, ROOM_CODE_LENGTH)}")


def token_hash(token: str) -> str:
    """SHA-256 is enough for 192 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_hash(code: str) -> str:
    """Keyed: 40 bits without a key would be tried through in an afternoon."""
    return _keyed(normalise_code(code))


def address_hash(address: str) -> str:
    """An address is personal data: only a keyed hash is counted."""
    return _keyed(f"address:{address}")


def structure_hash(structure_id: int) -> str:
    """What the failures of a structure are counted under; 0 for those of none."""
    return _keyed(f"structure:{structure_id}")


def all_cards_hash() -> str:
    """What the failures of all cards are counted under."""
    return _keyed("cards:all")


def all_rooms_hash() -> str:
    """What the failures in all rooms are counted under."""
    return _keyed("rooms:all")


def _keyed(text: str) -> str:
    return hmac.new(settings.CARD_CODE_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def secret_text(secret) -> str:
    """The secret as one string to hash: digits `4071`, pictures `cat-sun-cat-key`."""
    parts = [str(part).strip() for part in secret]
    return "".join(parts) if all(part.isdigit() for part in parts) else "-".join(parts)
