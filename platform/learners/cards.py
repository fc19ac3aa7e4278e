"""The arithmetic of a card: token, code and secret, and how each is kept (docs/sign-in.md). Pure but for the key."""

import hashlib
import hmac
import secrets
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
IDLE_MINUTES = 20
FILE_KEPT = timedelta(hours=1)  # the printed file holds what the database must not (docs/sign-in.md)


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
    signs = "0123456789" if secret_kind == "digits" else PICTURES
    return IssuedCard(
        token=secrets.token_urlsafe(TOKEN_BYTES),
        code="".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH)),
        secret=tuple(secrets.choice(signs) for _ in range(SECRET_LENGTH)),
    )


def normalise_code(typed: str) -> str:
    """What a person types, as printed: any case, spaces and dashes dropped, look-alikes read as meant."""
    text = "".join(sign for sign in typed.upper() if sign.isalnum())
    return text.translate(str.maketrans("OILU", "011V"))[: CODE_LENGTH + 1]


def token_hash(token: str) -> str:
    """SHA-256 is enough for 192 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_hash(code: str) -> str:
    """Keyed: 40 bits without a key would be tried through in an afternoon."""
    return hmac.new(settings.CARD_CODE_KEY.encode(), normalise_code(code).encode(), hashlib.sha256).hexdigest()


def address_hash(address: str) -> str:
    """An address is personal data: only a keyed hash is counted."""
    return hmac.new(settings.CARD_CODE_KEY.encode(), f"address:{address}".encode(), hashlib.sha256).hexdigest()


def secret_text(secret) -> str:
    """The secret as one string to hash: digits `4071`, pictures `cat-sun-cat-key`."""
    parts = [str(part).strip() for part in secret]
    return "".join(parts) if all(part.isdigit() for part in parts) else "-".join(parts)
