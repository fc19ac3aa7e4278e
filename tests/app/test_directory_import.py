"""MedNum files: analysed first, written once, all or nothing; what is refused goes back with its reasons."""

import csv
import io
import threading
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from common.wall import across_structures, as_person
from directory import mednum, selectors
from directory.doubles import Choice
from directory.models import DirectoryUpload, Entry
from directory.services import analyse, write_places
from tests.app.doors import signed_in, text, visitor
from tests.app.factories import coordinator_of
from tests.app.test_directory import brought, names, sheet
from tests.unit.directory.rules import SERVICES, mednum_faults
from tests.unit.directory.test_mednum import ROW, cells_of, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]

HERE = "/p/demo/tic/directory/"
BAD = [
    {"id": ""}, {"nom": ""}, {"commune": ""}, {"adresse": ""}, {"services": "Jonglage"}, {"code_postal": "590"},
    {"pivot": "123"}, {"latitude": "95", "longitude": "3"}, {"telephone": "abc"}, {"courriels": "x@"},
    {"site_web": "javascript:1"}, {"date_maj": "hier"},
]  # fmt: skip


def good(number: int) -> dict:
    """Half of them Belgian, with what a Belgian place has."""
    belgian = {"code_postal": "7500", "commune": "Tournai", "telephone": "069 12 34 56", "typologie": "CPAS"}
    more = belgian if number % 2 else {"pivot": "W123456789", "telephone": "03 20 12 34 56", "typologie": "CCAS|ASSO"}
    return ROW | {"id": f"n{number}", "nom": f"Lieu « {number} », l’été", "wifi": "oui" if number % 3 else ""} | more


def thirty() -> list[dict]:
    """18 good rows and 12 bad ones, mixed."""
    rows = [good(number) for number in range(18)]
    for at, bad in enumerate(BAD):
        rows.insert(2 * at, good(100 + at) | bad)
    return rows


def file(content: bytes, name: str = "lieux.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/csv")


@pytest.fixture
def sophie(tic):
    return signed_in(coordinator_of(tic))


def places(partner) -> list[Entry]:
    with across_structures("a test reads what was written"):
        return list(Entry.objects.filter(partner=partner).order_by("code"))


def sent(client, content: bytes, name: str = "lieux.csv") -> str:
    answer = client.post(f"{HERE}import/", {"file": file(content, name), "once": uuid.uuid4().hex})
    assert answer.status_code == 302, text(answer)
    return answer.url


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), (";", "cp1252"), (";", "utf-8-sig")])
def test_thirty_rows_of_which_twelve_are_bad(sophie, tic, separator, encoding):
    content = table(*thirty(), separator=separator).encode(encoding)
    address = sent(sophie, content)
    page = text(sophie.get(address))
    for said in ("New 18", "Changed 0", "The same 0", "Refused 12", "Nothing has been written yet", "wifi"):
        assert said in page
    assert not places(tic), "the analysis writes nothing"
    refused = cells_of(sophie.get(f"{address}refused.csv").content.decode("utf-8-sig").encode())
    assert len(refused) == 12
    assert all(row["motif"] for row in refused)
    assert [row["ligne"] for row in refused] == [str(2 * at + 2) for at in range(12)]

    done = sophie.post(address, {"once": uuid.uuid4().hex}, follow=True)
    assert "18 places added" in text(done)
    assert len(places(tic)) == 18
    assert "Written on" in text(sophie.get(address))
    assert len(names(visitor().get("/directory/?where=7500"))) == 12, "a page of them"


