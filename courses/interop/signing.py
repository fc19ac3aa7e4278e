"""What an export is signed with: Ed25519, from the texts of `OPENBADGES_KEY`, as the badges, but another key of each.

The first signs; the public halves of all are published, so that a file of last year can still be checked.
"""

import hashlib
import json
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from jwt.algorithms import OKPAlgorithm
from jwt.api_jws import PyJWS

from common.secret import keys_or_derived

ALGORITHM = "EdDSA"
PURPOSE = "halte learning records: "  # another key than the one which signs badges: a signature says what it is for
DERIVED = "halte open badges: "  # for a trial and for tests, as in courses/training/badges.py


def signature(content: bytes) -> str:
    """A detached JWS (RFC 7515, appendix F, with RFC 7797) over these bytes as they are."""
    jwk, key = _keys(_texts())[0]
    return PyJWS().encode(content, key, ALGORITHM, {"kid": jwk["kid"], "b64": False}, is_payload_detached=True)


def public_keys() -> list[dict[str, Any]]:
    """The public keys as JWK, the one that signs today first."""
    return [dict(jwk) for jwk, _key in _keys(_texts())]


def _texts() -> tuple[str, ...]:
    return keys_or_derived(settings.OPENBADGES_KEY, DERIVED)


@lru_cache(maxsize=4)
def _keys(texts: tuple[str, ...]) -> tuple[tuple[dict[str, Any], Ed25519PrivateKey], ...]:
    return tuple(_key(text) for text in texts)


def _key(text: str) -> tuple[dict[str, Any], Ed25519PrivateKey]:
    key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256((PURPOSE + text).encode()).digest())
    jwk = json.loads(OKPAlgorithm.to_jwk(key.public_key()))
    kid = hashlib.sha256(jwk["x"].encode()).hexdigest()[:16]
    return {"kty": jwk["kty"], "crv": jwk["crv"], "x": jwk["x"], "kid": kid, "alg": ALGORITHM, "use": "sig"}, key
