"""A coordinator's queue: several requests at once, filters with an address, files that follow them."""

import io
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from affiliations.services.affiliations import write_to_structure
from common.wall import across_structures
from structures.enums import AffiliationStatus, PartnerRole, Role, Side
from structures.models import (
    AffiliationMessage,
    CharterAcceptance,
    StructureLabel,
)
from tests.app.affiliating import TODAY, asking, coordinator, days, give_charter, states
from tests.app.doors import letters_to, send, signed_in, text
from tests.app.factories import (
    PartnerFactory,
    StructureFactory,
    coordinator_of,
    referent_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]


@pytest.fixture
def sophie(tic):
    return coordinator(tic)


@pytest.fixture
def charter(project):
    give_charter(project)


def test_several_are_approved_and_the_others_say_why(project, tic, sophie, charter):
    ready, lacking = (asking(project, tic, name=name, slug=name.lower()) for name in ("Ready", "Lacking"))
    already = asking(project, tic, name="Already", slug="already")
    with across_structures("the test's ground"):
        for one in (ready, already):
            CharterAcceptance.objects.create(structure=one.structure, affiliation=one, version=2)
        already.states.update(status=AffiliationStatus.AFFILIATED)
    client = signed_in(sophie)
    chosen = {"chosen": [ready.public, lacking.public, already.public], "act": "approve"}
    page = text(client.get(send(client, "/p/demo/tic/structures/several/?status=applied", chosen).headers["Location"]))
    assert "1 organisation is affiliated: Ready." in page
    assert "Not done for Lacking. Its referent has not accepted the charter" in page
    assert "Not done for Already. This organisation is affiliated already." in page
    assert [states(one)[-1][1] for one in (ready, lacking, already)] == ["affiliated", "applied", "affiliated"]


def test_what_a_colleague_answered_meanwhile_is_left_out_and_said_by_name(project, tic, sophie):
    still, answered = (asking(project, tic, name=name, slug=name.lower()) for name in ("Still", "Answered"))
    client, colleague = signed_in(sophie), coordinator_of(tic, email="colleague@place.example", first_name="Nadia")
    body = client.get("/p/demo/tic/structures/").content.decode()
    seen = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]+)"', body))
    assert len(seen) == 2
    write_to_structure(affiliation_id=answered.pk, partner=tic, by=colleague, text="Which address?", site="")
    given = {"act": "approve", "chosen": [still.public, answered.public], **seen}
    page = text(client.get(send(client, "/p/demo/tic/structures/several/", given).headers["Location"]))
    assert "1 organisation is affiliated: Still." in page
    assert re.search("Not done for Answered. Meanwhile, at [0-9:]+, Nadia V. wrote a message", page), page
    assert [states(one)[-1][1] for one in (still, answered)] == ["affiliated", "applied"]
    given = {"act": "write", "text": "Hello", "chosen": [answered.public], **seen}
    page = text(client.get(send(client, "/p/demo/tic/structures/several/", given).headers["Location"]))
    assert "Not done for Answered." in page
    with across_structures("the test looks"):
        assert AffiliationMessage.objects.count() == 1


def test_several_are_written_to_and_none_is_said(project, tic, sophie):
    rows = [asking(project, tic, name=name, slug=name.lower()) for name in ("One", "Two")]
    for row in rows:
        referent_of(row.structure, email=f"{row.structure.slug}@place.example")
    client, address = signed_in(sophie), "/p/demo/tic/structures/several/"
    for wrong in ({"act": "write", "text": "Hello"}, {"act": "write", "chosen": [rows[0].public]}, {"act": "x"}, {}):
        assert send(client, address, wrong).status_code == 422
    both = text(send(client, address, {"act": "write"}))
    assert "Tick at least one organisation" in both
    assert "Write your message first" in both
    page = client.get("/p/demo/tic/structures/").content.decode()
    assert page.index('value="write"') < page.index('name="chosen"'), "what can be done stands above the list"
    given = {"act": "write", "text": "A workshop on Monday.", "chosen": [row.public for row in rows] + ["9" * 40, "x"]}
    assert send(client, address, given).status_code == 302
    for row in rows:
        assert "A workshop on Monday." in letters_to(f"{row.structure.slug}@place.example")[0].body
    with across_structures("the test looks"):
        assert AffiliationMessage.objects.count() == 2


