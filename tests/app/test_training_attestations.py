"""What attests a helper's training: on paper, on a page for everybody, as a signed badge; and the workshop's kit."""

import html
import io

import pytest
from django.test import Client
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from pypdf import PdfReader

from accounts.models import User
from common import jobs
from common.models import Job, JobFile
from common.wall import as_person
from courses.training.badges import public_keys
from courses.training.models import Attestation
from portals.hosts import forget_portals
from tests.app.doors import signed_in, visitor
from tests.app.factories import PortalFactory, StructureFactory, aidant_of
from tests.app.learning import document, published
from tests.app.training import walk

pytestmark = pytest.mark.django_db
DID = "did:web:testserver:badges"


class Attested:
    """A helper with an attestation for A04, signed in on `client`."""

    def __init__(self):
        self.user = aidant_of(StructureFactory(slug="epn"), first_name="Inès", last_name="Verbeke", language="fr")
        self.client = signed_in(self.user)
        published("A04")
        walk(self.client, "A04")
        with as_person(self.user.pk):
            self.attestation = Attestation.objects.get()
        self.url = f"/verify/{self.attestation.code}/"

    def printed(self, address: str) -> tuple[str, PdfReader]:
        """The text of the PDF that the job of that form makes, and the document."""
        where = self.client.post(address)["Location"]
        jobs.run(where.strip("/").split("/")[-1])
        with as_person(self.user.pk):
            job = Job.objects.latest("created_at")
            assert job.status == Job.Status.DONE, job.error
            reader = PdfReader(io.BytesIO(bytes(JobFile.objects.get(job=job).content)))
        return "\n".join(page.extract_text() for page in reader.pages), reader


@pytest.fixture
def her():
    return Attested()


def test_anybody_with_the_code_reads_whose_what_and_when(her):
    page = visitor().get(her.url)
    words = page.content.decode()
    assert page.status_code == 200
    assert page["X-Robots-Tag"] == "noindex"
    assert "no-store" in page["Cache-Control"], "it shows a name"
    for told in ("This attestation is valid", "Inès Verbeke", "Ethics, data"):
        assert told in words
    typed = her.attestation.code_shown.lower()
    found = visitor().get("/verify/", {"code": typed})
    assert found["Location"] == her.url, "as it is typed from paper"
    assert visitor().get("/verify/", {"code": typed.replace("0", "o").replace("1", "l")})["Location"] == her.url
    assert visitor().get("/verify/", {"code": "0000 0000 0000"}).status_code == 404
    wrong = visitor().get("/verify/000000000000/")
    assert wrong.status_code == 404
    assert "No attestation has this code." in wrong.content.decode()
    assert 'value="000000000000"' in wrong.content.decode(), "to be mended, not typed anew"
    assert "at least four mastered" in words


def test_withdrawn_it_says_no_name_and_its_badge_is_gone_until_she_undoes_it(her):
    her.client.post(f"/training/attestations/{her.attestation.code}/withdraw/")
    page = visitor().get(her.url).content.decode()
    assert "This attestation was withdrawn" in page
    assert "Verbeke" not in page
    assert "Ethics, data" not in page
    for name in ("badge.json", "badge.jwt"):
        gone = visitor().get(her.url + name)
        assert gone.status_code == 410
        assert b"Verbeke" not in gone.content
    her.client.post(f"/training/attestations/{her.attestation.code}/show/")
    assert "Verbeke" in visitor().get(her.url).content.decode()


def test_nobody_else_withdraws_or_prints_it(her):
    other = signed_in(aidant_of(StructureFactory(slug="bib")))
    for act in ("withdraw", "show", "print"):
        assert other.post(f"/training/attestations/{her.attestation.code}/{act}/").status_code == 404
    assert "Verbeke" in visitor().get(her.url).content.decode()


def from_the_site(url: str) -> bytes:
    """What a verifier fetches, from our own pages."""
    assert url.startswith("https://testserver/")
    return visitor().get(url.removeprefix("https://testserver")).content


def test_the_badge_is_checked_by_the_issuers_public_document_alone(her):
    token = visitor().get(her.url + "badge.jwt").content.decode()
    found = OB3Verifier.for_issuer_did(DID, download=from_the_site).verify(token)
    assert found.id.endswith(her.url)
    assert found.achievement.name.startswith("Posture, éthique"), "in her own language"
    assert [one.identity_hash for one in found.identifiers] == ["Inès Verbeke"]
    assert found.issuance_date.date() == her.attestation.issued_at.date()
    assert {one.target_code for one in found.achievement.alignments} == set(document("A04")["module"]["competences"])
    head, body, seal = token.split(".")
    forged = ".".join((head, body[:-2] + ("AA" if not body.endswith("AA") else "BB"), seal))
    with pytest.raises(OB3VerificationError):
        OB3Verifier.for_issuer_did(DID, download=from_the_site).verify(forged)
    told = visitor().get(her.url + "badge.json").json()
    assert told["issuer"]["id"] == DID
    assert told["credentialSubject"]["achievement"]["name"] == found.achievement.name
    assert visitor().get("/badges/achievements/A04/").json()["type"] == ["Achievement"]
    assert visitor().get("/badges/issuer.json").json()["id"] == DID


