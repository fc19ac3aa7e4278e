"""A structure's dated facts: name, place, number and labels, from a day on."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from common.wall import across_structures, open_structure
from registration.services.places import copy_names_in_force
from structures.models import JournalEntry, Structure, StructureLabel, StructureState
from tests.app.doors import send, signed_in, text
from tests.app.factories import UserFactory, aidant_of, referent_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
PLACE = "/s/epn/place/"


@pytest.fixture
def nora(epn):
    return signed_in(referent_of(epn, first_name="Nora", last_name="Diallo"))


def days(n: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(n)


def facts(**changed) -> dict:
    return {
        "name": "EPN Tournai", "country": "BE", "postcode": "7500", "commune": "", "address": "", "type": "EPN",
        "enterprise_number": "", "since": days(0).isoformat(), "seen": "",
    } | changed  # fmt: skip


def rows(structure) -> list[tuple]:
    with across_structures("the test looks"):
        found = StructureState.objects.filter(structure=structure).order_by("since")
        return [(row.since, row.name, row.postcode, row.commune, row.nuts3) for row in found]


def name_of(structure) -> str:
    return Structure.objects.get(pk=structure.pk).name


def test_a_change_has_a_date_and_says_what_it_means_for_the_figures(epn, nora):
    sent = send(nora, PLACE, facts(name="EPN du Port", postcode="B-9300", commune=""))
    page = text(nora.get(sent.headers["Location"]))
    assert "The figures count at 9300 Aalst from that day on. Outside the programme area" in page
    assert rows(epn)[1:] == [(days(0), "EPN du Port", "9300", "Aalst", "BE231")]
    assert (name_of(epn), nora.get("/s/epn/").status_code) == ("EPN du Port", 200), "the address stays"
    send(nora, PLACE, facts(name="EPN du Quai", postcode="9300"))
    assert [row[1] for row in rows(epn)] == ["EPN Tournai", "EPN du Quai"], "today's row is corrected, not doubled"
    with across_structures("the test reads the journal"):
        lines = JournalEntry.objects.filter(act="structure_changed", structure=epn).order_by("pk")
        assert lines[1].detail == {"since": days(0).isoformat(), "changed": ["name"]}


def test_what_is_planned_begins_on_its_day_or_is_dropped(epn, nora, time_machine):
    send(nora, PLACE, facts(name="Nouveau nom", since=days(10)))
    assert name_of(epn) == "EPN Tournai"
    assert "planned" in text(nora.get(PLACE))
    assert send(nora, PLACE + "planned/drop/", {"since": days(0)}).status_code == 409
    assert send(nora, PLACE + "planned/drop/", {"since": days(10)}).status_code == 302
    assert len(rows(epn)) == 1
    send(nora, PLACE, facts(name="Nouveau nom", since=days(10)))
    assert copy_names_in_force() == 0
    time_machine.move_to(dt.datetime.combine(days(10), dt.time(12), tzinfo=dt.UTC))
    assert copy_names_in_force() == 1
    assert name_of(epn) == "Nouveau nom"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "🦜" * 300}, "too long"),
        ({"name": "🦜" * 20}, "at least one letter"),
        ({"name": "\u202e\u200b"}, "Type the name"),
        ({"postcode": "59000"}, "A Belgian postcode has 4 digits"),
        ({"postcode": "1"}, "A Belgian postcode has 4 digits"),
        ({"postcode": "9999"}, "No municipality has the postcode 9999"),
        ({"country": "FR", "postcode": "52100"}, "Choose the municipality"),
        ({"enterprise_number": "0123456789"}, "digits do not fit"),
        ({"since": "2026-13-45"}, "Choose a date"),
        ({"since": "1999-01-01"}, "Halte has known this organisation since"),
        ({"since": "2999-01-01"}, "within a year"),
        ({"name": '=HYPERLINK("http://evil.example","EPN")'}, "not with ="),
        ({"country": "XX", "type": "x"}, "answers to look at again"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(epn, nora, wrong, said):
    page = send(nora, PLACE, facts(**wrong))
    assert page.status_code == 422
    assert said in text(page)
    assert len(rows(epn)) == 1


def test_a_nul_is_refused_and_right_to_left_is_a_name(epn, nora):
    assert send(nora, PLACE, facts(name="a\x00b")).status_code == 400
    send(nora, PLACE, facts(name="\u202eدار الجوار"))
    assert name_of(epn) == "دار الجوار", "without the sign that would turn the text around it"


def test_an_unknown_postcode_may_be_kept_and_nothing_new_is_no_row(epn, nora):
    assert send(nora, PLACE, facts(postcode="9999", keep="on")).status_code == 302
    assert rows(epn)[-1][2:] == ("9999", "", "")
    before = rows(epn)
    page = nora.get(send(nora, PLACE, facts(postcode="9999", keep="on")).headers["Location"])
    assert "nothing was changed" in text(page)
    assert rows(epn) == before


def test_the_municipality_keeps_the_name_it_was_given(epn):
    """A Dutch-speaking referent who changes the street alone does not move the place to “Doornik”."""
    client = signed_in(referent_of(epn), language="nl")
    assert send(client, PLACE, facts(address="Quai 4")).status_code == 302
    assert rows(epn)[-1][3] == "Tournai"


def test_a_stale_form_overwrites_nothing_unseen(epn, nora):
    seen = re.search(r'name="seen" value="([^"]+)"', nora.get(PLACE).content.decode())[1]
    send(signed_in(referent_of(epn, first_name="Ali", last_name="Ben")), PLACE, facts(address="Quai 1"))
    stale = send(nora, PLACE, facts(address="Quai 2", seen=seen))
    assert stale.status_code == 409
    assert "Ali B. changed this meanwhile. Stored now: Street and number: Quai 1." in text(stale)
    again = re.search(r'name="seen" value="([^"]+)"', stale.content.decode())[1]
    assert send(nora, PLACE, facts(address="Quai 2", seen=again)).status_code == 302


def test_labels_begin_and_end(epn, nora):
    add, end = PLACE + "labels/", PLACE + "labels/end/"
    assert send(nora, add, {"label-code": "nonsense", "label-since": days(-5)}).status_code == 422
    assert send(nora, add, {"label-code": "epn", "label-since": days(-5)}).status_code == 302
    twice = send(nora, add, {"label-code": "epn", "label-since": days(0)})
    assert "has this label on that day already" in text(twice)
    assert send(nora, end, {"code": "pix", "until": days(0)}).status_code == 409
    assert send(nora, end, {"code": "epn", "until": "x"}).status_code == 409
    assert send(nora, end, {"code": "epn", "until": days(0)}).status_code == 302
    with open_structure(epn.pk):
        [label] = StructureLabel.objects.all()
    assert (label.since, label.until) == (days(-5), days(0))
    assert send(nora, add, {"label-code": "epn", "label-since": days(0)}).status_code == 302


def test_an_aidant_reads_and_a_stranger_finds_nothing(epn):
    aidant = signed_in(aidant_of(epn))
    page = aidant.get(PLACE)
    assert "EPN Tournai" in text(page)
    assert 'name="postcode"' not in page.content.decode()
    for address in ("", "labels/", "labels/end/", "planned/drop/"):
        assert send(aidant, PLACE + address, facts(name="Mine")).status_code == 403
    assert signed_in(UserFactory()).get(PLACE).status_code == 404
    assert name_of(epn) == "EPN Tournai"