def test_five_hundred_rows_of_which_forty_are_wrong(tic):
    rows = [good(number) | (BAD[number % 12] if number % 12 == number // 40 else {}) for number in range(500)]
    wrong = sum(row != good(number) for number, row in enumerate(rows))
    found = write_places(partner=tic, by=None, content=table(*rows).encode())
    assert (len(found.new), len(found.refused)) == (500 - wrong, wrong)
    assert wrong >= 40
    assert len(places(tic)) == 500 - wrong


def test_the_same_file_twice_writes_nothing_the_second_time(sophie, tic):
    content = table(*(good(number) for number in range(5))).encode()
    address = sent(sophie, content)
    once = {"once": "the same form"}
    assert sophie.post(address, once).url == sophie.post(address, once).url == HERE
    assert len(places(tic)) == 5
    again = sent(sophie, content, "again.csv")
    page = sophie.get(again)
    assert "All of it is here already" in text(page)
    assert 'method="post"' not in page.content.decode().partition("<main")[2].partition("</main>")[0]
    sophie.post(again)
    found = analyse(partner=tic, content=content)
    assert (len(found.new), len(found.changed), len(found.same)) == (0, 0, 5)


def test_a_changed_row_changes_its_place_alone(tic):
    write_places(partner=tic, by=None, content=table(good(1), good(2)).encode())
    before = {entry.code: entry.pk for entry in places(tic)}
    found = write_places(partner=tic, by=None, content=table(good(1), good(2) | {"nom": "Autre nom"}).encode())
    assert (len(found.new), len(found.changed), len(found.same)) == (0, 1, 1)
    assert {entry.code: entry.pk for entry in places(tic)} == before
    assert [entry.name for entry in places(tic) if entry.code == "n2"] == ["Autre nom"]


def test_a_round_trip_through_the_database_gives_the_same_bytes(tic, d09):
    write_places(partner=tic, by=None, content=table(*thirty()).encode())
    first = mednum.write(selectors.exported(project="demo", partner="tic"))
    assert all(mednum_faults(row) == [] for row in cells_of(first))
    found = analyse(partner=tic, content=first)
    assert (len(found.new), len(found.changed), len(found.refused), len(found.same)) == (0, 0, 0, 18)
    every = {row.line: Choice.KEEP for row in found.file.rows}
    write_places(partner=d09, by=None, content=first, choices=every)
    assert mednum.write(selectors.exported(project="demo", partner="d09")) == first


def test_a_structure_keeps_its_own_sheet_whatever_a_file_says(epn, tic):
    sheet(epn, phone="+3269123456", languages=["fr"])
    first = mednum.write(selectors.exported())
    found = write_places(partner=tic, by=None, content=first)
    assert (len(found.new), len(found.changed), len(found.refused), len(found.same)) == (0, 0, 0, 1)
    other = first.replace("Place du Marché".encode(), b"Autre rue")
    found = write_places(partner=tic, by=None, content=other)
    assert [problem.column for row in found.refused for problem in row.problems] == ["id"]
    assert mednum.write(selectors.exported()) == first


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"PK\x03\x04", "Save the sheet as CSV"), (b"a,b\r\n1,2", "No column of the MedNum schema"), (b"", "empty"),
     (b"id,nom\r\n1,2\r\n", "These columns are missing"), (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB")],
    ids=["zip", "other", "empty", "missing", "large"],
)  # fmt: skip
def test_what_is_no_such_file_gets_a_sentence(sophie, content, words):
    page = sophie.post(f"{HERE}import/", {"file": file(content)})
    assert page.status_code == 422
    assert words in text(page)
    assert sophie.post(f"{HERE}import/", {}).status_code == 422


def test_a_file_is_hers_who_sent_it(sophie, tic, d09):
    address = sent(sophie, table(good(1)).encode())
    colleague = signed_in(coordinator_of(tic))
    other = signed_in(coordinator_of(d09))
    for client, there in ((colleague, address), (other, address.replace("/tic/", "/d09/"))):
        for path in (there, f"{there}refused.csv"):
            assert client.get(path).status_code == 404
        assert client.post(there).status_code == 404
    assert not places(tic)


def test_only_the_last_file_waits(sophie, tic):
    first, second = (sent(sophie, table(good(number)).encode()) for number in (1, 2))
    assert sophie.get(first).status_code == 404
    assert sophie.get(second).status_code == 200
    with across_structures("a test counts"):
        assert DirectoryUpload.objects.count() == 1


def test_a_place_is_hidden_and_shown_again_by_its_partner_alone(sophie, tic, d09):
    ours, theirs = brought(tic, "b1"), brought(d09, "g1")
    assert "Lieu b1" in text(sophie.get(HERE))
    assert "Lieu g1" not in text(sophie.get(HERE))
    page = sophie.post(f"{HERE}{ours.pk}/hide/", follow=True)
    assert f'action="{HERE}{ours.pk}/show/"' in page.content.decode()
    assert names(visitor().get("/directory/")) == ["Lieu g1"]
    sophie.post(f"{HERE}{ours.pk}/show/")
    assert names(visitor().get("/directory/")) == ["Lieu b1", "Lieu g1"]
    assert sophie.post(f"{HERE}{theirs.pk}/hide/").status_code == 404
    assert "No place has that name" in text(sophie.get(f"{HERE}?q=nothing"))
    assert "Lieu b1" in text(sophie.get(f"{HERE}?q=59000"))


@pytest.mark.django_db(transaction=True)
def test_the_same_file_written_twice_at_once_is_there_once(tic):
    content = table(*(good(number) for number in range(20))).encode()
    faults: list[BaseException] = []

    def write() -> None:
        try:
            write_places(partner=tic, by=None, content=content)
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    both = [threading.Thread(target=write) for _number in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert not faults
    assert len(places(tic)) == 20


def test_the_commands_read_and_write(tic, tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_bytes(table(*thirty()).encode())
    out = io.StringIO()
    call_command("import_mednum", str(path), "--partner", "demo/tic", stdout=out)
    assert "18 new, 0 changed, 0 same, 12 refused; nothing written" in out.getvalue()
    assert "line 2: id:" in out.getvalue()
    assert not places(tic)
    call_command("import_mednum", str(path), "--partner", "demo/tic", "--write", stdout=io.StringIO())
    target = tmp_path / "out.csv"
    call_command("export_mednum", "--partner", "demo/tic", "--out", str(target))
    with target.open(encoding="utf-8", newline="") as lines:
        assert len(list(csv.DictReader(lines))) == 18
    for wrong in (("import_mednum", str(path), "--partner", "demo/nobody"), ("export_mednum", "--partner", "nothing"),
                  ("import_mednum", str(tmp_path / "no.csv"), "--partner", "demo/tic")):  # fmt: skip
        with pytest.raises(CommandError):
            call_command(*wrong)


def test_services_stay_in_the_order_of_the_file(tic):
    services = f"{SERVICES[3]}|{SERVICES[0]}"
    write_places(partner=tic, by=None, content=table(good(1) | {"services": services}).encode())
    assert places(tic)[0].services == [SERVICES[3], SERVICES[0]]
    user = coordinator_of(tic)
    with as_person(user.pk):
        assert not DirectoryUpload.objects.exists()
