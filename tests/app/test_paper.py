"""What is handed out on paper or as a file: it reads, it is named in its own language, it fills its pages."""

import datetime as dt
import io
import re
import subprocess
from pathlib import Path

import pytest
import time_machine
import zxingcpp
from PIL import Image
from pypdf import PdfReader

import assessments.tasks  # noqa: F401  registers its job, as in a worker
import learners.tasks  # noqa: F401
from tests.app.checking import Desk
from tests.app.community import helpers, planned, registered, yesterday
from tests.app.doors import send, signed_in
from tests.app.factories import LearnerFactory, ProjectFactory, StructureFactory, aidant_of, coordinator_of
from tests.app.learning import Ground, published

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC)


def file_of(client, job_page):
    """The file that a job made, once the page that started it has been answered."""
    assert job_page.status_code == 302
    file = client.get(f"{job_page['Location']}file/")
    assert file.status_code == 200, client.get(job_page["Location"]).content.decode()
    return file


def name_of(file) -> str:
    return re.fullmatch(r'attachment; filename="([a-z0-9.-]+)"', file["Content-Disposition"])[1]


def pages_of(file) -> list[str]:
    reader = PdfReader(io.BytesIO(file.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"], "tagged"
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def codes_seen(file, folder: Path) -> list[str]:
    """What a phone reads from the printed pages: drawn in grey at the 150 dots per inch of a poor printer."""
    (folder / "cards.pdf").write_bytes(file.content)
    subprocess.run(["pdftoppm", "-r", "150", "-gray", "-png", folder / "cards.pdf", folder / "page"], check=True)
    pages = [Image.open(page) for page in sorted(folder.glob("page-*.png"))]
    return [found.text for page in pages for found in zxingcpp.read_barcodes(page)]


@pytest.fixture
def structure():
    return StructureFactory(affiliation__project=ProjectFactory(), name="EPN Tournai", slug="epn-tournai")


def print_cards(structure, aliases: list[str], language: str):
    aidant = signed_in(aidant_of(structure), language)
    learners = [LearnerFactory(structure=structure, alias=alias) for alias in aliases]
    chosen = {"learners": [str(one.pk) for one in learners], "secret_kind": "pictures"}
    return file_of(aidant, send(aidant, f"/s/{structure.slug}/learners/cards/", chosen))


def test_a_printed_card_is_read_by_a_phone_and_opens_its_learners_door(client, structure, tmp_path):
    aliases = [f"Amina {number}" for number in range(1, 10)]
    file = print_cards(structure, aliases, "en")
    seen = codes_seen(file, tmp_path)
    assert len(seen) == len(set(seen)) == 9
    greeted = set()
    for address in seen:
        assert re.fullmatch(r"http://testserver/c/[\w-]{32}/", address)
        hello = client.get(address.removeprefix("http://testserver"), follow=True).content.decode()
        greeted |= {alias for alias in aliases if alias in hello}
    assert greeted == set(aliases)


def test_eight_cards_to_a_page_and_the_secrets_apart(structure):
    aliases = [f"Amina {number}" for number in range(1, 10)] + ["Marie-Françoise-Emmanuelle " * 2]
    *sheets, secrets = pages_of(print_cards(structure, aliases, "en"))
    assert [len(re.findall(r"\b[0-9A-Z]{4} [0-9A-Z]{4}\b", sheet)) for sheet in sheets] == [8, 2]
    assert all(alias.split()[-1] in secrets for alias in aliases)
    assert "Secret" in secrets and not any("Secret" in sheet for sheet in sheets)


@pytest.mark.parametrize(("language", "word"), [("fr", "cartes"), ("nl", "kaarten"), ("en", "cards")])
def test_cards_are_named_in_their_language(structure, language, word):
    with time_machine.travel(TODAY, tick=False):
        file = print_cards(structure, ["Amina"], language)
    assert name_of(file) == f"halte-{word}-epn-tournai-2026-03-09.pdf"


@pytest.mark.parametrize(("language", "word"), [("fr", "feuille-de-presence"), ("nl", "aanwezigheidslijst")])
def test_a_sheet_to_sign_says_what_and_when_and_has_a_page_of_lines(tic, language, word):
    action = planned(tic, title="L’e-mail, pas à pas")
    registered(action, *helpers(2, partner=tic))
    action = yesterday(action)
    door = signed_in(coordinator_of(tic, role="trainer"), language)
    file = file_of(door, send(door, f"/p/demo/tic/actions/{action.pk}/roll/sheet/"))
    assert name_of(file) == f"halte-{word}-l-e-mail-pas-a-pas-{action.days[0].isoformat()}.pdf"
    (page,) = pages_of(file)
    assert str(action.pk) in page, "the foot says which action it is"


@pytest.mark.parametrize(
    ("language", "plan", "check"),
    [
        ("fr", "fiche-aidant-l06-lire-et-envoyer-un-e-mail", "diagnostic-sur-papier"),
        ("nl", "lesfiche-l06-een-e-mail-lezen-en-sturen", "niveaubepaling-op-papier"),
        ("en", "helper-sheet-l06-reading-and-sending-an-e-mail", "skills-check-on-paper"),
    ],
)
def test_the_plan_is_two_full_pages(language, plan, check):
    published("L06")
    ground = Ground()
    aidant = signed_in(ground.aidant, language)
    with time_machine.travel(TODAY, tick=False):
        sheet = file_of(aidant, send(aidant, f"/s/{ground.structure.slug}/modules/L06/facilitator/print/"))
    assert name_of(sheet) == f"halte-{plan}-2026-03-09.pdf"
    front, back = pages_of(sheet)
    assert all(len(page) > 900 for page in (front, back)), "neither is nearly empty"
    assert "apenstaartje" in back and "apenstaartje" not in front
    desk = Desk()
    with time_machine.travel(TODAY, tick=False):
        file = file_of(desk.client, send(desk.client, f"{desk.base}/print/", {"language": language, "country": "BE"}))
    assert name_of(file) == f"halte-{check}-2026-03-09.pdf"


@pytest.mark.parametrize(("language", "word"), [("fr", "accompagnements"), ("nl", "begeleidingen")])
def test_the_log_is_named_in_the_pages_language(structure, language, word):
    aidant = signed_in(aidant_of(structure), language)
    with time_machine.travel(TODAY, tick=False):
        file = aidant.get("/s/epn-tournai/accompaniments/export.csv")
    assert name_of(file) == f"halte-{word}-epn-tournai-2026-03-09.csv"


@pytest.mark.parametrize(("last", "said"), [("Verbeke", "With Inès V.</p>"), ("", "With Inès.</p>")])
def test_a_sentence_that_ends_in_a_short_name_has_one_stop(last, said):
    desk = Desk()
    desk.aidant.first_name, desk.aidant.last_name = "Inès", last
    desk.aidant.save()
    result = desk.paper()["Location"]
    assert said in desk.client.get(result).content.decode()
