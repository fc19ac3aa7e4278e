"""Whom we speak to, and what an administrator may write down about a platform."""

import datetime as dt

import pytest
import requests
from django.utils import timezone

from common.wall import open_structure
from courses.interop import outgoing, tasks
from courses.interop.models import LaunchedLearner, Platform, ScoreLine, SpentLaunch, ToolKey
from courses.interop.services import send_score
from learners.models import Learner
from privacy.services import erase_learner_now
from tests.app.doors import text
from tests.app.factories import StructureFactory
from tests.app.launched import Place
from tests.app.lrs import listening
from tests.app.recording import noting

pytestmark = pytest.mark.django_db


# --- whom we speak to


def test_a_name_that_leads_into_a_private_network_is_told_nothing(platform):
    """The connection's own address is looked at, not what the name said a moment before."""
    host = outgoing.host_of(platform.address)
    with outgoing.Session([host], public=True) as session:
        assert session.get(f"{platform.address}/keys").status_code == 200, "as long as the test says so"
        session.mount("http://", outgoing._Adapter(public=True))
        with pytest.raises(requests.RequestException):
            session.get(f"{platform.address}/keys")
    assert platform.keys_asked == 1


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::1", "224.0.0.1", "0.0.0.0"]
)
def test_what_is_private(address):
    class Connected:
        def getpeername(self):
            return (address, 443)

        def close(self): ...

    with pytest.raises(outgoing.Refused):
        outgoing._public_only(Connected())


def test_by_default_it_speaks_tls_to_named_hosts_only(platform, settings):
    settings.INTEROP_INSECURE = False
    host = outgoing.host_of(platform.address)
    for address in (f"{platform.address}/keys", "https://elsewhere.example/"):
        with outgoing.Session([host], public=True) as session, pytest.raises(outgoing.Refused):
            session.get(address)
    assert platform.keys_asked == 0


@pytest.mark.parametrize(
    ("answer", "why"),
    [((200, {}, b"x" * 300_000), "too long"), ((302, {"Location": "https://evil.example/"}, b""), "elsewhere")],
)
def test_an_endless_answer_and_one_that_sends_us_elsewhere_are_refused(settings, answer, why):
    settings.INTEROP_INSECURE = True
    with listening(lambda *given: answer) as address:
        one = outgoing.Session([outgoing.host_of(address)], public=True)
        with pytest.raises(outgoing.Refused, match=why):
            one.get(address)


@pytest.mark.parametrize("name", ["login_url", "token_url", "keyset_url"])
@pytest.mark.parametrize(
    "address", ["http://moodle.example/x", "https://", "file:///etc/passwd", "https://a@b.example/", "moodle"]
)
def test_only_whole_secure_addresses_are_written_down(platform, settings, name, address):
    place = Place(platform)
    settings.INTEROP_INSECURE = False
    good = dict.fromkeys(("login_url", "token_url", "keyset_url"), "https://moodle.example/x")
    page = place.admin.post("/platforms/new/", place.form(**good | {name: address}))
    assert page.status_code == 422
    assert "Give a whole address that begins with https://" in text(page)
    assert place.rows(Platform) == []


def test_the_administrator_is_told_what_is_wrong(place):
    again = place.admin.post("/platforms/new/", place.form())
    assert (again.status_code, "registered already" in text(again)) == (422, True)
    nowhere = place.admin.post("/platforms/new/", place.form(place="nowhere", client_id="b"))
    assert "No organisation has this address." in text(nowhere)
    unnamed = place.admin.post("/platforms/new/", place.form(name="Moodle 0475 12 34 56", client_id="b"))
    assert "No long number here" in text(unnamed)
    elsewhere = StructureFactory(slug="bib")
    moved = place.admin.post(f"/platforms/{place.one.pk}/", place.form(place=elsewhere.slug))
    assert "Register the platform again instead." in text(moved)
    with noting() as acts:
        kept = place.admin.post(f"/platforms/{place.one.pk}/", place.form(name="Moodle Lille"))
    assert kept.status_code == 302
    assert "platform_saved" in acts
    assert "Moodle Lille" in text(place.admin.get("/platforms/"))


def test_the_tools_key_is_sealed_and_made_once(place):
    [key] = ToolKey.objects.all()
    assert key.private.startswith("sealed:")
    place.admin.post("/platforms/new/", place.form(client_id="b"))
    assert ToolKey.objects.count() == 1
    [public] = place.platform.tool_keys["keys"]
    assert set(public) == {"kty", "n", "e", "kid", "alg", "use"}, "and nothing of the private half"


def test_launches_are_forgotten_the_next_night(place, browser):
    browser.launch()
    assert tasks.keep_sealed() == 0
    assert SpentLaunch.objects.count() == 1
    SpentLaunch.objects.update(at=timezone.now() - dt.timedelta(hours=2))
    tasks.keep_sealed()
    assert SpentLaunch.objects.count() == 0


def test_erasing_the_learner_takes_the_link_and_the_line_along(place, browser):
    browser.launch()
    [line], [learner] = place.rows(ScoreLine), place.rows(Learner)
    with open_structure(place.structure.pk):
        erase_learner_now(learner=learner, by=None)
    assert place.rows(ScoreLine) == place.rows(LaunchedLearner) == []
    assert send_score(structure_id=place.structure.pk, line_id=line.pk) == ""
    assert browser.launch().status_code == 302, "and if she comes again, she is somebody new"
    assert [one.pk for one in place.rows(Learner) if one.alias] != [learner.pk]
