"""An attestation as an Open Badge 3.0: a credential that anybody can check, signed with a key of this installation.

The issuer is `did:web`: its document at `/badges/did.json` has the public keys, so that a verifier needs nothing but
the badge and the web. The first of `OPENBADGES_KEY` signs, all of them are published: a badge signed before a change
of keys stays good. Ed25519; the seed is the SHA-256 of the text in the setting.
"""

import hashlib
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from openbadgeslib.keys import key_to_pem, public_jwk_from_pem
from openbadgeslib.ob3 import (
    Achievement,
    Alignment,
    IdentityObject,
    Issuer,
    OpenBadgeCredential,
    build_did_document,
    did_web_from_url,
)

from courses.learning.models import Module
from courses.training.models import Attestation
from digcomp.framework import named

ALGORITHM = "EdDSA"
DERIVED = "halte open badges: "  # for a trial and for tests, which name no key of their own
CONTEXT = ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
FRAMEWORK = "DigComp 3.0"
FRAMEWORK_URL = "https://publications.jrc.ec.europa.eu/repository/handle/JRC144121"


def credential(attestation: Attestation, *, site: str, portal: str) -> OpenBadgeCredential:
    """The credential of an attestation, in its owner's language, so that it is the same for whoever asks.

    `site`: https://halte.example; `portal`: the name of the issuer.
    """
    language = attestation.user.language
    with translation.override(language):
        earned = achievement(attestation.module, attestation.title[language], attestation.minutes, site=site)
    return OpenBadgeCredential(
        issuer=Issuer(id=issuer_did(site), name=portal, url=site + "/"),
        recipient_id=None,
        achievement=earned,
        id=site + reverse("training:verify", args=[attestation.code]),
        name=earned.name,
        issuance_date=attestation.issued_at,
        identifiers=[IdentityObject(attestation.name, "name", hashed=False)] if attestation.name else [],
    )


def achievement(module: Module, title: str, minutes: int, *, site: str) -> Achievement:
    """What is achieved by mastering a module of helpers, in the language that is active."""
    about = _("Online training for people who help others with digital tools: %(title)s, %(n)s minutes.")
    return Achievement(
        id=site + reverse("training:achievement", args=[module.code]),
        name=title,
        description=about % {"title": title, "n": minutes},
        criteria_narrative=_("All steps done; of five new situations, four mastered at the first try, without help."),
        achievement_type="Certificate",
        alignments=[
            Alignment(f"{one.code} {one.name}", FRAMEWORK_URL, target_framework=FRAMEWORK, target_code=one.code)
            for one in named(module.competences)
        ],
    )


def signed(found: OpenBadgeCredential) -> str:
    """The credential as a VC-JWT: what a wallet or a verifier takes. Its head names the issuer’s key."""
    key = f"{found.issuer.id}#{public_keys()[0]['kid']}"
    return jwt.encode(found.to_jwt_payload(), _keys()[0], algorithm=ALGORITHM, headers={"kid": key})


def issuer_did(site: str) -> str:
    """`did:web:halte.example:badges`; a trial without TLS gets the name that it would have with it."""
    parts = urlsplit(site)
    return did_web_from_url(f"https://{parts.netloc}/badges")


def issuer_document(site: str) -> dict[str, Any]:
    """The issuer's DID document: every public key, the one that signs today first."""
    return build_did_document(issuer_did(site), [(_name(jwk), jwk) for jwk in public_keys()])


def issuer_profile(site: str, portal: str) -> dict[str, Any]:
    """The issuer as Open Badges tells it."""
    return {
        "@context": CONTEXT,
        **Issuer(id=issuer_did(site), name=portal, url=site + "/").to_dict(),
    }


def public_keys() -> list[dict[str, Any]]:
    """The public keys as JWK, newest first."""
    return [dict(one) for one in _public(_texts())]


def _name(jwk: dict[str, Any]) -> str:
    return hashlib.sha256(jwk["x"].encode()).hexdigest()[:16]


def _texts() -> tuple[str, ...]:
    return tuple(settings.OPENBADGES_KEY) or (DERIVED + settings.SECRET_KEY,)


def _keys() -> list[bytes]:
    return list(_made(_texts()))


@lru_cache(maxsize=4)
def _made(texts: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(_pem(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(text.encode()).digest())) for text in texts)


@lru_cache(maxsize=4)
def _public(texts: tuple[str, ...]) -> tuple[dict[str, Any], ...]:
    keys = (Ed25519PrivateKey.from_private_bytes(hashlib.sha256(text.encode()).digest()) for text in texts)
    found = [public_jwk_from_pem(_pem(key.public_key())) for key in keys]
    return tuple({**jwk, "kid": _name(jwk), "alg": ALGORITHM, "use": "sig"} for jwk in found)


def _pem(key: Any) -> bytes:
    pem = key_to_pem(key)
    return pem.encode() if isinstance(pem, str) else pem
