"""Platforms that may launch modules, and the key with which Halte speaks to them."""

import json
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from jwcrypto.jwk import JWK
from pylti1p3.registration import Registration

from accounts import vault
from common.errors import DomainError
from common.wall import across_structures, open_structure
from courses.interop.models import Platform, ToolKey
from structures import journal

KEY_BITS = 2048


@transaction.atomic
def save_platform(*, platform: Platform, by) -> Platform:
    """A platform as an administrator wrote it; a new one is off. DomainError: its issuer and client ID are known."""
    _tool_key()
    try:
        with across_structures("an administrator writes which platforms may launch modules, wherever"):
            platform.save()
    except IntegrityError as error:
        raise DomainError(_("This platform is registered already."), field="client_id") from error
    with open_structure(platform.structure_id):
        journal.record(act="platform_saved", by=by, target=platform)
    return platform


@transaction.atomic
def switch_platform(*, platform: Platform, on: bool, by) -> None:
    """By a referent: whether its learners come in. The structure is open. What they did stays."""
    if Platform.objects.filter(pk=platform.pk, on=not on).update(on=on):
        journal.record(act="platform_switched", by=by, target=platform, on=on)


def registration_of(platform: Platform) -> Registration:
    """The platform as pylti1p3 wants it, with our newest key."""
    key = newest_key()
    found = Registration()
    found.set_issuer(platform.issuer).set_client_id(platform.client_id)
    found.set_auth_login_url(platform.login_url).set_auth_token_url(platform.token_url)
    found.set_key_set_url(platform.keyset_url)
    if key:
        found.set_tool_private_key(vault.unseal(key.private)).set_tool_public_key(key.public)
    return found


def jwks() -> dict[str, list[dict[str, Any]]]:
    """Our public keys; none before an administrator wrote the first platform."""
    return {"keys": [dict(Registration.get_jwk(key.public)) for key in ToolKey.objects.all()]}


def newest_key() -> ToolKey | None:
    """The newest key."""
    return ToolKey.objects.first()


def _tool_key() -> None:
    """Made once, when the first platform is written."""
    if ToolKey.objects.exists():
        return
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    kid = json.loads(JWK.from_pem(public).export_public())["kid"]
    ToolKey.objects.create(kid=kid, private=vault.seal(private.decode()), public=public.decode())
