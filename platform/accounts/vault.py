"""What proves a second step lies sealed in the database: the key of an app, the seed of the spare codes.

Whoever reads a backup can't count the digits. Fernet (AES-128-CBC and HMAC-SHA-256), with keys from the environment:
the first of `SECOND_STEP_KEYS` seals, each of them opens. To change the key: put the new one before the old one, let
a night pass (or `manage.py seal_second_steps`), take the old one out.
"""

import base64
import hashlib
from functools import lru_cache
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from common.secret import keys_or_derived

SEALED = "sealed:"  # no key of an app (base32) and no seed (hexadecimal) begins like this
DERIVED = "halte second step: "  # for a trial and for tests, which name no key of their own


def seal(text: str) -> str:
    """The text under the first key."""
    return SEALED + MultiFernet(_fernets()).encrypt(text.encode()).decode()


def unseal(text: str) -> str:
    """What was sealed; what stands in clear from earlier, as it is. Raises ImproperlyConfigured without its key."""
    if not text.startswith(SEALED):
        return text
    try:
        return MultiFernet(_fernets()).decrypt(text.removeprefix(SEALED)).decode()
    except InvalidToken:
        raise ImproperlyConfigured("SECOND_STEP_KEYS lacks the key that a second step was sealed with.") from None


def seal_all() -> int:
    """Seal again, under the first key, whatever is not. Returns how many accounts' proofs; run again, none.

    Each row is held while it is written: a spare code that is used meanwhile stays used.
    """
    done = 0
    for pk in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("pk", flat=True):
        with transaction.atomic():
            held = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if held and (fresh := _sealed_again(held.data)) != held.data:
                held.data = fresh
                held.save(update_fields=["data"])
                done += 1
    return done


def _sealed_again(data: dict[str, Any]) -> dict[str, Any]:
    found = data | {name: again(data[name]) for name in ("secret", "seed") if name in data}
    if "migrated_codes" in data:
        found["migrated_codes"] = [again(one) for one in data["migrated_codes"]]
    return found


def again(text: str) -> str:
    """The text under the first key; as it is, when it lies under that one already."""
    if text.startswith(SEALED):
        try:
            _fernets()[0].decrypt(text.removeprefix(SEALED))
        except InvalidToken:
            pass
        else:
            return text
    return seal(unseal(text))


def _fernets() -> list[Fernet]:
    return _made(keys_or_derived(settings.SECOND_STEP_KEYS, DERIVED))


@lru_cache(maxsize=4)
def _made(keys: tuple[str, ...]) -> list[Fernet]:
    # Any long random text will do as a key, as for the other secrets: production asks that it is one.
    return [Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys]
