"""That it is she who erases her account: her second factor opened this session, or a code comes by mail."""

import secrets
import time

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.hashers import check_password, make_password

from accounts.requests import SignedInRequest
from privacy import letters

KEY = "privacy_code"
MINUTES, TRIES = 15, 5
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def by_code(request: SignedInRequest) -> bool:
    """Whether a code is asked for: who signs in with a second factor types her address instead."""
    return not is_mfa_enabled(request.user)


def send_code(request: SignedInRequest) -> None:
    """A new code, which ends the one before. Its hash is in her session, nowhere else."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(8))
    request.session[KEY] = {"hash": make_password(code), "until": time.time() + MINUTES * 60, "tries": 0}
    letters.code(user=request.user, code=f"{code[:4]}-{code[4:]}", minutes=MINUTES)


def waits(request: SignedInRequest) -> bool:
    """Whether a code is on its way that still counts."""
    held = request.session.get(KEY)
    return bool(held and held["until"] > time.time() and held["tries"] < TRIES)


def is_right(request: SignedInRequest, typed: str) -> bool:
    """Whether what she typed is the proof; five wrong codes end a code."""
    if not by_code(request):
        return typed.strip().lower() == request.user.email.lower()
    if not waits(request):
        return False
    held = request.session[KEY]
    request.session[KEY] = held | {"tries": held["tries"] + 1}
    plain = "".join(one for one in typed.upper() if one in ALPHABET)
    return check_password(plain, held["hash"])
