"""An attestation as an Open Badge 3.0: a credential that anybody can check, signed with a key of this installation.

The issuer is `did:web`: its document at `/badges/did.json` has the public keys, so that a verifier needs nothing but
the badge and the web. The first of `OPENBADGES_KEY` signs, all of them are published: a badge signed before a change
of keys stays good. Ed25519; the seed is the SHA-256 of the text in the setting.
"""

import datetime as dt
import hashlib
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openbadgeslib.keys import key_to_pem, public_jwk_from_pem
from openbadgeslib.ob3 import (
    Achievement,
    Alignment,
    IdentityObject,
    Issuer,
    OpenBadgeCredential,
    build_did_document,
    build_status_list_credential,
    did_web_from_url,
    status_entry,
)

from common.secret import keys_or_derived
from courses.learning.models import Module
from courses.training.models import Attestation
from digcomp.framework import named

ALGORITHM = "EdDSA"
DERIVED = "halte open badges: "  # for a trial and for tests, which name no key of their own
CONTEXT = ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
WITHDRAWN, PLACE = "suspension", 0  # what the one place of a badge's status list says
FRAMEWORK = "DigComp 3.0"
FRAMEWORK_URL = "https://publications.jrc.ec.europa.eu/repository/handle/JRC144121"


def credential(attestation: Attestation, *, site: str, portal: str) -> OpenBadgeCredential:
    """The credential of an attestation, in its owner's language of the day: the same for whoever asks.

    `site`: https://halte.example; `portal`: the name of the issuer. Both as the attestation has kept them.
    """
    language = attestation.language or attestation.user.language
    with translation.override(language):
        earned = achievement(attestation.module, attestation.title[language], attestation.minutes, site=site)
    return OpenBadgeCredential(
        issuer=Issuer(id=issuer_did(site), name=portal, url=site + "/"),
        recipient_id=None,
        achievement=earned,
        id=site + reverse("training:verify", args=[attestation.code]),
        name=earned.name,
        issuance_date=attestation.issued_at,
        credential_status=[status_entry(status_url(attestation, site), WITHDRAWN, PLACE)],
        identifiers=[IdentityObject(attestation.name, "name", hashed=False)] if attestation.name else [],
    )


def achievement(module: Module, title: str, minutes: int, *, site: str) -> Achievement:
    """What is achieved by mastering a module of helpers, in the language that is active."""
    about = _("Online training for people who help others with digital tools: %(title)s, %(n)s minutes.")
    return Achievement(
        id=site + reverse("training:achievement", args=[module.code]),
        name=title,
        description=about % {"title": title, "n": minutes},
        criteria_narrative=_(
            "All steps done; of five new situations, at least four mastered at the first try, without help."
        ),
        achievement_type="Certificate",
        alignments=[
            Alignment(f"{one.code} {one.name}", FRAMEWORK_URL, target_framework=FRAMEWORK, target_code=one.code)
            for one in named(module.competences)
        ],
    )


def signed(found: OpenBadgeCredential) -> str:
    """The credential as a VC-JWT: what a wallet or a verifier takes. Its head names the issuer’s key."""
    private, jwk = _keys(_texts())[0]
    head = {"kid": f"{found.issuer.id}#{jwk['kid']}"}
    return jwt.encode(found.to_jwt_payload(), private, algorithm=ALGORITHM, headers=head)


def status_url(attestation: Attestation, site: str) -> str:
    """Where a verifier asks whether a badge still holds."""
    return site + reverse("training:badge_status", args=[attestation.code])


def status(attestation: Attestation, *, site: str) -> str:
    """The answer to that, signed by today's key and good for a day: a Bitstring Status List for this badge alone, so
    that it tells nothing of others. A withdrawal has an undo, so it suspends.
    """
    now, issuer, url = timezone.now(), issuer_did(site), status_url(attestation, site)
    places = [PLACE] if attestation.withdrawn_at else []
    until = now + dt.timedelta(days=1)
    found = build_status_list_credential(issuer, url, WITHDRAWN, places, issued=now, valid_until=until)
    private, jwk = _keys(_texts())[0]
    payload = {**found, "iss": issuer, "jti": url, "nbf": int(now.timestamp())}
    return jwt.encode(payload, private, algorithm=ALGORITHM, headers={"kid": f"{issuer}#{jwk['kid']}"})


def issuer_did(site: str) -> str:
    """`did:web:halte.example:badges`; a trial without TLS gets the name that it would have with it."""
    parts = urlsplit(site)
    return did_web_from_url(f"https://{parts.netloc}/badges")


def issuer_document(site: str) -> dict[str, Any]:
    """The issuer's DID document: every public key, the one that signs today first."""
    return build_did_document(issuer_did(site), [(jwk["kid"], jwk) for jwk in public_keys()])


def issuer_profile(site: str, portal: str) -> dict[str, Any]:
    """The issuer as Open Badges tells it."""
    return {
        "@context": CONTEXT,
        **Issuer(id=issuer_did(site), name=portal, url=site + "/").to_dict(),
    }


def public_keys() -> list[dict[str, Any]]:
    """The public keys as JWK, newest first."""
    return [dict(jwk) for _private, jwk in _keys(_texts())]


def _texts() -> tuple[str, ...]:
    return keys_or_derived(settings.OPENBADGES_KEY, DERIVED)


@lru_cache(maxsize=4)
def _keys(texts: tuple[str, ...]) -> tuple[tuple[Ed25519PrivateKey, dict[str, Any]], ...]:
    """Of each text the private key and its public half as a JWK."""
    return tuple(_pair(text) for text in texts)


def _pair(text: str) -> tuple[Ed25519PrivateKey, dict[str, Any]]:
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(text.encode()).digest())
    jwk = public_jwk_from_pem(key_to_pem(private.public_key()))
    kid = hashlib.sha256(jwk["x"].encode()).hexdigest()[:16]
    return private, {**jwk, "kid": kid, "alg": ALGORITHM, "use": "sig"}
