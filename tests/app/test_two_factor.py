"""The library's pages of second proofs: in every state, with anything sent to them, they answer in words."""

import json
import time

import pytest
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY as USER_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.app.doors import signed_in
from tests.app.factories import UserFactory

pytestmark = pytest.mark.django_db

NAMES = (
    "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn",
    "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_login_webauthn", "account_reauthenticate",
    "account_confirm_login_code",
)  # fmt: skip
SHAPE = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {}}
ASSERTED = {"clientDataJSON": "e30", "authenticatorData": "A" * 60, "signature": "AAAA"}
EMPTY = "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YUA"  # an attestation whose data has no bytes
CREDENTIALS = [
    "", "0", "false", "true", "0.0", "{", "[]", "{}", '"x"', "5", "null",
    "[" * 59_000, '{"a":' * 20_000, '{"id": "\\ud800"}', '{"id": "\\u0000"}',
    json.dumps(SHAPE), json.dumps({**SHAPE, "response": None}), json.dumps({**SHAPE, "response": []}),
    json.dumps({**SHAPE, "response": "x"}), json.dumps({**SHAPE, "response": {}}),
    json.dumps({**SHAPE, "response": {**ASSERTED, "userHandle": 5}}),
    json.dumps({**SHAPE, "response": {**ASSERTED, "userHandle": "gICA"}}),  # bytes that are no UTF-8
    json.dumps({**SHAPE, "response": {**ASSERTED, "userHandle": "MQ"}}),
    json.dumps({**SHAPE, "response": {**ASSERTED, "userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"}}),
    json.dumps({**SHAPE, "response": {**ASSERTED, "userHandle": "AA"}}),
    json.dumps({**SHAPE, "response": {"clientDataJSON": "AAAA", "attestationObject": "AAAA"}}),
    json.dumps({**SHAPE, "response": {"clientDataJSON": "bnVsbA", "attestationObject": "oA"}}),
    json.dumps({**SHAPE, "response": {"clientDataJSON": "e30", "attestationObject": EMPTY}}),
    json.dumps({**SHAPE, "response": {"clientDataJSON": "é", "attestationObject": "€"}}),
    json.dumps({**SHAPE, "id": 5, "rawId": None, "response": ASSERTED}),
    json.dumps({**SHAPE, "type": ["x"], "response": ASSERTED}),
    json.dumps({**SHAPE, "clientExtensionResults": 5, "response": ASSERTED}),
]  # fmt: skip


def proofs(kind: str):
    user = UserFactory(language="en")
    if kind in {"totp", "all"}:
        TOTP.activate(user, generate_totp_secret())
    if kind in {"codes", "all"}:
        RecoveryCodes.activate(user)
    return user


def browser(user, *, fresh: bool) -> Client:
    client = signed_in(user)
    client.raise_request_exception = False
    session = client.session
    if fresh:  # as a second step leaves it that was shown a moment ago
        session["account_authentication_methods"] = [
            {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
        ]
        session[USER_KEY] = str(user.pk)
    session.save()
    return client


@pytest.fixture(params=["none", "totp", "codes", "all"])
def user(request):
    return proofs(request.param)


def wrong(client: Client, method: str, path: str, data=None, **extra) -> str:
    answer = getattr(client, method)(path, data or {}, **extra)
    return f"{method} {path} {str(data)[:150]}: {answer.exc_info!r}" if answer.status_code >= 500 else ""


@pytest.mark.parametrize("fresh", [True, False], ids=["fresh", "stale"])
def test_no_page_breaks_in_any_state(user, fresh, settings):
    client, other = browser(user, fresh=fresh), UserFactory()
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "x", "credential": {}})
    paths = [reverse(name) for name in NAMES]
    of_one = ("mfa_remove_webauthn", "mfa_edit_webauthn")
    paths += [reverse(name, args=[pk]) for name in of_one for pk in (key.pk, 9**12, 9**30)]
    found = []
    for path in paths:
        cache.clear()  # the limits on tries would answer first
        for method in ("get", "head", "options", "post"):
            found.append(wrong(client, method, path))
        found.append(wrong(client, "get", path, HTTP_X_REQUESTED_WITH="XMLHttpRequest", HTTP_ACCEPT="application/json"))
        for code in ("", "0", "٣٣٣٣٣٣", "1" * 5000, "\ud7ff🦜"):
            found.append(wrong(client, "post", path, {"code": code, "name": code, "action": "x", "next": "http://[x"}))
    assert [one for one in found if one] == []
    assert Authenticator.objects.filter(pk=key.pk).exists()


SIGNED_IN = ("mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_reauthenticate")
BEFORE = ("mfa_login_webauthn", "mfa_authenticate")


@pytest.mark.parametrize("begun", [True, False], ids=["begun", "not begun"])
@pytest.mark.parametrize("name", [*SIGNED_IN, *BEFORE])
def test_no_passkey_that_is_none_breaks_a_page(name, begun):
    user = proofs("all" if name == "mfa_reauthenticate" else "none")
    client = Client(raise_request_exception=False)
    if name in SIGNED_IN:
        client = browser(user, fresh=name == "mfa_add_webauthn")
    found = []
    for credential in CREDENTIALS:
        cache.clear()  # the limits on tries would answer first
        if begun:
            client.get(reverse(name), HTTP_X_REQUESTED_WITH="XMLHttpRequest")
        found.append(wrong(client, "post", reverse(name), {"credential": credential, "name": "x"}))
    assert [one for one in found if one] == []
    assert not Authenticator.objects.filter(type="webauthn").exists()
