"""A structure's own sheet: kept by its referent, looked at, shown, hidden at once."""

import re

import pytest

from common.wall import across_structures, open_structure
from directory.models import Entry
from structures.enums import AffiliationStatus
from structures.models import JournalEntry
from tests.app.doors import signed_in, text, visitor
from tests.app.factories import StructureFactory, aidant_of, referent_of
from tests.unit.directory.rules import SERVICES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]

SHEET = "/s/epn/directory/"
GOOD = {
    "street": "Place du Marché, 4", "phone": "069 12 34 56", "emails": "epn@place.example, info@place.example",
    "websites": "www.place.example", "services": SERVICES[:2], "languages": ["fr", "nl"],
    "h0a": "09:00", "h0b": "12:00", "h0c": "13:30", "h0d": "17:00", "h1a": "09:00", "h1b": "12:00", "h1c": "13:30",
    "h1d": "17:00", "h5a": "10:00", "h5b": "12:00", "closed_on_holidays": "on",
}  # fmt: skip


@pytest.fixture
def karim(epn):
    return signed_in(referent_of(epn))


def entry_of(structure) -> Entry:
    with open_structure(structure.pk):
        return Entry.objects.get(structure=structure)


def acts(structure) -> list[str]:
    with across_structures("a test reads the journal"):
        return list(JournalEntry.objects.filter(structure=structure).order_by("pk").values_list("act", flat=True))


def test_from_nothing_to_the_public_page_and_back(epn, karim):
    answer = karim.post(SHEET, GOOD)
    assert answer.url == f"{SHEET}preview/"
    entry = entry_of(epn)
    assert entry.hours == "Mo,Tu 09:00-12:00,13:30-17:00; Sa 10:00-12:00; PH off"
    assert (entry.phone, entry.websites) == ("+3269123456", ["https://www.place.example"])
    assert entry.emails == ["epn@place.example", "info@place.example"]
    assert not entry.published
    assert "Nobody sees this page yet" in text(karim.get(f"{SHEET}preview/"))
    assert visitor().get(f"/directory/{entry.pk}/").status_code == 404

    shown = karim.post(f"{SHEET}publish/", follow=True)
    assert "Your place is in the directory now" in text(shown)
    assert f'action="{SHEET}withdraw/"' in shown.content.decode(), "with an undo"
    assert visitor().get(f"/directory/{entry.pk}/").status_code == 200
    hidden = karim.post(f"{SHEET}withdraw/", follow=True)
    assert f'action="{SHEET}publish/"' in hidden.content.decode()
    assert visitor().get(f"/directory/{entry.pk}/").status_code == 404
    assert entry_of(epn).hours, "the sheet stays"
    assert acts(epn) == ["directory_sheet_changed", "directory_published", "directory_withdrawn"]