def test_the_lead_does_not_answer_for_a_partner_in_bulk(project, tic):
    row = asking(project, tic)
    lead = PartnerFactory(project=project, code="LEAD", state__role=PartnerRole.LEAD, state__side=Side.ALL)
    client = signed_in(coordinator_of(lead, role=Role.LEAD))
    sent = send(client, "/p/demo/lead/structures/several/", {"act": "approve", "chosen": [row.public]})
    assert "Another partner answers these" in text(client.get(sent.headers["Location"]))
    assert states(row)[-1][1] == AffiliationStatus.APPLIED


@pytest.fixture
def register(project, tic):
    """Four structures that differ in all that the filters ask."""
    asking(project, tic, name="Old", slug="old", since=-40)
    asking(project, tic, name="New", slug="new", since=-2, postcode="9000", commune="Gent", nuts3="BE234", type="BIB")
    kortrijk = asking(project, tic, name="French", slug="french", since=-10, country="FR", postcode="59000", commune="")
    with across_structures("the test's ground"):
        StructureLabel.objects.create(structure=kortrijk.structure, code="epn", since=days(-9))
        StructureLabel.objects.create(structure=kortrijk.structure, code="pix", since=days(-9), until=TODAY())
    StructureFactory(name="There", slug="there", affiliation__project=project, affiliation__operator=tic)


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Old", "French", "New", "There"]),
        ("sort=name", ["French", "New", "Old", "There"]),
        ("sort=place", ["Old", "There", "New", "French"]),
        ("status=applied&older=7", ["Old", "French"]),
        ("older=30", ["Old"]),
        ("side=VL", ["New"]),
        ("side=FR", ["French"]),
        ("kind=BIB", ["New"]),
        ("label=epn", ["French"]),
        ("label=pix", []),
        ("q=gand", ["New"]),
        ("q=rijsel", ["French"]),
        ("q=75", ["Old", "There"]),
        ("q=tourn", ["Old", "There"]),
        ("older=x&kind=nonsense&sort=nonsense&label=nonsense", ["Old", "French", "New", "There"]),
    ],
)
def test_each_filter_has_an_address_and_the_files_follow_it(sophie, query, shown):
    client = signed_in(sophie)
    page = client.get(f"/p/demo/tic/structures/?{query}").content.decode()
    assert re.findall(r"<h3><a [^>]*>([^<]+)</a></h3>", page) == shown
    rows = client.get(f"/p/demo/tic/structures/export.csv?{query}").content.decode().splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == shown


def test_files_hold_no_formula(project, tic, sophie):
    asking(project, tic, name="=HYPERLINK(0)", slug="bad", address="+1;=2")
    client = signed_in(sophie)
    csv = client.get("/p/demo/tic/structures/export.csv").content.decode()
    assert "'=HYPERLINK(0)" in csv
    book = client.get("/p/demo/tic/structures/export.xlsx")
    assert book.headers["Content-Disposition"] == 'attachment; filename="halte-structures-tic.xlsx"'
    with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()
        assert "&#39;=HYPERLINK" in parts.read("xl/sharedStrings.xml").decode().replace("'", "&#39;")


def test_pages_have_fifty_rows_and_as_many_queries_at_200_as_at_10(project, tic, sophie):
    client, counts = signed_in(sophie), []
    client.get("/p/demo/tic/structures/")  # what the first page of a session writes
    for more in (10, 190):
        for _one in range(more):
            StructureFactory(affiliation__project=project, affiliation__operator=tic, affiliation__status="applied")
        address = "/p/demo/tic/structures/?q=epn&side=WAL&older=7&charter=&label="
        for path in (address, "/p/demo/tic/structures/", "/p/demo/tic/structures/export.xlsx"):
            with CaptureQueriesContext(connection) as caught:
                page = client.get(path)
            counts.append((path, len(caught)))
    assert counts[:3] == counts[3:]
    assert client.get("/p/demo/tic/structures/").content.decode().count('name="chosen"') == 50
    assert client.get("/p/demo/tic/structures/?page=4").content.decode().count('name="chosen"') == 50
    assert page.status_code == 200
