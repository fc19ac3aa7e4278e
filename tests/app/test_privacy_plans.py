"""An erasure that waits for its day: planned by the structure or by herself, shown, told, and taken back."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from common.wall import across_structures, open_structure
from learners.models import Card, Learner
from learners.services import archive_learner, issue_card
from privacy import retention
from privacy.models import PrivacyAct
from structures.models import JournalEntry
from tests.app.doors import letters_to, send, signed_in, text
from tests.app.factories import LearnerFactory, StructureFactory, aidant_of, referent_of

pytestmark = pytest.mark.django_db
PLANNED = next(rule for rule in retention.RULES if rule.key == "planned")
ERASE = "/l/privacy/erase/"


class Ground:
    """A structure, its aidant at a desk, and a learner with a card on a phone that said yes to its QR."""

    def __init__(self, kind: str = "digits"):
        self.structure = StructureFactory()
        referent_of(self.structure)
        self.ines = aidant_of(self.structure, language="en")
        self.amina = LearnerFactory(structure=self.structure, alias="Amina", language="en", referent=self.ines)
        with open_structure(self.structure.pk):
            self.card = issue_card(learner=self.amina, by=self.ines, secret_kind=kind)
        self.desk = signed_in(self.ines)
        self.phone = Client(HTTP_ACCEPT_LANGUAGE="en")
        self.phone.get(f"/c/{self.card.token}/")
        assert self.phone.post("/c/hello/")["Location"] == "/l/"

    def at(self, page: str) -> str:
        return f"/s/{self.structure.slug}/learners/{self.amina.pk}/{page}"

    def plan(self) -> None:
        assert self.desk.post(self.at("privacy/erase/")).status_code == 302
        assert self.waits()

    def waits(self) -> bool:
        with across_structures("a test looks at what is planned"):
            return PrivacyAct.objects.filter(learner=self.amina.pk, kind="erasure", done_at=None).exists()

    def now(self) -> Learner:
        with across_structures("a test looks at the learner"):
            return Learner.objects.get(pk=self.amina.pk)

    def eight_days_later(self) -> Learner:
        retention._apply(PLANNED, timezone.now() + dt.timedelta(days=8))
        return self.now()

    def wrong(self) -> str:
        return "".join("1" if digit == "0" else "0" for digit in self.card.secret)


# --- planned by the structure


def test_who_is_put_back_is_not_erased_a_week_later():
    ground = Ground()
    ground.plan()
    assert ground.desk.post(ground.at("archive/"), {"restore": "1"}).status_code == 302
    assert not ground.waits()
    assert "She will be erased" not in text(ground.desk.get(ground.at("privacy/")))
    back = ground.eight_days_later()
    assert (back.alias, back.archived_at) == ("Amina", None)
    with across_structures("a test reads the journal"):
        acts = set(JournalEntry.objects.filter(object_id=str(back.pk)).values_list("act", flat=True))
    assert {"learner_erasure_planned", "learner_restored", "learner_erasure_withdrawn"} <= acts


def test_kept_after_all_by_the_page_that_planned_it():
    ground = Ground()
    ground.plan()
    assert ground.desk.post(ground.at("privacy/erase/"), {"keep": "1"}).status_code == 302
    assert not ground.waits()
    assert ground.eight_days_later().archived_at is None


def test_a_plan_taken_back_while_the_night_works_holds(monkeypatch):
    """The acts are read first: what was taken back before her turn is not carried out."""
    from privacy import quiet

    ground = Ground()
    ground.plan()
    real = quiet._planned

    def read_then_taken_back(rule, now):
        acts = list(real(rule, now))
        ground.desk.post(ground.at("privacy/erase/"), {"keep": "1"})
        return acts

    monkeypatch.setattr(quiet, "_planned", read_then_taken_back)
    assert ground.eight_days_later().alias == "Amina"


def test_without_a_change_of_mind_she_is_erased():
    ground = Ground()
    ground.plan()
    assert ground.eight_days_later().alias == ""


@pytest.mark.parametrize("page", ["", "edit/", "privacy/", "secret/"])
def test_nothing_of_an_erased_learner_is_found(page):
    ground = Ground()
    ground.plan()
    ground.eight_days_later()
    assert ground.desk.get(ground.at(page)).status_code == 404


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("archive/", {"restore": "1"}),
        ("archive/", {}),
        ("edit/", {"alias": "Back again", "language": "fr", "country": "BE"}),
        ("unlock/", {}),
        ("secret/", {"draw": "1", "kind": "digits"}),
        ("follower/", {"referent": "x"}),
        ("privacy/erase/", {}),
    ],
)
def test_an_erased_learner_is_nobody_to_act_on(page, form):
    ground = Ground()
    ground.plan()
    ground.eight_days_later()
    assert ground.desk.post(ground.at(page), form).status_code == 404
    shell = ground.now()
    assert shell.alias == ""
    assert shell.archived_at


# --- asked by herself


def test_a_card_alone_erases_nobody():
    """Whoever found it, or shares the phone, does not know the secret."""
    ground = Ground()
    assert ground.phone.post(ERASE).status_code == 200
    assert "Type your 4 digits" in text(ground.phone.get(ERASE, {"ask": "1"}))
    refused = ground.phone.post(ERASE, {"digits": ground.wrong()})
    assert refused.status_code == 422
    assert "That did not work" in text(refused)
    assert ground.now().alias == "Amina"
    with across_structures("a test looks at what is counted"):
        assert Card.objects.get().failures == 1, "a try like any other"


def test_a_secret_that_is_not_whole_is_no_try():
    ground = Ground()
    assert "Type 4 digits." in text(ground.phone.post(ERASE, {"digits": "12"}))
    with across_structures("a test looks at what is counted"):
        assert Card.objects.get().failures == 0


def test_a_locked_card_erases_nobody_even_with_the_right_secret():
    ground = Ground()
    for _try in range(5):
        ground.phone.post(ERASE, {"digits": ground.wrong()})
    assert ground.phone.post(ERASE, {"digits": "".join(ground.card.secret)}).status_code == 422
    assert ground.now().alias == "Amina"


def test_with_her_secret_she_erases_herself_at_once():
    ground = Ground()
    answer = ground.phone.post(ERASE, {"digits": "".join(ground.card.secret)})
    assert answer["Location"].startswith("/privacy/receipt/")
    assert ground.now().alias == ""
    assert ground.phone.get("/l/")["Location"] == "/c/"


def test_with_her_four_pictures_too():
    ground = Ground("pictures")
    so_far: list[str] = []
    for name in ground.card.secret:
        answer = ground.phone.post(ERASE, {"so_far": " ".join(so_far), "picture": name})
        so_far.append(name)
    assert answer["Location"].startswith("/privacy/receipt/")
    assert ground.now().alias == ""


def test_without_her_secret_it_waits_a_week_is_shown_and_told():
    ground = Ground()
    send(ground.phone, ERASE, {"later": "1"})
    shown = ground.now()
    assert (shown.alias, shown.archived_at) == ("Amina", None), "her card works until then"
    for page in ("/l/", "/l/privacy/"):
        assert "We erase your data on" in text(ground.phone.get(page)), page
    (letter,) = letters_to(ground.ines.email)
    assert "asks to be erased" in letter.subject
    assert "Amina" not in letter.body, "no name in a letter"
    page = text(ground.desk.get(ground.at("privacy/")))
    assert "She asked it herself" in page
    assert ground.eight_days_later().alias == ""


def test_she_takes_it_back_with_one_tap():
    ground = Ground()
    ground.phone.post(ERASE, {"later": "1"})
    assert ground.phone.post(ERASE, {"keep": "1"})["Location"] == "/l/privacy/"
    assert "We erase your data on" not in text(ground.phone.get("/l/"))
    assert ground.eight_days_later().alias == "Amina"


def test_her_aidant_takes_it_back_with_her():
    ground = Ground()
    ground.phone.post(ERASE, {"later": "1"})
    ground.desk.post(ground.at("privacy/erase/"), {"keep": "1"})
    assert ground.eight_days_later().alias == "Amina"


def test_put_back_into_the_list_does_not_undo_what_she_asked_herself():
    ground = Ground()
    ground.phone.post(ERASE, {"later": "1"})
    with open_structure(ground.structure.pk):
        archive_learner(learner=ground.now(), by=ground.ines)
    ground.desk.post(ground.at("archive/"), {"restore": "1"})
    assert ground.waits()
    assert "She asked it herself" in text(ground.desk.get(ground.at("privacy/")))
