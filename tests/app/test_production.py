"""What production is: cookies that no other host can set, headers, secrets that nobody guesses, a clean check."""

import json
import secrets

import pytest
from django.test import Client

from common.middleware import PERMISSIONS
from common.secret import bits, weak
from common.wall import open_structure
from learners.services import add_learner, issue_card
from tests.app.doors import code_in, letters_to, send, signed_in, visitor
from tests.app.factories import StructureFactory, UserFactory, aidant_of
from tests.app.test_sign_in import production

GOOD = secrets.token_urlsafe(48)
SHOW = """
import django, json
django.setup()
from django.conf import settings
names = [
    "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
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


@pytest.mark.parametrize("name", ["SECRET_KEY", "CARD_CODE_KEY", "SECOND_STEP_KEYS", "OPENBADGES_KEY"])
def test_production_does_not_start_on_a_weak_secret(name):
    refused = production("check", **{name: "x" * 60})
    assert refused.returncode != 0
    assert f"{name} is too easy to guess" in refused.stderr


@pytest.mark.parametrize(
    "names",
    [("SECRET_KEY", "CARD_CODE_KEY"), ("CARD_CODE_KEY", "SECOND_STEP_KEYS"), ("SECOND_STEP_KEYS", "OPENBADGES_KEY")],
)
def test_the_secrets_differ(names):
    assert "must differ" in production("check", **dict.fromkeys(names, GOOD)).stderr


def test_each_key_of_the_second_step_is_looked_at():
    refused = production("check", SECOND_STEP_KEYS=f"{GOOD},{'x' * 60}").stderr
    assert "SECOND_STEP_KEYS is too easy to guess" in refused
    assert GOOD not in refused
    assert "SECOND_STEP_KEYS is not set" in production("check", SECOND_STEP_KEYS="").stderr


def test_the_deployment_check_is_clean():
    done = production("check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_cookies_are_this_hosts_alone():
    shown = json.loads(production("shell", "-v0", "-c", SHOW).stdout)
    assert shown == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
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
def test_every_cookie_that_is_set_over_https_is_this_hosts_alone(settings):
    """As a browser sees them, wherever one is made; a stranger on a neighbouring host can plant none of them."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    place = StructureFactory(slug="epn")
    aidant, learner, user = aidant_of(place), visitor(), UserFactory(email="a@place.example")
    with open_structure(place.pk):
        amina = add_learner(structure=place, alias="Amina", language="fr", by=aidant)
        card = issue_card(learner=amina, by=aidant)
    desk = Client()
    desk.force_login(aidant, backend="accounts.backend.AccountBackend")
    made = desk.post("/s/epn/rooms/", {}, secure=True)
    desk.get(made.headers["Location"], secure=True)
    signing_in = Client()
    send(signing_in, "/accounts/login/", {"email": user.email}, secure=True)
    code = code_in(letters_to(user.email)[0])
    send(signing_in, "/accounts/login/code/", {"code": code}, secure=True)
    learner.get(f"/c/{card.token}/", secure=True)
    assert "Amina" in learner.get("/c/hello/", secure=True).content.decode()
    learner.get("/w/ABCDEF/", secure=True)
    learner.post("/c/hello/", {}, secure=True)
    learner.get("/l/", secure=True)
    found = {name: cookie for client in (desk, learner, signing_in) for name, cookie in client.cookies.items()}
    found.pop("language")
    named = {name.removeprefix("__Host-").split("-")[0] for name in found}
    assert named == {"session", "csrf", "known", "card", "room", "sheet", "messages"}
    for name, cookie in found.items():
        assert name.startswith("__Host-"), name
        assert (cookie["path"], cookie["domain"], bool(cookie["secure"])) == ("/", "", True), name


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
