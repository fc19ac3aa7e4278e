"""A structure belongs to the portal where it registered, and that portal speaks in each letter to its people."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail as outbox
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override

from accounts.delivery import deliver
from accounts.models import OutgoingMail, User
from common import jobs
from common.wall import across_structures, open_structure
from community.events.services import cancel_action
from community.forums.models import ForumTheme
from community.forums.services import load_themes, reply, start_topic
from portals.voices import portal_of_country, voice_of
from privacy import retention
from structures.enums import Role
from structures.models import AffiliationState, Portal, Structure
from team import tasks  # noqa: F401  (registers what jobs do)
from tests.app.community import planned, registered
from tests.app.doors import committed, letters_to, send, signed_in, visitor
from tests.app.factories import (
    MembershipFactory,
    PartnerFactory,
    PortalFactory,
    StructureFactory,
    UserFactory,
    aidant_of,
    coordinator_of,
    referent_of,
)
from tests.app.test_registration import register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts", "portals")]
ROOT = Path(__file__).resolve().parents[2]
FRENCH, BELGIAN = "http://france.example:8000", "http://belgique.example:8000"
SENDING = {"mail.send", "send"}
SENDERS = {"fr": "Halte Nord <bonjour@france.example>", "be": "Halte <hallo@belgique.example>"}


@pytest.fixture
def portals(settings) -> dict[str, Portal]:
    settings.ALLOWED_HOSTS = ["halte.example", ".example", "testserver"]
    return {
        "halte": PortalFactory(),
        "fr": PortalFactory(
            code="fr", name_fr="Halte Nord", name_nl="Halte Nord", host="france.example", country="FR",
            mail_sender=SENDERS["fr"],
        ),
        "be": PortalFactory(
            code="be", name_fr="Halte Belgique", name_nl="Halte België", host="belgique.example", country="BE",
            default_language="nl", mail_sender=SENDERS["be"],
        ),
    }  # fmt: skip


@pytest.fixture
def lille(project, tic, portals) -> Structure:
    """A French structure, whose operator is a Belgian partner: a project spans both portals."""
    return StructureFactory(
        name="Lille", slug="lille", portal=portals["fr"], state__country="FR", state__postcode="59000",
        affiliation__project=project, affiliation__operator=tic, affiliation__status="applied",
    )  # fmt: skip


def at(host: str, user: User):
    client = signed_in(user)
    client.defaults["HTTP_HOST"] = host.removeprefix("http://")
    return client


def spoken_by(message, code: str) -> None:
    """The letter is that portal's: its sender, and its address in each link."""
    own, other = (FRENCH, BELGIAN) if code == "fr" else (BELGIAN, FRENCH)
    assert message.from_email == SENDERS[code]
    assert other not in message.body
    links = re.findall(r"https?://[^/\s]+", message.body)
    assert set(links) <= {own}, links


# --- where a structure belongs


@pytest.mark.parametrize(
    ("host", "code"), [("france.example", "fr"), ("belgique.example", "be"), ("testserver", "halte")]
)
def test_a_structure_belongs_to_the_portal_where_it_registered(tic, portals, host, code):
    client = visitor()
    client.defaults["HTTP_HOST"] = host
    register(client, tic)
    assert Structure.objects.get().portal == portals[code], "whatever portal its operator's project is on"


# --- who speaks


def test_a_partners_voice_is_that_of_its_country_and_an_accounts_that_of_its_place(project, portals, lille):
    belgian = PartnerFactory(project=project, code="BE", state__country="BE")
    of_none = PartnerFactory(project=project, code="EU")
    assert voice_of(belgian, FRENCH).site == BELGIAN
    assert voice_of(of_none, "http://halte.example").site == "http://halte.example"
    helper = aidant_of(lille)
    MembershipFactory(user=helper, role=Role.TRAINER, partner=belgian)
    assert voice_of(helper, BELGIAN).site == FRENCH, "her structure before the partner"
    assert voice_of(UserFactory(), BELGIAN).site != BELGIAN, "who works nowhere hears the installation"
    with override("nl"):
        assert voice_of(belgian).name() == "Halte België"
    twin = PortalFactory(code="be2", host="other.example", country="BE")
    assert portal_of_country("BE", twin.pk) == twin, "of several, the project's own"


