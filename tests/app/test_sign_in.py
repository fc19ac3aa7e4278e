"""Signing in by e-mailed code, the language switch, the forms' protection, and the doors of the demo."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core import mail as outbox
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.mail import Letter
from accounts.mail import send as send_letter
from accounts.models import OutgoingMail, User
from common.wall import open_structure
from desk import checks
from desk.mailbox import DemoEmailBackend
from desk.models import DemoMail
from desk.personas import BY_KEY
from learners.services import issue_card
from structures.enums import Role
from tests.app.doors import code_in, committed, letters_to, send, signed_in, text, visitor
from tests.app.factories import (
    LearnerFactory,
    MembershipFactory,
    PartnerFactory,
    ProjectFactory,
    StructureFactory,
    UserFactory,
    aidant_of,
    coordinator_of,
    portal_person,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
LOGIN = "/accounts/login/"
CODE = "/accounts/login/code/"


def ask(client, address):
    return send(client, LOGIN, {"email": address})


# --- the code


def test_a_code_by_mail_signs_in_and_leads_to_the_only_place():
    structure = StructureFactory(name="EPN Tournai", slug="epn-tournai")
    aidant = aidant_of(structure, email="ines@place.example", language="nl")
    client = visitor()
    assert ask(client, "Ines@place.example").headers["Location"] == CODE
    [letter] = letters_to("ines@place.example")
    done = send(client, CODE, {"code": code_in(letter)})
    assert done.headers["Location"] == "/home/"
    assert done.cookies["language"].value == "nl", "the account's language is the pages' from now on"
    assert client.get("/home/").headers["Location"] == "/s/epn-tournai/"
    assert client.get("/s/epn-tournai/").status_code == 200
    assert str(aidant.pk) == client.session["_auth_user_id"]


def test_the_first_code_confirms_the_address_and_enrols_the_person():
    project = ProjectFactory()
    structure = StructureFactory(affiliation__project=project)
    user = UserFactory(email="new@place.example", confirmed_at=None)
    MembershipFactory(user=user, structure=structure, role=Role.REFERENT)
    client = visitor()
    ask(client, "new@place.example")
    send(client, CODE, {"code": code_in(letters_to("new@place.example")[0])})
    user.refresh_from_db()
    assert user.confirmed_at is not None
    person = project.people.get(user=user)
    assert person.confirmed_at == user.confirmed_at
    assert person.home == structure


def test_an_unknown_address_gets_the_same_page_and_the_same_work():
    UserFactory(email="known@place.example")
    pages, queries = [], []
    for address in ("known@place.example", "nobody@place.example"):
        client = visitor()
        with CaptureQueriesContext(
            connection,
        ) as caught:
            answer = ask(client, address)
        page = client.get(answer.headers["Location"])
        assert answer.status_code == 302
        assert page.status_code == 200
        pages.append(re.sub(r'value="[^"]{40,}"', "", text(page)).replace(address, "ADDRESS"))
        queries.append([re.sub(r"\s+", " ", q["sql"])[:30] for q in caught.captured_queries])
    assert pages[0] == pages[1]
    assert len(queries[0]) == len(queries[1]), queries
    [letter] = letters_to("nobody@place.example")
    assert "no account" in letter.body
    assert not re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", letter.body), "no code for nobody"
    assert not OutgoingMail.objects.exists(), "a stranger's address is not kept"


def test_the_sign_in_page_offers_the_passkey_too():
    page = visitor().get(LOGIN).content.decode()
    assert 'id="passkey_login"' in page
    assert 'action="/accounts/2fa/webauthn/login/"' in page


def test_a_wrong_code_says_so_and_three_end_the_attempt():
    UserFactory(email="ines@place.example")
    client = visitor()
    ask(client, "ines@place.example")
    first = send(client, CODE, {"code": "AAAA-AAAA"})
    assert first.status_code == 200
    assert "answer to look at again" in text(first)
    assert "This code is not right. Check it in the latest e-mail" in text(first)
    assert "A sign-in code has been sent" not in text(first), "the page says it already"
    send(client, CODE, {"code": "AAAA-AAAA"})
    assert send(client, CODE, {"code": "AAAA-AAAA"}).headers["Location"] == LOGIN
    right = code_in(letters_to("ines@place.example")[0])
    send(client, CODE, {"code": right})
    assert "_auth_user_id" not in client.session, "the code died with the attempt"


def test_a_closed_account_gets_no_code():
    UserFactory(email="gone@place.example", is_active=False)
    client = visitor()
    assert ask(client, "gone@place.example").headers["Location"] == CODE
    assert not re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", letters_to("gone@place.example")[0].body)


def test_there_is_no_sign_up_and_no_password_form():
    client = visitor()
    assert client.get("/accounts/signup/").headers["Location"] == "/register/"
    assert client.get("/accounts/password/reset/").status_code == 404
    assert 'type="password"' not in client.get(LOGIN).content.decode()


def test_the_administration_is_entered_by_the_same_code():
    answer = visitor().get("/admin/login/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(LOGIN)


def test_pages_behind_the_sign_in_ask_for_it_and_come_back():
    answer = visitor().get("/home/")
    assert answer.headers["Location"] == "/accounts/login/?next=/home/"


# --- the language


def test_the_switch_sets_the_cookie_and_the_accounts_language():
    user = UserFactory(language="fr")
    client = signed_in(user, "fr")
    answer = client.post("/i18n/setlang/", {"language": "nl", "next": "/account/"})
    assert answer.headers["Location"] == "/account/"
    assert answer.cookies["language"].value == "nl"
    user.refresh_from_db()
    assert user.language == "nl"
    assert '<html lang="nl">' in client.get("/account/").content.decode()


@pytest.mark.parametrize(("language", "kept"), [("xx", "fr"), ("", "fr"), ("nl'--", "fr")])
def test_a_language_that_we_lack_changes_nothing(language, kept):
    user = UserFactory(language="fr")
    answer = signed_in(user, "fr").post("/i18n/setlang/", {"language": language, "next": "/"})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.language == kept


def test_the_switch_never_leads_to_another_site():
    answer = visitor().post("/i18n/setlang/", {"language": "nl", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert visitor().get("/i18n/setlang/").status_code == 405


# --- the account


def test_the_account_page_changes_name_and_language_and_lists_the_places():
    structure = StructureFactory(name="EPN Tournai")
    user = aidant_of(structure, role=Role.REFERENT)
    client = signed_in(user)
    page = text(client.get("/account/"))
    assert "EPN Tournai" in page
    assert "Referent" in page
    answer = client.post("/account/", {"first_name": " Noor ", "last_name": "Claes", "language": "nl"})
    assert answer.cookies["language"].value == "nl"
    user.refresh_from_db()
    assert (user.full_name, user.language) == ("Noor Claes", "nl")
    assert client.post("/account/", {"first_name": "", "last_name": "", "language": "nl"}).status_code == 422


def test_home_offers_a_choice_of_several_places_and_a_way_out_of_none():
    user = aidant_of(StructureFactory(name="EPN Tournai", slug="epn"))
    partner = PartnerFactory(state__name="District09", project=ProjectFactory(code="DEMO"), code="D09")
    coordinator_of(partner, email=user.email)
    client = signed_in(user)
    assert client.get("/home/").headers["Location"] == "/places/"
    page = client.get("/places/").content.decode()
    assert 'href="/s/epn/"' in page
    assert 'href="/p/demo/d09/"' in page
    lost = signed_in(UserFactory(email="lost@place.example"))
    assert lost.get("/home/").headers["Location"] == "/places/"
    assert "lost@place.example" in text(lost.get("/places/"))


def test_a_curator_comes_home_to_the_modules():
    curator = portal_person(Role.CURATOR, is_staff=True)
    assert signed_in(curator).get("/home/").headers["Location"] == "/author/"


# --- forms come from our own pages


@pytest.mark.parametrize(
    ("origin", "with_token", "status"),
    [
        (None, True, 302),
        ("null", True, 302),  # what a page without a referrer sends
        ("http://testserver", True, 302),
        ("null", False, 403),
        ("https://elsewhere.example", True, 403),
    ],
)
def test_the_token_decides_and_a_foreign_origin_never_passes(origin, with_token, status):
    client = Client(enforce_csrf_checks=True)
    client.cookies["language"] = "en"
    page = client.get(LOGIN).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    data = {"email": "x@place.example"} | ({"csrfmiddlewaretoken": token} if with_token else {})
    extra = {"HTTP_ORIGIN": origin} if origin else {}
    answer = client.post(LOGIN, data, **extra)
    assert answer.status_code == status
    if status == 403:
        assert "waited too long" in text(answer)


# --- the demo


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.app.demo_urls"


def test_outside_the_demo_its_doors_do_not_exist():
    client = visitor()
    assert client.get("/demo/mail/").status_code in {302, 404}
    assert signed_in(UserFactory()).get("/demo/mail/").status_code == 404
    assert signed_in(UserFactory()).post("/demo/as/ines/").status_code == 404
    assert "/demo/" not in client.get("/").content.decode()


def test_the_demo_signs_in_as_anybody_with_one_click(demo):
    structure = StructureFactory(slug="epn")
    ines = aidant_of(structure, email=BY_KEY["ines"].email, confirmed_at=None)
    learner = LearnerFactory(structure=structure, alias="Fatima", referent=ines)
    with open_structure(structure.pk):
        issue_card(learner=learner, by=ines)
    client = visitor()
    page = client.get("/").content.decode()
    assert "/demo/as/ines/" in page
    assert "/demo/as/fatima/" in page
    assert "/demo/as/joris/" not in page, "no account, no button"
    assert client.get("/demo/as/ines/").status_code == 405
    assert client.post("/demo/as/ines/").headers["Location"] == "/home/"
    assert client.get("/home/").headers["Location"] == "/s/epn/"
    assert client.post("/demo/as/nobody/").status_code == 404
    assert client.post("/demo/as/joris/").status_code == 404
    assert client.post("/demo/as/fatima/").headers["Location"] == "/l/"
    assert client.session["learner"]["learner"] == str(learner.pk)
    assert not client.session["learner"]["own"], "a phone of the room"
    assert "_auth_user_id" not in client.session
    assert 'name="own" value="1"' in page
    client.post("/demo/as/fatima/", {"own": "1"})
    assert client.session["learner"]["own"], "modules are kept for flight mode"


def test_the_demos_mailbox_shows_what_was_sent_with_its_links(demo, settings):
    settings.EMAIL_BACKEND = "desk.mailbox.DemoEmailBackend"
    with committed():
        send_letter(
            to="ines@place.example",
            language="fr",
            letter=lambda: Letter("Bonjour", ("Un mot",), action=("Aller", "https://halte.example/ici")),
        )
    page = visitor().get("/demo/mail/").content.decode()
    assert 'href="https://halte.example/ici"' in page
    assert "ines@place.example" in page
    kept = DemoMail.objects.get()
    html = visitor().get(f"/demo/mail/{kept.public}/")
    assert "Un mot" in html.content.decode()
    assert "'unsafe-inline'" in html.headers["Content-Security-Policy"]
    assert "script-src 'self'" in html.headers["Content-Security-Policy"]
    assert visitor().get("/demo/mail/999999/").status_code == 404


def test_the_calendar_file_of_a_mail_can_be_kept(demo, settings):
    settings.EMAIL_BACKEND = "desk.mailbox.DemoEmailBackend"
    with committed():
        for calendar in ("BEGIN:VCALENDAR", ""):
            send_letter(
                to="ines@place.example", language="fr", letter=lambda c=calendar: Letter("Oui", ("Un mot",), calendar=c)
            )
    page = visitor().get("/demo/mail/").content.decode()
    without, kept = DemoMail.objects.all()
    address = f"/demo/mail/{kept.public}/halte.ics"
    assert f'href="{address}"' in page
    file = visitor().get(address)
    assert file.content == b"BEGIN:VCALENDAR"
    assert file.headers["Content-Type"].startswith("text/calendar")
    assert visitor().get(f"/demo/mail/{without.public}/halte.ics").status_code == 404


def test_the_mailbox_keeps_the_newest(monkeypatch):
    monkeypatch.setattr("desk.mailbox.KEPT", 2)
    backend = DemoEmailBackend()
    for n in range(4):
        backend.send_messages([outbox.EmailMessage(f"n{n}", "body", to=["a@place.example"])])
    assert [m.subject for m in DemoMail.objects.all()] == ["n3", "n2"]


def test_the_personas_are_listed_in_the_terminal(demo, capsys):
    from django.core.management import call_command

    UserFactory(email=BY_KEY["joris"].email)
    call_command("list_personas")
    assert "Joris De Wit" in capsys.readouterr().out


def test_production_is_told_to_refuse_both_doors(settings):
    assert checks.demo_stays_out_of_production(None) == []
    settings.DEMO = True
    settings.EMAIL_BACKEND = "desk.mailbox.DemoEmailBackend"
    settings.SETTINGS_MODULE = "config.settings.prod"
    assert {e.id for e in checks.demo_stays_out_of_production(None)} == {"desk.E001", "desk.E002"}


def production(*command: str, **extra: str) -> subprocess.CompletedProcess:
    """A management command under production's settings."""
    root = Path(__file__).resolve().parents[2]
    needed = {
        "SECRET_KEY": "".join(f"{n * 7919 % 97:02}k" for n in range(20)),
        "ALLOWED_HOSTS": "halte.example",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "CARD_CODE_KEY": "".join(f"{n * 104729 % 89:02}c" for n in range(15)),
        "SECOND_STEP_KEYS": "".join(f"{n * 15485863 % 83:02}s" for n in range(15)),
        "OPENBADGES_KEY": "".join(f"{n * 32452843 % 79:02}b" for n in range(15)),
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "PATH": os.environ["PATH"],
    }
    run = [sys.executable, str(root / "manage.py"), *command]
    return subprocess.run(run, env=needed | extra, capture_output=True, text=True, check=False, cwd=root)


def test_production_starts_without_the_demo_and_refuses_to_with_it():
    plain = production("check")
    assert plain.returncode == 0, plain.stderr
    refused = production("check", HALTE_DEMO="1")
    assert refused.returncode != 0
    assert "one-click sign-in" in refused.stderr
    mailbox = production("check", EMAIL_BACKEND="desk.mailbox.DemoEmailBackend")
    assert mailbox.returncode != 0
    assert "desk.E002" in mailbox.stderr


def test_names_of_accounts_are_kept_as_given():
    user = User.objects.create_user("  Zoe@Place.example ")
    assert user.email == "zoe@place.example"
    assert not user.has_usable_password()