def test_a_badge_that_was_kept_says_that_it_was_withdrawn(her, settings):
    """The file in somebody's wallet asks here; an undo makes it good again, a change of keys nothing else."""
    settings.OPENBADGES_KEY = ["the first long text"]
    token = visitor().get(her.url + "badge.jwt").content.decode()
    settings.OPENBADGES_KEY = ["the second long text", "the first long text"]

    def check() -> None:
        def fetched(url: str) -> bytes:
            return visitor().get(url.partition("testserver")[2]).content

        OB3Verifier.for_issuer_did(DID, download=from_the_site).verify(token, check_status=True, download=fetched)

    check()
    her.client.post(f"/training/attestations/{her.attestation.code}/withdraw/")
    with pytest.raises(OB3VerificationError, match="suspension"):
        check()
    her.client.post(f"/training/attestations/{her.attestation.code}/show/")
    check()
    assert visitor().get("/verify/000000000000/status.jwt").status_code == 404


def test_the_badge_is_the_same_whoever_asks_and_where(her, settings):
    """Two hosts of one installation, another language since: one issuer, one id, one text."""
    settings.ALLOWED_HOSTS = ["*"]
    told = visitor().get(her.url + "badge.json").json()
    PortalFactory(code="be", name="Halte België", host="belgie.example")
    forget_portals()
    User.objects.filter(pk=her.user.pk).update(language="nl")
    elsewhere = Client(HTTP_HOST="belgie.example")
    assert elsewhere.get(her.url + "badge.json").json() == told
    token = elsewhere.get(her.url + "badge.jwt").content.decode()
    assert OB3Verifier.for_issuer_did(DID, download=from_the_site).verify(token).id == told["id"]
    page = elsewhere.get(her.url).content.decode()
    assert DID in page
    assert "België" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_badge_outlives_a_change_of_keys_and_not_its_end(her, settings):
    settings.OPENBADGES_KEY = ["the first long text"]
    before = visitor().get(her.url + "badge.jwt").content.decode()
    settings.OPENBADGES_KEY = ["the second long text", "the first long text"]
    now = visitor().get(her.url + "badge.jwt").content.decode()
    assert now != before
    assert [key["kid"] for key in visitor().get("/badges/keys.json").json()["keys"]] == [
        k["kid"] for k in public_keys()
    ]
    for token in (before, now):
        assert OB3Verifier.for_issuer_did(DID, download=from_the_site).verify(token).id.endswith(her.url)
    settings.OPENBADGES_KEY = ["the second long text"]
    with pytest.raises(OB3VerificationError):
        OB3Verifier.for_issuer_did(DID, download=from_the_site).verify(before)


def test_no_page_gives_a_private_key_away(her):
    for address in ("/badges/keys.json", "/badges/did.json"):
        text = visitor().get(address).content.decode()
        assert '"d"' not in text
        assert '"x"' in text


def test_on_paper_it_is_one_tagged_page_with_the_way_to_check_it(her):
    text, document_read = her.printed(f"/training/attestations/{her.attestation.code}/print/")
    assert len(document_read.pages) == 1
    assert "/MarkInfo" in document_read.trailer["/Root"]
    for told in ("Inès Verbeke", her.attestation.code_shown, her.url.strip("/")):
        assert told in text


def test_the_kit_of_a_workshop_has_its_minutes_and_prints(her):
    page = her.client.get("/training/A04/kit/").content.decode()
    plan = document("A04")["facilitator"]["plan"]
    assert page.count("data-minutes=") == len(plan)
    assert f"{sum(step['minutes'] for step in plan)} min" in page
    assert "timer.js" in page
    frame = document("A04")["facilitator"]["frame"]
    for word, key in (("Time", "duration"), ("Group", "group"), ("Beforehand", "before")):
        assert f"<b>{word}.</b> {frame[key]['en']}" in html.unescape(page)
    text, read = her.printed("/training/A04/print/facilitator/")
    assert "/MarkInfo" in read.trailer["/Root"]
    assert plan[0]["title"]["en"] in text
    assert "Each participant" in " ".join(text.split()) and "Each participant: " in page
    assert "The learner" not in text
    assert "Workshop kit" in text and "Helper's sheet" not in text
    assert f"0:{plan[0]['minutes']:02}" in text, "when the second step begins"
    her.printed("/training/A04/print/memo/")
    assert her.client.post("/training/A04/print/nothing/").status_code == 404
