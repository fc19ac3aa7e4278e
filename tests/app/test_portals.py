"""One database, several faces: the host name says which portal a page belongs to."""

import re

import pytest
from django.core import mail as outbox
from django.test import Client

from accounts.models import OutgoingMail
from common.pictures import kind_of
from portals.forms import PortalForm
from portals.hosts import forget_portals
from structures.models import Portal
from tests.app.factories import PortalFactory

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="url(#a)"/></svg>'


@pytest.fixture(autouse=True)
def _hosts(settings):
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture
def portals() -> dict[str, Portal]:
    return {
        "halte": PortalFactory(code="halte", name="Halte", host=""),
        "fr": PortalFactory(
            code="fr", name_fr="Le Pont numérique", host="france.example", default_language="fr",
            offered_languages=["fr"], accent="#7a1f5c", accent_2="#ffd166",
            mail_sender="Le Pont <bonjour@france.example>",
            legal_notice_fr="Édité par le Pont.", logo=PNG, logo_type="image/png",
        ),
        "be": PortalFactory(
            code="be", name_fr="Halte Belgique", name_nl="Halte België", host="belgie.example", default_language="nl",
            offered_languages=["nl", "fr"], home_title_nl="Samen digitaal", home_text_nl="Kom langs.",
        ),
    }  # fmt: skip


def page(host: str, path: str = "/", accept: str = "", **cookies: str) -> str:
    client = Client(HTTP_HOST=host, HTTP_ACCEPT_LANGUAGE=accept)
    for name, value in cookies.items():
        client.cookies[name] = value
    return client.get(path).content.decode()


def test_each_host_has_its_name_and_its_texts(portals):
    french, belgian = page("france.example"), page("belgie.example")
    assert "Le Pont numérique</a>" in french
    assert "Halte België</a>" in belgian
    assert "Samen digitaal" in belgian
    assert "Kom langs." in belgian
    assert "Samen digitaal" not in french


def test_an_unknown_host_gets_the_portal_without_one(portals):
    assert "Halte</a>" in page("elsewhere.example")


def test_a_browser_that_asks_for_nothing_gets_the_portals_language(portals):
    assert '<html lang="nl">' in page("belgie.example")
    assert '<html lang="fr">' in page("france.example")


@pytest.mark.parametrize(
    ("accept", "cookie", "language"),
    [("en", "", "nl"), ("fr-BE,fr;q=0.8", "", "fr"), ("en,fr;q=0.5", "", "fr"), ("", "fr", "fr"), ("", "en", "nl")],
)
def test_only_offered_languages_are_spoken(portals, accept, cookie, language):
    shown = page("belgie.example", accept=accept, **({"language": cookie} if cookie else {}))
    assert f'<html lang="{language}">' in shown
    assert re.findall(r'<button name="language" value="(\w\w)"', shown) == ["fr", "nl"]


def test_its_colours_follow_the_sheet_under_the_pages_nonce(portals):
    shown = page("france.example")
    assert re.search(r'<style nonce="[\w+/=-]+">:root\{--petrol:#7a1f5c', shown)
    assert "--petrol:#" not in page("belgie.example")
    assert "--petrol:#7a1f5c" in page("france.example", "/c/")


def test_each_has_its_own_sign_in_page(portals):
    shown = page("france.example", "/accounts/login/")
    assert "Le Pont numérique</a>" in shown
    assert "--petrol:#7a1f5c" in shown


def test_the_logo_is_a_file_that_runs_nothing(portals):
    address = re.search(r'<img src="(/portal/fr/logo/\?v=\w{12})"', page("france.example"))
    assert address
    answer = Client(HTTP_HOST="france.example").get(address[1])
    assert (answer.content, answer["Content-Type"]) == (PNG, "image/png")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert 'filename="logo.png"' in answer["Content-Disposition"]
    assert Client(HTTP_HOST="france.example").get("/portal/be/logo/").status_code == 404


def test_the_legal_notice_is_there_where_there_is_one(portals):
    assert "Édité par le Pont." in page("france.example", "/legal/")
    assert "/legal/" in page("france.example")
    Portal.objects.filter(code="fr").update(offered_languages=["fr", "en"])
    forget_portals()
    in_english = page("france.example", "/legal/", language="en")
    assert "Édité par le Pont." in in_english, "what was not written in English is read in French"
    assert Client(HTTP_HOST="belgie.example").get("/legal/").status_code == 404
    assert "/legal/" not in page("belgie.example")


def test_letters_come_from_the_portal(portals, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for host, sender in (
        ("france.example", "Le Pont <bonjour@france.example>"),
        ("belgie.example", settings.DEFAULT_FROM_EMAIL),
    ):
        outbox.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            Client(HTTP_HOST=host).post("/accounts/login/", {"email": "nobody@place.example"})
        left = OutgoingMail.objects.first()
        assert (outbox.outbox[0].from_email if left is None else left.sender or settings.DEFAULT_FROM_EMAIL) == sender


# --- what an administrator may save


def form(portal: Portal, **changes) -> PortalForm:
    told = {
        "code": portal.code, "name": "Halte", "default_language": "fr", "offered_languages": ["fr", "nl"], **changes,
    }  # fmt: skip
    return PortalForm(told, instance=portal)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"accent": "#ffc22e", "accent_2": "#ffc22e"}, "accent"),
        ({"accent": "#0b5563", "accent_2": "#0b5563"}, "accent_2"),
        ({"accent": "#0b5563"}, "accent_2"),
        ({"accent": "red", "accent_2": "#ffc22e"}, "accent"),
        ({"host": "https://halte.example/"}, "host"),
        ({"host": "france.example"}, "host"),
        ({"default_language": "en"}, "default_language"),
        ({"offered_languages": []}, "offered_languages"),
        ({"mail_sender": "Halte, hello"}, "mail_sender"),
    ],
)
def test_what_could_not_be_read_or_reached_is_refused(portals, changes, field):
    assert field in form(portals["halte"], **changes).errors


def test_a_portal_with_our_own_colours_is_saved_untouched(portals):
    """A field of type "color" can't be empty in a browser: it would send black for both, and be refused."""
    shown = form(portals["be"])
    for name in ("accent", "accent_2"):
        assert 'type="text"' in str(shown[name])
    assert shown.is_valid(), shown.errors
    assert shown.save().accent == ""


def test_a_good_portal_is_saved(portals):
    good = form(portals["halte"], accent="#0B5563", accent_2="#ffc22e", host="Halte.Example", mail_sender="a@b.example")
    assert good.is_valid(), good.errors
    assert (good.save().host, good.instance.accent) == ("halte.example", "#0b5563")


@pytest.mark.parametrize(
    "content",
    [
        b"<html>", b"GIF89a", b"", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        SVG.replace(b"<path", b'<path onload="x()"'), SVG.replace(b"url(#a)", b"url(https://x.example)"),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, SVG.replace(b"<path", b"<foreignObject/><path"),
        SVG.replace(b"<svg", b'<svg xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="x"'),
        b'<svg xmlns="http://www.w3.org/2000/svg"><style>@import "x"</style></svg>',
        b'<?xml-stylesheet href="x"?>' + SVG,
    ],
)  # fmt: skip
def test_a_logo_that_is_no_picture_is_none(content):
    assert kind_of(content) == ""


def test_pictures_are_known_by_their_content():
    assert [kind_of(one) for one in (PNG, SVG, b"\xff\xd8\xff\xe0", b"RIFF0000WEBPVP8 ")] == [
        "image/png", "image/svg+xml", "image/jpeg", "image/webp",
    ]  # fmt: skip
