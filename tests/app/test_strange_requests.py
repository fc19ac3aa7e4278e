"""Addresses, ways back and headers that no browser sends: answered in words, and nothing comes of them."""

import io
import logging
from urllib.parse import urlencode

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client

import config.urls  # noqa: F401  (read before a test turns the demo on)
from config.handler import Handler
from tests.app.probe import GETS, own_address, visit

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PLAIN = {"200", "302", "400", "403", "404", "405", "409", "422", "429", "go", "card", "in"}


@pytest.fixture(autouse=True)
def _demo(settings, caplog):
    settings.ROOT_URLCONF, settings.DEMO = "tests.app.demo_urls", True
    caplog.set_level(logging.CRITICAL)


def test_a_card_s_address_takes_what_a_card_can_hold_and_nothing_else(world):
    for token in ("€", "🦜", "a;b", "a" * 65, "é", "a=b", " "):
        client = Client(raise_request_exception=False)
        client.get("/c/a-card-of-before/")
        answer = client.get(f"/c/{token}/")
        assert (answer.status_code, answer["Location"]) == (302, "/c/hello/"), token
        assert not client.cookies["card"].value, "the card of before is not taken for this one"
    assert Client().get("/c/AZaz09-_/").cookies["card"].value


def leads_to_us(where: str) -> bool:
    return not where or (where.startswith(("/", "http://testserver/")) and where[1:2] not in {"/", "\\"})


NEXTS = ("http://[csv", "//[", "https://a]b/", "http://[::1", "javascript:alert(1)", "\\\\evil.example", "http:///evil")


@pytest.mark.parametrize("wanted", NEXTS)
def test_a_way_back_that_is_no_address_is_left_aside(world, wanted):
    query = urlencode({"next": wanted})
    for persona, method, path in (
        ("anonymous", "GET", "/accounts/login/"), ("anonymous", "GET", "/admin/login/"),
        ("administrator", "GET", "/accounts/login/"), ("administrator", "GET", "/admin/login/"),
        ("referent", "GET", "/accounts/reauthenticate/"), ("administrator", "GET", "/accounts/2fa/reauthenticate/"),
    ):  # fmt: skip
        seen = visit(world, persona, method, f"{path}?{query}")
        assert seen.kind in PLAIN, (path, seen.kind, seen.error)
        assert leads_to_us(seen.headers.get("Location", ""))
    for path in ("/accounts/logout/", "/accounts/login/", "/i18n/setlang/", "/admin/logout/"):
        for persona in ("referent", "administrator"):
            seen = visit(world, persona, "POST", path, {"next": wanted, "language": "fr", "email": "x@place.example"})
            assert seen.kind in PLAIN, (path, seen.kind, seen.error)
            assert leads_to_us(seen.headers.get("Location", ""))


def served(
    kind: str, path: str = "/accounts/login/", *, method: str = "GET", body: bytes = b"", query: str = ""
) -> str:
    """The status that config.wsgi answers with: what Django reads before any middleware is read there."""
    told: list[str] = []
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http",
        "SERVER_NAME": "testserver", "SERVER_PORT": "80", "HTTP_HOST": "testserver",
    }  # fmt: skip
    request_started.disconnect(close_old_connections)  # the test's own transaction goes on
    try:
        Handler()(environ, lambda status, headers: told.append(status[:3]))
    finally:
        request_started.connect(close_old_connections)
    return told[0]


FORM = b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n\\ud800\r\n--x--\r\n'
KINDS = ("text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/json")


@pytest.mark.parametrize(
    "charset", ["zlib", "unicode_escape", "idna", "utf-16", "utf-7", "base64", "rot13", "punycode", "undefined"]
)
def test_a_charset_in_which_no_browser_sends_is_refused(world, charset):
    for kind in KINDS:
        assert served(f"{kind}; charset={charset}", query="next=%C3%A9") == "400"
        assert served(f"{kind}; charset={charset}", "/l/answers/", method="POST", body=FORM) == "400"


@pytest.mark.parametrize(
    "charset", ["utf-8", "UTF8", "us-ascii", "iso-8859-1", "latin1", "nobody-knows", '"utf-8"', ""]
)
def test_the_charsets_of_browsers_are_read(world, charset):
    for kind in KINDS[:2]:
        assert served(f"{kind}; charset={charset}", query="next=%C3%A9%ff") == "200"
        assert served(f"{kind}; charset={charset}", method="POST", body=FORM) == "403", "no token in the form"


@pytest.mark.parametrize(
    "kind",
    ["text/plain; charset*=nosuch''x", "text/plain; charset*=zlib''x", "a; b*=\x80''c", ";;;", "a; b*0*=x'y",
     "multipart/form-data; boundary=x; charset*=nosuch''x", "multipart/form-data; boundary*=zlib''x"],
)  # fmt: skip
def test_a_content_type_that_can_t_be_read_is_no_crash(world, kind):
    assert served(kind) in {"200", "400"}
    assert served(kind, method="POST", body=FORM) in {"403", "400"}


def test_head_is_get_without_its_words_and_options_does_nothing(world):
    """For whom the page opens, and for a stranger: the same status, the same reader's right, nothing written."""
    wrong = []
    for name, (_thing, cells) in GETS.items():
        reader = next((persona for persona, cell in cells.items() if cell in {"200", "go"}), "aidant")
        for persona in (reader, "anonymous"):
            url = own_address(world, name)
            got, head, options = (visit(world, persona, method, url) for method in ("GET", "HEAD", "OPTIONS"))
            same = head.kind == got.kind and not head.body
            known = options.kind in {got.kind, "200", "405", "in", "card"}
            if not (same and known) or head.wrote or options.wrote:
                wrong.append(f"{name} {persona}: {got.kind} {head.kind} {options.kind} {head.wrote} {options.wrote}")
    assert not wrong, "\n".join(wrong)
