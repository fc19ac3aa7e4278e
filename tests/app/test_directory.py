"""The public directory: the finder, a place's page, the two files; what is public, and what is not."""

import csv
import datetime as dt
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.wall import across_structures, open_structure
from directory.models import Entry
from directory.services import publish, save_sheet
from structures.enums import AffiliationStatus
from structures.models import AffiliationState
from tests.app.doors import text, visitor
from tests.app.factories import PortalFactory, StructureFactory
from tests.unit.directory import rules

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
SERVICE = rules.SERVICES[0]


def sheet(structure, **more) -> Entry:
    """A sheet that is shown."""
    fields = {"street": "Place du Marché, 4", "services": [SERVICE], "hours": "Mo-Fr 09:00-12:00; PH off"} | more
    with open_structure(structure.pk):
        save_sheet(structure=structure, by=None, fields=fields)
        return publish(structure=structure, by=None)


def brought(partner, code: str = "b1", **more) -> Entry:
    """A place from a partner's file."""
    fields = {
        "name": f"Lieu {code}",
        "country": "FR",
        "postcode": "59000",
        "commune": "Lille",
        "street": "Rue 1",
        "services": [SERVICE],
        "updated_on": dt.date(2026, 3, 31),
        "published": True,
    }
    with across_structures("a test lays its ground"):
        return Entry.objects.create(partner=partner, code=code, **(fields | more))


def names(response) -> list[str]:
    """The places of the finder's page, in their order."""
    return re.findall(r'<h3><a href="/directory/[0-9a-f-]{36}/">(.*?)</a></h3>', response.content.decode())


def test_only_what_is_shown_is_in_the_directory(epn, tic, project):
    sheet(epn)
    hidden = StructureFactory(name="EPN caché", affiliation__project=project, affiliation__operator=tic)
    with open_structure(hidden.pk):
        save_sheet(structure=hidden, by=None, fields={"street": "x", "services": [SERVICE]})
    brought(tic, "b2", published=False)
    assert names(visitor().get("/directory/")) == ["EPN Tournai"]


def test_a_structure_that_left_is_in_the_directory_no_longer(epn):
    entry = sheet(epn)
    assert visitor().get(f"/directory/{entry.pk}/").status_code == 200
    with across_structures("a test ends an affiliation"):
        state = AffiliationState.objects.get(affiliation__structure=epn)
        state.status = AffiliationStatus.LEFT
        state.save()
    assert names(visitor().get("/directory/")) == []
    assert visitor().get(f"/directory/{entry.pk}/").status_code == 404
    assert "EPN" not in visitor().get("/directory/mednum.csv").content.decode()


@pytest.mark.parametrize("where", ["7500", "B-7500", "Tournai", "doornik", "7500 Doornik"])
def test_nearest_first_from_each_form_of_a_place(epn, tic, where):
    sheet(epn, latitude=50.607, longitude=3.389)
    brought(tic, "Gent", country="BE", postcode="9000", commune="Gent", latitude=51.054, longitude=3.725)
    brought(tic, "Lille", latitude=50.63, longitude=3.06)
    page = visitor().get("/directory/", {"where": where})
    assert names(page) == ["EPN Tournai", "Lieu Lille", "Lieu Gent"]
    assert "about 23 km" in text(page)
    assert "less than 1 km" in text(page)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("00000", "don’t know a place called “00000”"),
        ("<b>x", "don’t know a place called “<b>x”"),
        ("Saint-Denis", "Did you mean one of these?"),
        ("x" * 300, "1 place"),
    ],
)
def test_a_place_that_is_not_known_gets_a_sentence(epn, where, words):
    sheet(epn)
    page = visitor().get("/directory/", {"where": where})
    assert page.status_code == 200
    assert words in text(page)


def test_choices_narrow_and_an_unknown_one_is_as_if_it_were_not_asked(epn, tic):
    sheet(epn, languages=["fr", "ar"])
    brought(tic, "b1", kinds=["BIB"], services=[rules.SERVICES[1]])
    client = visitor()
    for query, found in (
        ({"service": SERVICE}, ["EPN Tournai"]),
        ({"language": "ar"}, ["EPN Tournai"]),
        ({"kind": "EPN"}, ["EPN Tournai"]),
        ({"kind": "BIB"}, ["Lieu b1"]),
        ({"kind": "CAF"}, []),
        ({"service": "no such thing", "page": "no"}, ["EPN Tournai", "Lieu b1"]),
        ({"page": "99"}, ["EPN Tournai", "Lieu b1"]),
    ):
        assert names(client.get("/directory/", query)) == found, query
    assert "No place fits all of that" in text(client.get("/directory/", {"kind": "CAF"}))
    assert "No place is in the directory yet" not in text(client.get("/directory/"))


def test_an_empty_directory_says_so():
    assert "No place is in the directory yet" in text(visitor().get("/directory/"))


