"""A place that is here already under another hand: told before it is written, and not doubled unless that is meant."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.wall import across_structures
from directory.doubles import Choice
from directory.models import Entry
from directory.services import analyse, write_places
from structures.models import JournalEntry, StructureState
from tests.app.doors import signed_in, text
from tests.app.factories import StructureFactory, coordinator_of, referent_of
from tests.unit.directory.test_mednum import ROW, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
HERE = "/p/demo/tic/directory/import/"
BELGIAN = ROW | {"code_postal": "7500", "commune": "Tournai", "telephone": "", "typologie": "CPAS", "pivot": ""}
KBO = "0406798006"


def row(number: int, **more: str) -> dict:
    return BELGIAN | {"id": f"n{number}", "nom": f"Lieu {number}x{number}", "adresse": f"Rue {number}"} | more


def file(*rows: dict) -> bytes:
    return table(*rows).encode()


def told(partner, content: bytes) -> list[tuple[int, str, str]]:
    found = analyse(partner=partner, content=content)
    return [(line, one.why, one.name) for line, one in sorted(found.doubles.items())]


@pytest.fixture
def kaai(tic):
    made = StructureFactory(
        name="EPN du Quai", slug="quai", affiliation__project=tic.project, affiliation__operator=tic
    )
    with across_structures("a test says where it lies"):
        StructureState.objects.filter(structure=made).update(
            name="EPN du Quai", country="BE", postcode="7500", enterprise_number=KBO
        )
    return made


def places() -> int:
    with across_structures("a test counts"):
        return Entry.objects.count()


def test_two_operators_who_send_the_same_file_do_not_double_it(tic, d09):
    content = file(row(1), row(2))
    assert len(write_places(partner=tic, by=None, content=content).new) == 2
    second = write_places(partner=d09, by=None, content=content)
    assert (len(second.new), len(second.doubtful), places()) == (0, 2, 2)
    assert {one.why for one in second.doubles.values()} == {"id"}
    again = analyse(partner=tic, content=content)
    assert (len(again.same), again.doubles) == (2, {}), "her own are hers"


def test_the_same_name_and_address_under_another_id_is_recognised(tic, d09):
    write_places(partner=tic, by=None, content=file(row(1, nom="L’Étoile", adresse="12, rue de l'Église")))
    twin = row(9, nom="l'etoile", adresse="12 Rue de l’eglise")
    assert told(d09, file(twin)) == told(tic, file(twin)) == [(2, "address", "L’Étoile")]
    assert told(d09, file(twin | {"adresse": "14 rue de l'Église"})) == []


def test_a_registered_structure_is_recognised_by_number_and_by_name(tic, kaai):
    rows = (
        row(1, pivot=KBO),
        row(2, nom="Espace public numérique du Quai"),
        row(3, nom="Espace public numérique Nord"),
    )
    assert told(tic, file(*rows)) == [(2, "number", "EPN du Quai"), (3, "name", "EPN du Quai")]


def test_who_sends_the_file_chooses(tic, kaai):
    sophie = signed_in(coordinator_of(tic))
    rows = (row(1, nom="Le Quai"), row(2, nom="Quai"), row(3, nom="EPN Quai"), row(4))
    content = file(*rows)
    from tests.app.test_directory_import import sent

    address = sent(sophie, content)
    page = text(sophie.get(address))
    assert "Perhaps here already 3" in page
    assert "Resembles EPN du Quai, 7500 Tournai: a like name in the same municipality." in page
    given = {"line-2": "keep", "line-3": "link", "line-4": "nonsense", "line-99": "keep", "once": uuid.uuid4().hex}
    done = text(sophie.post(address, given, follow=True))
    assert "2 places added, 0 places changed, 1 sheet prepared, 1 row left out." in done
    with across_structures("a test looks"):
        assert set(Entry.objects.filter(structure=None).values_list("code", flat=True)) == {"n1", "n4"}
        sheet = Entry.objects.get(structure=kaai)
        assert (sheet.code, sheet.published, sheet.partner) == ("n2", False, None), "hers to look at, and to show"
        assert JournalEntry.objects.filter(structure=kaai, act="directory_sheet_changed").count() == 1
    referent = signed_in(referent_of(kaai))
    assert "Rue 2" in referent.get("/s/quai/directory/").content.decode()
    assert places() == 3


def test_a_sheet_that_is_kept_and_a_structure_of_another_operator_are_never_given_a_row(tic, d09, kaai):
    content = file(row(1, nom="Le Quai"))
    write_places(partner=d09, by=None, content=content, choices={2: Choice.LINK})
    assert places() == 0, "not her structure"
    with across_structures("a test keeps a sheet"):
        Entry.objects.create(structure=kaai, code="own")
    write_places(partner=tic, by=None, content=content, choices={2: Choice.LINK})
    assert places() == 1


def test_looking_for_doubles_costs_the_same_for_one_row_and_for_many(tic, kaai):
    counted = []
    for number in (1, 40):
        with CaptureQueriesContext(connection) as asked:
            analyse(partner=tic, content=file(*(row(n) for n in range(number))))
        counted.append(len(asked))
    assert counted[0] == counted[1]
