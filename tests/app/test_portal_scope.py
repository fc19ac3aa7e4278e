"""What a visitor of a portal's host sees first: what is there. All portals are one choice away, with an address."""

import re

import pytest

from community.forums.models import ForumTheme, Topic
from community.forums.services import load_themes
from structures.models import Portal
from tests.app.community import planned
from tests.app.doors import send, signed_in, text, visitor
from tests.app.factories import PortalFactory, StructureFactory, aidant_of
from tests.app.test_directory import brought, names, sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
CHOICE = "See all portals"


@pytest.fixture(autouse=True)
def portals(settings) -> dict[str, Portal]:
    settings.ALLOWED_HOSTS = ["*"]
    return {
        "halte": PortalFactory(),
        "fr": PortalFactory(code="fr", name_en="Halte North", host="france.example", country="FR"),
        "be": PortalFactory(code="be", name_en="Halte Belgium", host="belgique.example", country="BE"),
    }


def seen(host: str, path: str, **asked: str):
    client = visitor()
    client.defaults["HTTP_HOST"] = host
    return client.get(path, asked)


def test_the_directory_begins_with_the_portals_own_places(epn, tic, project, portals):
    sheet(epn)
    brought(tic, "Lille")
    guest = StructureFactory(
        name="Roubaix", portal=portals["be"], affiliation__project=project, affiliation__operator=tic,
        state__country="FR", state__postcode="59100",
    )  # fmt: skip
    sheet(guest)
    assert names(seen("belgique.example", "/directory/")) == ["EPN Tournai", "Roubaix"], "who registered there too"
    assert names(seen("france.example", "/directory/")) == ["Lieu Lille", "Roubaix"]
    page = seen("belgique.example", "/directory/", service="")
    assert "You see what Halte Belgium offers." in text(page)
    assert "scope=all" in page.content.decode()
    every = seen("belgique.example", "/directory/", scope="all")
    assert len(names(every)) == 3
    assert '<input type="hidden" name="scope" value="all">' in every.content.decode(), "the next search keeps it"
    assert "Only Halte Belgium" in text(every)
    anywhere = seen("testserver", "/directory/")
    assert len(names(anywhere)) == 3
    assert CHOICE not in text(anywhere), "a portal of no country has nothing to choose"


def test_a_place_beyond_the_border_is_looked_for_in_all_portals(epn, tic):
    sheet(epn)
    brought(tic, "Lille")
    assert names(seen("belgique.example", "/directory/", where="7500")) == ["EPN Tournai"]
    assert names(seen("belgique.example", "/directory/", where="59000")) == ["Lieu Lille", "EPN Tournai"]


def test_an_empty_directory_says_of_which_portal(tic):
    brought(tic, "Lille")
    page = seen("belgique.example", "/directory/")
    assert "Halte Belgium has no place that fits." in text(page)
    assert CHOICE in text(page)


def test_the_calendar_and_its_feed_begin_with_the_portals_country(tic):
    planned(tic, title="À Tournai")
    planned(tic, title="À Lille", country="FR", postcode="59000")
    planned(tic, title="En ligne", country="", postcode="", venue="", online=True, link="https://meet.example/x")

    def shown(host: str, path: str = "/calendar/", **asked: str) -> set[str]:
        body = seen(host, path, **asked).content.decode()
        return {one for one in ("À Tournai", "À Lille", "En ligne") if one in body}

    assert shown("belgique.example") == shown("belgique.example", "/calendar.ics") == {"À Tournai", "En ligne"}
    assert shown("france.example") == {"À Lille", "En ligne"}
    for path in ("/calendar/", "/calendar.ics"):
        assert len(shown("belgique.example", path, scope="all")) == 3
    assert shown("belgique.example", postcode="59000", where="near") == {"À Lille"}
    page = seen("belgique.example", "/calendar/", scope="all").content.decode()
    feed = re.search(r'href="(/calendar\.ics[^"]*)"', page)
    assert feed
    assert "scope=all" in feed[1]
    nothing = seen("belgique.example", "/calendar/", kind="coaching")
    assert "Halte Belgium has nothing here" in text(nothing)
    assert CHOICE in text(nothing)


def test_the_forum_is_one_for_all_and_notes_where_a_question_was_asked(epn, portals):
    load_themes()
    asker, reader = signed_in(aidant_of(epn)), signed_in(aidant_of(epn))
    asker.defaults["HTTP_HOST"], reader.defaults["HTTP_HOST"] = "belgique.example", "france.example"
    typed = {"title": "Quelle souris ?", "text": "Laquelle ?", "language": "fr"}
    send(asker, "/forum/new/", {**typed, "theme": ForumTheme.objects.first().slug})
    assert Topic.objects.get().portal == portals["be"]
    assert "Quelle souris ?" in text(reader.get("/forum/"))
