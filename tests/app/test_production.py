"""What production is: cookies that no other host can set, headers, secrets that nobody guesses, a clean check."""

import json
import secrets

import pytest

from common.middleware import PERMISSIONS
from common.secret import bits, weak
from tests.app.doors import signed_in, visitor
from tests.app.factories import StructureFactory, aidant_of
from tests.app.test_sign_in import production

GOOD = secrets.token_urlsafe(48)
SHOW = """
import django, json
django.setup()
from django.conf import settings
names = [
    "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "KNOWN_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY", "DEMO", "DEBUG",
]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


@pytest.mark.parametrize("secret", ["", "short", "x" * 60, "ab" * 30, "django-insecure-" + GOOD], ids=range(5))
def test_a_weak_secret_is_said_so(secret):
    assert weak(secret, least=50)


def test_what_the_documentation_tells_to_make_is_good():
    assert weak(GOOD, least=50) == ""
    assert bits(GOOD) > 250


@pytest.mark.parametrize("name", ["SECRET_KEY", "CARD_CODE_KEY"])
def test_production_does_not_start_on_a_weak_secret(name):
    refused = production("check", **{name: "x" * 60})
    assert refused.returncode != 0
    assert f"{name} is too easy to guess" in refused.stderr


def test_the_two_secrets_differ():
    assert "must differ" in production("check", SECRET_KEY=GOOD, CARD_CODE_KEY=GOOD).stderr


def test_the_deployment_check_is_clean():
    done = production("check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_cookies_are_this_hosts_alone():
    shown = json.loads(production("shell", "-v0", "-c", SHOW).stdout)
    assert shown == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "KNOWN_COOKIE_NAME": "__Host-known",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_PATH": "/",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "DEMO": False,
        "DEBUG": False,
    }


def test_without_https_the_names_are_plain():
    """A prefix that the browser refuses would sign nobody in."""
    shown = json.loads(production("shell", "-v0", "-c", SHOW, HTTPS="0").stdout)
    assert not [shown[name] for name in shown if name.endswith("COOKIE_NAME") and shown[name].startswith("__")]


@pytest.mark.django_db
def test_every_page_says_what_a_browser_must_not_allow():
    aidant = signed_in(aidant_of(StructureFactory(slug="epn")))
    for client, path in ((visitor(), "/"), (visitor(), "/c/"), (aidant, "/s/epn/"), (aidant, "/nowhere/")):
        headers = client.get(path).headers
        assert headers["Permissions-Policy"] == PERMISSIONS
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    assert "camera=()" in PERMISSIONS
    assert "publickey-credentials-get=(self)" in PERMISSIONS


@pytest.mark.django_db
def test_hsts_is_sent_over_https(settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    header = visitor().get("/", secure=True).headers["Strict-Transport-Security"]
    assert header == "max-age=31536000; includeSubDomains"