def test_without_a_page_the_address_is_the_settings(settings, portals):
    assert voice_of(portals["fr"]).site == "https://france.example"
    settings.CSRF_TRUSTED_ORIGINS = ["https://*.example", "http://france.example:81", "https://halte.example"]
    assert voice_of(portals["fr"]).site == "http://france.example:81"
    assert voice_of(portals["halte"]).site == "https://halte.example"
    assert voice_of(portals["halte"], FRENCH).site == "https://halte.example", "that page is another portal's"


# --- letters that an act on another portal's host causes


def test_an_answer_from_the_other_side_of_the_border_comes_from_the_structures_portal(lille, tic):
    referent_of(lille, email="lou@place.example")
    coordinator = coordinator_of(tic, email="sophie@place.example")
    with open_structure(lille.pk):
        affiliation = lille.affiliations.get()
    send(at(BELGIAN, coordinator), f"/p/demo/tic/structures/{affiliation.public}/approve/")
    [letter] = letters_to("lou@place.example")
    spoken_by(letter, "fr")


def test_a_list_of_invitations_sent_by_a_job_speaks_for_the_structure(lille, queue):
    client = at(BELGIAN, referent_of(lille))
    file = SimpleUploadedFile("team.csv", b"E-mail\nnew@place.example\n")
    looked_at = send(client, "/s/lille/people/lists/", {"file": file, "language": "nl"})
    send(client, f"{looked_at.headers['Location']}send/")
    jobs.run(queue[-1])
    delivered()
    [letter] = letters_to("new@place.example")
    spoken_by(letter, "fr")
    assert letter.body.endswith("-- \nHalte Nord\n")


def test_the_nightly_warning_of_an_unused_account_comes_from_where_she_works(lille):
    old = aidant_of(lille, email="old@place.example")
    long_ago = timezone.now() - timedelta(days=710)
    User.objects.filter(pk=old.pk).update(joined_at=long_ago, last_login=long_ago)
    retention.run()
    delivered()
    [letter] = letters_to("old@place.example")
    assert letter.from_email == SENDERS["fr"]
    assert "https://france.example/accounts/login/" in letter.body


def test_a_training_that_is_cancelled_tells_each_from_her_own_portal(lille, tic, portals):
    with across_structures("a test lays its ground"):
        AffiliationState.objects.update(status="affiliated")
    gent = StructureFactory(portal=portals["be"], affiliation__project=tic.project, affiliation__operator=tic)
    action = planned(tic)
    registered(action, aidant_of(lille, email="lou@place.example"), aidant_of(gent, email="bo@place.example"))
    outbox.outbox.clear()
    with committed():
        cancel_action(action=action, by=coordinator_of(tic), reason="Snow", site=BELGIAN)
    spoken_by(letters_to("lou@place.example")[0], "fr")
    spoken_by(letters_to("bo@place.example")[0], "be")


def test_an_answer_in_the_forum_comes_from_the_portal_of_who_asked(lille, portals):
    load_themes()
    lou, bo = aidant_of(lille, email="lou@place.example"), UserFactory()
    topic = start_topic(author=lou, theme=ForumTheme.objects.first(), language="fr", title="Comment ?", text="Dites.")
    with committed():
        reply(topic=topic, author=bo, text="Comme ceci.", site=BELGIAN)
    spoken_by(letters_to("lou@place.example")[0], "fr")


PAGE_SPEAKS = {
    "platform/accounts": "signing in, on the page that she is at",
    "platform/structures/letters.py": "somebody signs in, on that page",
    "platform/registration/letters.py:registration_link": "no structure yet",
    "platform/registration/letters.py:not_registered": "no structure, and a closed account",
    "platform/privacy/letters.py:erased": "told to who is no longer anywhere, from the page where she asked",
}


def test_no_letter_forgets_who_speaks():
    """Every function that sends says whose voice it is, but for those of the page."""
    silent = []
    for path in sorted([*ROOT.glob("platform/*/letters.py"), *ROOT.glob("community/*/letters.py")]):
        name = str(path.relative_to(ROOT))
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or any(
                f"{name}:{node.name}".startswith(one) for one in PAGE_SPEAKS
            ):
                continue
            calls = [one for one in ast.walk(node) if isinstance(one, ast.Call) and ast.unparse(one.func) in SENDING]
            if any("voice" not in [given.arg for given in call.keywords] for call in calls):
                silent.append(f"{name}:{node.name}")
    assert not silent


def delivered() -> None:
    """What a job or the night left in the queue goes out."""
    for pk in OutgoingMail.objects.values_list("pk", flat=True):
        deliver(mail_id=pk)