def test_a_place_says_everything_in_words(settings, epn):
    entry = sheet(
        epn,
        phone="+3269123456",
        emails=["epn@place.example"],
        websites=["https://place.example/a"],
        hours='Mo-Fr 09:00-12:00; PH off || "by appointment"',
        languages=["nl"],
        summary="On prend le temps.",
        unknown={"values": {"services": ["Jonglage"]}},
        updated_on=dt.date(2026, 3, 31),
    )
    page = visitor("fr").get(f"/directory/{entry.pk}/")
    words = text(page).replace("\u00a0", " ")
    for said in (
        "Du lundi au vendredi : de 9 h à 12 h",
        "Jours fériés : fermé",
        "À d’autres moments : sur rendez-vous",
        "Faire ses démarches en ligne",
        "Jonglage",
        "néerlandais",
        "7500 Tournai",
        "On prend le temps.",
    ):
        assert said in words
    body = page.content.decode()
    assert 'href="tel:+3269123456"' in body
    assert "+32 69 12 34 56" in body, "on a portal of no country"
    PortalFactory(code="be", host="belgie.example", country="BE")
    settings.ALLOWED_HOSTS = ["*"]
    at_home = visitor("fr").get(f"/directory/{entry.pk}/", headers={"host": "belgie.example"})
    assert "069 12 34 56" in text(at_home)
    assert 'href="mailto:epn@place.example"' in body
    assert "Maandag tot vrijdag" in text(visitor("nl").get(f"/directory/{entry.pk}/"))


def test_hours_that_nobody_can_read_are_shown_as_they_are(tic):
    entry = brought(tic, hours="tous les matins <sauf> lundi")
    assert "tous les matins <sauf> lundi" in text(visitor().get(f"/directory/{entry.pk}/"))


def test_whether_it_is_open_is_said(tic, time_machine):
    entry = brought(tic, hours="Mo-Fr 09:00-12:00; PH off")
    for at, words in (("2026-11-23T08:30:00Z", "open now, until 12:00"), ("2026-11-23T11:30:00Z", "closed now")):
        time_machine.move_to(dt.datetime.fromisoformat(at))
        assert words in text(visitor().get(f"/directory/{entry.pk}/"))
        assert words in text(visitor().get("/directory/"))


def queries(path: str) -> int:
    client = visitor()
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        client.get(path)
    return len(found)


def test_the_finder_asks_as_much_for_2000_places_as_for_10(epn, tic):
    sheet(epn)
    for number in range(10):
        brought(tic, f"c{number}", latitude=50.6 + number / 100, longitude=3.0)
    path = "/directory/?where=7500&service=" + SERVICE.replace(" ", "+")
    few = queries(path)
    with across_structures("a test lays its ground"):
        Entry.objects.bulk_create(
            Entry(
                partner=tic,
                code=f"m{number}",
                name=f"Lieu {number}",
                country="FR",
                postcode=f"{59000 + number % 90}",
                services=[SERVICE],
                published=True,
                latitude=50 + number / 4000,
                longitude=3.1,
            )
            for number in range(2000)
        )
    assert queries(path) == few
    page = visitor().get("/directory/?where=7500")
    assert "2,011 places" in text(page)
    assert page.content.count(b"<") < 2 * 400


def test_the_files_hold_what_is_shown_and_are_valid(epn, tic, d09):
    sheet(epn, phone="+3269123456", languages=["fr"], latitude=50.607, longitude=3.389)
    brought(tic, "b1", pivot="W123456789", kinds=["CCAS", "CPAS"], programmes=["France Services"])
    brought(d09, "g1", country="BE", postcode="9000", commune="Gent")
    content = visitor("fr").get("/directory/mednum.csv").content
    assert content == visitor("nl").get("/directory/mednum.csv").content, "whatever the language of the page"
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    assert {row["nom"] for row in rows} == {"EPN Tournai", "Lieu b1", "Lieu g1"}
    assert [fault for row in rows for fault in rules.mednum_faults(row)] == []
    own = next(row for row in rows if row["nom"] == "EPN Tournai")
    assert (own["commune"], own["code_postal"], own["typologie"], own["halte_langues"]) == (
        "Tournai",
        "7500",
        "EPN",
        "fr",
    )
    found = json.loads(visitor().get("/directory/data-inclusion.json").content)
    assert len(found["structures"]) == len(found["services"]) == 3
    assert [f for one in found["structures"] for f in rules.inclusion_faults(one, rules.OF_STRUCTURES)] == []
    assert [f for one in found["services"] for f in rules.inclusion_faults(one, rules.OF_SERVICES)] == []


def test_a_partner_has_a_file_of_its_own(epn, tic, d09):
    sheet(epn)
    brought(tic, "b1")
    brought(d09, "g1")
    client = visitor()

    def file(query: str) -> set[str]:
        content = client.get(f"/directory/mednum.csv?{query}").content.decode()
        return {row["nom"] for row in csv.DictReader(io.StringIO(content, newline=""))}

    code = tic.project.code.lower()
    assert file(f"project={code}") == {"EPN Tournai", "Lieu b1", "Lieu g1"}
    assert file(f"project={code}&partner={tic.code}") == {"EPN Tournai", "Lieu b1"}
    assert file(f"project={code}&partner={d09.code.lower()}") == {"Lieu g1"}
    for query in ("project=nothing", f"project={code}&partner=nobody", "partner=x"):
        assert client.get(f"/directory/mednum.csv?{query}").status_code == 404
