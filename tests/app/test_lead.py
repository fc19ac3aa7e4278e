"""The lead's coordinator reads the register and the actions of all the partners; nobody else does."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.wall import across_structures
from structures.enums import AffiliationStatus, PartnerRole, Role, Side
from structures.models import Affiliation
from tests.app.community import planned, query
from tests.app.doors import signed_in, text
from tests.app.factories import PartnerFactory, ProjectFactory, StructureFactory, coordinator_of

pytestmark = pytest.mark.django_db
LISTS = ("/p/demo/lead/structures/", "/p/demo/lead/actions/")
THEIRS = ("EPN du Quai", "Atelier Tournai", "Technofutur", "Bureau Lille", "Nobody", "Elsewhere")


@pytest.fixture
def lead(project):
    return PartnerFactory(project=project, code="LEAD", state__role=PartnerRole.LEAD, state__side=Side.ALL)


@pytest.fixture
def ground(project, lead, tic, d09):
    """A structure and an action of each partner, one structure of nobody's, and another project beside."""
    for operator, name in ((tic, "EPN du Quai"), (d09, "Digipunt Gent"), (lead, "Bureau Lille"), (None, "Nobody's")):
        status = AffiliationStatus.APPLIED if operator is d09 else AffiliationStatus.AFFILIATED
        StructureFactory(
            name=name, affiliation__project=project, affiliation__operator=operator, affiliation__status=status
        )
    planned(tic, title="Atelier Tournai", joint=[lead])
    planned(d09, title="Sessie Gent")
    other = PartnerFactory(project=ProjectFactory(code="ELSE"), code="D09")
    StructureFactory(name="Elsewhere", affiliation__project=other.project, affiliation__operator=other)
    planned(other, title="Elsewhere")


@pytest.fixture
def claire(lead):
    return signed_in(coordinator_of(lead, role=Role.LEAD))


def lines(response) -> list[dict[str, str]]:
    assert response.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_lead_sees_the_structures_of_all_partners(ground, claire):
    page = text(claire.get("/p/demo/lead/structures/"))
    for name in ("EPN du Quai", "Digipunt Gent", "Bureau Lille", "Nobody's", "Technofutur TIC", "District09"):
        assert name in page, name
    assert "Elsewhere" not in page
    assert "1 request waits for another partner’s answer." in page, "District09 answers it"


@pytest.mark.parametrize(
    ("partner", "seen"),
    [("d09", {"Digipunt Gent"}), ("TIC", None), ("tic", {"EPN du Quai"}), ("-", {"Nobody's"}), ("nonsense", None)],
)
def test_a_partner_filter_stands_in_the_address_and_in_the_file(ground, claire, partner, seen):
    everything = {"EPN du Quai", "Digipunt Gent", "Bureau Lille", "Nobody's"}
    wanted = query(partner=partner)
    page = text(claire.get(f"/p/demo/lead/structures/{wanted}"))
    file = lines(claire.get(f"/p/demo/lead/structures/export.csv{wanted}"))
    assert {name for name in everything if name in page} == (seen or everything)
    assert {line["Name"] for line in file} == (seen or everything)
    operators = {line["Name"]: line["Operator"] for line in file}
    assert {"EPN du Quai": "Technofutur TIC", "Nobody's": ""}.items() >= {
        (name, operators[name]) for name in ("EPN du Quai", "Nobody's") if name in operators
    }


def test_the_filters_of_the_register_keep_each_other(ground, claire):
    page = claire.get("/p/demo/lead/structures/?partner=d09&q=gent&page=1").content.decode()
    assert "?partner=d09&amp;q=gent&amp;status=applied" in page
    assert "export.csv?partner=d09&amp;q=gent" in page


def test_the_lead_sees_the_actions_of_all_partners(ground, claire):
    page = text(claire.get("/p/demo/lead/actions/"))
    assert "Atelier Tournai" in page and "Sessie Gent" in page and "Elsewhere" not in page
    assert "Technofutur TIC" in page and "District09" in page
    one = text(claire.get("/p/demo/lead/actions/?partner=d09"))
    assert "Sessie Gent" in one and "Atelier Tournai" not in one
    file = lines(claire.get("/p/demo/lead/actions/export.csv"))
    assert {(line["Title"], line["Organiser"], line["Together with"]) for line in file} == {
        ("Atelier Tournai", "Technofutur TIC", "Partner LEAD"),
        ("Sessie Gent", "District09", ""),
    }
    joint = lines(claire.get("/p/demo/lead/actions/export.csv?partner=lead"))
    assert [line["Title"] for line in joint] == ["Atelier Tournai"], "what she organises with others is hers too"


def test_another_partner_s_coordinator_sees_only_hers(ground, d09):
    client = signed_in(coordinator_of(d09))
    for name in ("structures", "actions"):
        for address in (f"/p/demo/d09/{name}/", f"/p/demo/d09/{name}/export.csv"):
            for wanted in ("", "?partner=tic", "?partner=", "?partner=-"):
                response = client.get(address + wanted)
                assert response.status_code == 200
                found = response.content.decode()
                assert "Gent" in found
                assert not [word for word in THEIRS if word in found], address
        for foreign in ("tic", "lead"):
            assert client.get(f"/p/demo/{foreign}/{name}/").status_code == 404
            assert client.get(f"/p/demo/{foreign}/{name}/export.csv").status_code == 404
        assert 'name="partner"' not in client.get(f"/p/demo/d09/{name}/").content.decode()


def test_a_trainer_of_the_lead_is_no_lead(ground, lead):
    client = signed_in(coordinator_of(lead, role=Role.TRAINER))
    page = text(client.get("/p/demo/lead/actions/"))
    assert "Atelier Tournai" in page and "Sessie Gent" not in page
    assert client.get("/p/demo/lead/structures/export.csv").status_code == 403


def test_another_partner_s_line_opens_to_read_in_the_lead_s_project_alone(ground, claire, project):
    with across_structures("the test knows what lies where"):
        theirs = Affiliation.objects.get(structure__name="Digipunt Gent")
        elsewhere = Affiliation.objects.get(structure__name="Elsewhere")
    page = claire.get(f"/p/demo/lead/structures/{theirs.public}/")
    assert "District09 answers this request" in text(page)
    assert "approve/" not in page.content.decode()
    assert claire.get(f"/p/demo/lead/structures/{elsewhere.public}/").status_code == 404


@pytest.mark.parametrize("path", [*LISTS, *(f"{path}export.csv" for path in LISTS)])
def test_the_lead_s_lists_cost_the_same_for_ten_and_two_hundred(project, lead, tic, d09, claire, path):
    claire.get(path)  # what the first page of a session writes
    counts = []
    for more in (10, 190):
        for number in range(more):
            operator = (tic, d09)[number % 2]
            StructureFactory(affiliation__project=project, affiliation__operator=operator)
            planned(operator, joint=[lead])
        with CaptureQueriesContext(connection) as caught:
            assert claire.get(path).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 42


def test_addresses_of_a_partner_are_in_lower_case(project, lead, tic):
    client = signed_in(coordinator_of(tic))
    for address in ("", "structures/", "actions/", "reports/", "reports/1/", "import/"):
        answered = client.get(f"/p/demo/tic/{address}")
        assert answered.status_code == 200, address
        found = re.findall(r'"(/p/[^"?]*)', answered.content.decode())
        assert found == [one.lower() for one in found], address