def test_the_sheet_comes_back_as_it_was_typed(karim):
    karim.post(SHEET, GOOD | {"other_hours": "Jul-Aug off"})
    body = karim.get(SHEET).content.decode()
    assert 'name="h5a" value="10:00"' in body
    assert 'value="Jul-Aug off"' in body
    assert "+3269123456" in body
    assert body.count(" checked") == 5


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("phone", "call us", "We can’t read this telephone number"),
        ("emails", "epn@", "Not an e-mail address: epn@"),
        ("websites", "javascript:alert(1)", "Not a web address"),
        ("booking_page", "not an address", "Not a web address"),
        ("h0b", "", "Monday, closes: Give both times"),
        ("h0b", "08:00", "The times must follow each other"),
        ("h0c", "11:00", "The times must follow each other"),
        ("h0a", "nine", "Not a time of day"),
        ("other_hours", "tous les matins", "We can’t read these hours"),
        ("latitude", "50.6", "one of them is missing"),
        ("street", "=cmd|' /C calc'!A0", "takes for a formula"),
        ("services", ["Jonglage"], "Select a valid choice"),
        ("summary", "x" * 281, "at most 280"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(epn, karim, field, value, words):
    page = karim.post(SHEET, GOOD | {field: value})
    assert page.status_code == 422
    assert words in text(page)
    with open_structure(epn.pk):
        assert not Entry.objects.filter(structure=epn).exists()


def test_hours_that_came_with_the_sheet_stay_though_nobody_can_read_them(epn, karim):
    karim.post(SHEET, GOOD)
    with open_structure(epn.pk):
        Entry.objects.filter(structure=epn).update(hours="tous les matins")
    empty = {name: "" for name in GOOD if name.startswith("h")}
    kept = {"closed_on_holidays": "", "other_hours": "tous les matins"}
    assert karim.post(SHEET, GOOD | empty | kept).status_code == 302
    assert entry_of(epn).hours == "tous les matins"


def test_what_a_shown_place_needs_is_asked_before_and_kept_afterwards(epn, karim):
    karim.post(SHEET, GOOD | {"street": "", "services": []})
    preview = text(karim.get(f"{SHEET}preview/"))
    assert "Still needed: the street and number, at least one service." in preview
    assert "Still needed" not in text(karim.post(f"{SHEET}publish/"))
    assert not entry_of(epn).published
    karim.post(SHEET, GOOD)
    karim.post(f"{SHEET}publish/")
    page = karim.post(SHEET, GOOD | {"services": []})
    assert page.status_code == 422
    assert "still needs: at least one service" in text(page)
    assert entry_of(epn).services == list(SERVICES[:2])


def test_a_structure_that_waits_for_its_affiliation_prepares_its_sheet_and_is_not_shown(project, tic):
    waiting = StructureFactory(
        name="EPN en attente", slug="attente", affiliation__project=project, affiliation__operator=tic,
        affiliation__status=AffiliationStatus.APPLIED,
    )  # fmt: skip
    client = signed_in(referent_of(waiting))
    client.post("/s/attente/directory/", GOOD)
    assert "Only affiliated organisations are shown" in text(client.get("/s/attente/directory/preview/"))
    client.post("/s/attente/directory/publish/")
    assert not entry_of(waiting).published


def test_an_aidant_reads_the_public_page_and_keeps_no_sheet(epn):
    aidant = signed_in(aidant_of(epn))
    for address in (SHEET, f"{SHEET}preview/"):
        assert aidant.get(address).status_code == 403
    assert aidant.post(SHEET, GOOD).status_code == 403
    assert aidant.post(f"{SHEET}withdraw/").status_code == 403


def test_unknown_values_of_an_entry_outlive_the_form(epn, karim):
    karim.post(SHEET, GOOD)
    with open_structure(epn.pk):
        Entry.objects.filter(structure=epn).update(unknown={"columns": {"wifi": "oui"}}, source="Hubik")
    karim.post(SHEET, GOOD | {"summary": "Bienvenue."})
    entry = entry_of(epn)
    assert (entry.unknown, entry.source, entry.summary) == ({"columns": {"wifi": "oui"}}, "Hubik", "Bienvenue.")


def test_of_two_tabs_the_second_reads_what_the_first_has_kept_and_loses_nothing(epn, karim):
    body = karim.get(SHEET).content.decode()
    first, second = (re.findall(r'name="seen" value="([^"]+)"', body) * 2)[:2]
    assert karim.post(SHEET, GOOD | {"seen": first}).status_code == 302
    typed = GOOD | {"seen": second, "street": "Rue Neuve, 1", "h0a": "08:00"}
    answer = karim.post(SHEET, typed)
    assert answer.status_code == 409
    page = text(answer)
    assert "changed this meanwhile" in page
    said = page[page.index("Stored now") :][:160]
    assert "Street and number: Place du Marché, 4;" in said, said
    assert "Monday, opens: 09:00." in said, said
    body = answer.content.decode()
    assert 'value="Rue Neuve, 1"' in body, "what she typed is there"
    assert entry_of(epn).street == "Place du Marché, 4"
    [now] = set(re.findall(r'name="seen" value="([^"]+)"', body))
    assert karim.post(SHEET, typed | {"seen": now}).status_code == 302, "knowing that, she may"
    assert entry_of(epn).street == "Rue Neuve, 1"
    assert karim.post(SHEET, GOOD | {"seen": "?" * 300}).status_code == 422


def test_a_keyboard_reaches_each_part_of_the_sheet_in_a_few_steps(karim):
    body = karim.get(SHEET).content.decode()
    parts = re.findall(r'<a class="chip" href="#([\w-]+)"', body)
    assert len(parts) == 5
    assert body.index('<nav aria-label="Parts of this sheet"') < body.index('name="street"')
    for part in parts:
        assert re.search(rf'<(h2|div)[^>]* id="{part}" tabindex="-1"|<summary id="{part}"', body), part
