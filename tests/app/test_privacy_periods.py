"""Retention, rule by rule: what it lists, whom it tells, and what goes; the security log; the end of an audit."""

import datetime as dt

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.signals import account_changed
from common.errors import DomainError
from common.models import Job
from common.wall import across_structures, open_structure
from community.events.models import Action, Attendance
from courses.authoring.models import QuestionUpload
from directory import services as directory
from directory.models import DirectoryUpload
from helpdesk.models import Viewing
from learners.entering import sign_in_by_code
from learners.models import Learner, Room
from learners.services import add_learner, issue_card
from privacy import retention
from privacy.models import PrivacyAct, SecurityEvent
from registration.services import drafts
from reporting.selectors.reports import report_json
from reporting.services.rollup import recount, roll_up
from structures.models import Invitation, InvitationList, JoinRequest, Membership, Person, RegistrationDraft
from team.services import invitation_lists
from tests.app.doors import committed, letters_to, send, signed_in, text, visitor
from tests.app.factories import (
    LearnerFactory,
    PersonFactory,
    PortalFactory,
    UserFactory,
    aidant_of,
    portal_person,
    referent_of,
)
from tests.app.learning import published

pytestmark = pytest.mark.django_db
NOW = timezone.now()
DAY = dt.timedelta(days=1)


def set_back(model, column: str, age: dt.timedelta, **which) -> None:
    with across_structures("a test lays its ground"):
        assert model._base_manager.filter(**which).update(**{column: NOW - age})


def found(key: str) -> retention.Found:
    return next(one for one in retention.listed(now=NOW) if one.rule.key == key)


@pytest.fixture
def karim(epn):
    return referent_of(epn, email="karim@place.example", first_name="Karim", language="en")


@pytest.fixture
def ines(epn, karim):
    return aidant_of(epn, email="ines@place.example", first_name="Inès", language="en")


# --- each rule whose rows just go: one that is too old goes, one that is not stays


def make_two(key: str, epn, karim, tic) -> list[tuple]:
    """(model, column, the age at which it goes) of each table of a rule, with two rows in each."""
    year, month = dt.timedelta(days=366), dt.timedelta(days=30)
    mine = {"structure": epn}
    with across_structures("a test lays its ground"):
        for n in range(2):
            if key == "security":
                SecurityEvent.objects.create(kind="failed", user=karim)
                Session.objects.create(session_key=f"s{n}", session_data="x", expire_date=NOW)
                Viewing.objects.create(person=karim, by=karim, reason="x", ends_at=NOW)
                Job.objects.create(kind="x", title="x", language="fr", user=karim, key=f"k{n}")
            elif key == "invitations":
                waiting = {"email": "a@b.example", "language": "fr", "invited_by": karim, "expires_at": NOW}
                Invitation.objects.create(token_hash=f"t{n}", **waiting, **mine)
                JoinRequest.objects.create(user=UserFactory(), decided_at=NOW, accepted=True, **mine)
            elif key == "drafts":
                RegistrationDraft.objects.create(language="fr")
            elif key == "lists":
                InvitationList.objects.create(by=karim, name="x", **mine)
                Room.objects.create(code_hash=f"r{n}", closes_at=NOW, **mine)
            else:
                DirectoryUpload.objects.create(user=karim, partner=tic, name="x", content=b"x")
                QuestionUpload.objects.create(
                    user=karim, module=published(), name="x", content=b"x", language="fr", step="alone"
                )
    return {
        "security": [(SecurityEvent, "at", year), (Session, "expire_date", year), (Viewing, "started_at", year),
                     (Job, "created_at", year)],
        "invitations": [(Invitation, "expires_at", year), (JoinRequest, "decided_at", year)],
        "drafts": [(RegistrationDraft, "changed_at", month)],
        "lists": [(InvitationList, "created_at", month), (Room, "closes_at", month)],
        "uploads": [(DirectoryUpload, "created_at", DAY), (QuestionUpload, "created_at", DAY)],
    }[key]  # fmt: skip


@pytest.mark.parametrize("key", ["security", "invitations", "drafts", "lists", "uploads"])
def test_what_is_too_old_goes_and_the_rest_stays(key, epn, karim, tic):
    tables = make_two(key, epn, karim, tic)
    for model, column, age in tables:
        with across_structures("a test looks"):
            old, young = model._base_manager.order_by("pk")[:2]
        set_back(model, column, age + DAY, pk=old.pk)
        set_back(model, column, age - 2 * DAY if age > DAY else DAY / 2, pk=young.pk)
    assert found(key).count == len(tables)
    assert retention.run(now=NOW)[key] == len(tables)
    for model, _column, _age in tables:
        with across_structures("a test looks"):
            assert model._base_manager.count() == 1, model


def test_a_period_is_written_once():
    rules = {rule.key: rule for rule in retention.RULES}
    assert rules["drafts"].days == drafts.KEPT_FOR.days
    assert rules["lists"].days == invitation_lists.KEPT_FOR.days
    assert rules["uploads"].days == directory.KEPT.days
    for key in ("planned", "drafts", "lists", "uploads"):
        assert str(rules[key].period).startswith(f"{rules[key].days} "), key


# --- the list of a dry run


def test_a_dry_run_lists_lines_with_numbers_and_dates_and_no_names(capsys, epn, karim, ines, project):
    learner = LearnerFactory(structure=epn, alias="Rosalinde")
    with open_structure(epn.pk):
        act = PrivacyAct.objects.create(kind="erasure", structure=epn, learner=learner.pk)
    set_back(PrivacyAct, "asked_at", 9 * DAY, pk=act.pk)
    old = {"joined_at": NOW - 800 * DAY, "last_login": NOW - 800 * DAY, "warned_at": NOW - 40 * DAY}
    User.objects.filter(pk__in=[karim.pk, ines.pk]).update(**old)
    call_command("retention", "--dry-run")
    told = capsys.readouterr().out
    nadia = portal_person("administrator", portal=project.portal, language="en")
    page = text(signed_in(nadia).get("/privacy/retention/"))
    for shown in (told, page):
        for number in (learner.pk, karim.public, ines.public):
            assert str(number) in shown
        assert "EPN Tournai" in shown, "why the last referent stays"
        for name in ("Rosalinde", "Karim", "ines@place.example"):
            assert name not in shown
    assert str(timezone.localdate(NOW - 9 * DAY)) in told
    assert User.objects.get(pk=ines.pk).is_active


def test_the_list_is_for_administrators(karim):
    assert signed_in(karim).get("/privacy/retention/").status_code == 403


# --- letters


def test_the_warning_leads_to_her_own_portal(epn, ines):
    portal = PortalFactory(code="be", host="belgie.example")
    with across_structures("a test lays its ground"):
        type(epn).objects.filter(pk=epn.pk).update(portal=portal)
    User.objects.filter(pk=ines.pk).update(joined_at=NOW - 800 * DAY, last_login=NOW - 720 * DAY)
    with committed():
        assert retention.run(now=NOW)["accounts_warned"] == 1
    [letter] = letters_to("ines@place.example")
    assert "https://belgie.example/accounts/login/" in letter.body


def test_without_a_portal_of_its_own_the_letter_leads_to_the_installation(settings, epn, ines):
    settings.ALLOWED_HOSTS = ["aide.example", "testserver"]
    settings.CSRF_TRUSTED_ORIGINS = []
    User.objects.filter(pk=ines.pk).update(joined_at=NOW - 800 * DAY, last_login=NOW - 720 * DAY)
    with committed():
        retention.run(now=NOW)
    [letter] = letters_to("ines@place.example")
    assert "https://aide.example/accounts/login/" in letter.body
    assert "halte.example" not in letter.body


def test_who_follows_learners_hears_a_month_before_and_once(epn, karim, ines):
    hers = [LearnerFactory(structure=epn, referent=ines, alias=name) for name in ("Rosa", "Luc")]
    nobodys = LearnerFactory(structure=epn, alias="Mia", referent=aidant_of(epn))
    with across_structures("a test lays its ground"):
        Learner.objects.update(created_at=NOW - 720 * DAY)
        Membership.objects.filter(user=nobodys.referent).update(until=timezone.localdate())
    for _night in range(2):
        with committed():
            retention.run(now=NOW)
    [letter] = letters_to("ines@place.example")
    assert "2 learners of EPN Tournai will be erased" in letter.subject
    assert "/s/epn/learners/leaving/" in letter.body
    assert "Rosa" not in letter.body
    [other] = letters_to("karim@place.example")
    assert "1 learner of EPN Tournai" in other.subject
    page = text(signed_in(ines).get("/s/epn/learners/leaving/"))
    assert all(word in page for word in ("Rosa", "Luc", "Mia", "erased on"))
    with across_structures("they meet"):
        Learner.objects.filter(pk=hers[0].pk).update(created_at=NOW)
    assert "Rosa" not in text(signed_in(ines).get("/s/epn/learners/leaving/"))
    assert retention.run(now=NOW + 29 * DAY)["learners"] == 0, "a month is a month"
    assert retention.run(now=NOW + 32 * DAY)["learners"] == 2


def test_nobody_is_erased_who_was_not_announced(epn):
    LearnerFactory(structure=epn)
    with across_structures("a test lays its ground"):
        Learner.objects.update(created_at=NOW - 900 * DAY)
    assert retention.run(now=NOW)["learners"] == 0
    assert retention.run(now=NOW + 32 * DAY)["learners"] == 1


# --- the security log


def log_of(**which) -> list[str]:
    with across_structures("a test looks"):
        return list(SecurityEvent.objects.filter(**which).order_by("at").values_list("kind", flat=True))


def test_a_sign_in_by_code_and_its_failures_are_logged(ines, no_earlier_attempts):
    client = visitor()
    with committed():
        send(client, "/accounts/login/", {"email": "ines@place.example"})
    for _try in range(3):
        send(client, "/accounts/login/code/", {"code": "AAAA-AAAA"})
    assert log_of(user=ines.pk) == ["failed", "failed", "locked"]
    Client().force_login(ines, backend="accounts.backend.AccountBackend")
    assert log_of(user=ines.pk)[-1] == "signed_in"


def test_a_wrong_second_step_is_logged(ines, no_earlier_attempts):
    TOTP.activate(ines, generate_totp_secret())
    client = signed_in(ines)
    send(client, "/accounts/2fa/reauthenticate/", {"code": "000000"})
    assert "second_step_failed" in log_of(user=ines.pk)


def test_a_learners_card_is_logged_with_ids_alone(epn, ines, no_earlier_attempts):
    with open_structure(epn.pk):
        learner = add_learner(structure=epn, alias="Amina", language="fr", by=ines)
        issued = issue_card(learner=learner, by=ines)
    sign_in_by_code(code=issued.code, secret=issued.secret, address="10.0.0.9")
    for code in [issued.code] * 5 + ["nobody"]:
        with pytest.raises(DomainError):
            sign_in_by_code(code=code, secret=["no"], address="10.0.0.9")
    assert log_of(learner=learner.pk) == ["signed_in", *["failed"] * 4, "locked"]
    assert log_of(learner=None, user=None) == ["failed"], "a code that no card has"
    assert {field.name for field in SecurityEvent._meta.fields} == {"id", "kind", "user", "structure", "learner", "at"}


# --- rolls


@pytest.fixture
def training(project, tic, ines):
    """A closed training of that aidant and of a name on a roll."""
    action = Action.objects.create(
        project=project, operator=tic, code="T1", title="T", kind="training", core=True, status="closed",
        starts_at=NOW - 20 * DAY,
    )  # fmt: skip
    guest = PersonFactory(project=project, first_name="Odile", last_name="Roll", email="odile@roll.example")
    for person in (Person.objects.get(user=ines), guest):
        Attendance.objects.create(action=action, person=person, status="present", validated_at=NOW)
    return action


def totals(project) -> list:
    roll_up(project=project)
    assert recount(project=project) == []
    return [report_json(project=project, period=period)["lines"] for period in (1, 2, 3, 4)]


def test_the_audit_ends_five_years_after_the_year_of_the_last_payment(project):
    assert project.rolls_until is None
    project.last_payment = dt.date(2023, 3, 1)
    assert project.rolls_until == dt.date(2028, 12, 31)
    project.audit_until = dt.date(2030, 6, 30)
    assert project.rolls_until == dt.date(2030, 6, 30)


def test_when_the_audit_is_over_the_names_go_from_the_rolls_and_no_total_moves(project, training, ines):
    before = totals(project)
    type(project).objects.filter(pk=project.pk).update(last_payment=dt.date(2020, 5, 1))
    assert retention.run(now=dt.datetime(2025, 12, 31, 12, tzinfo=dt.UTC))["rolls"] == 0, "the last day"
    [line] = found("rolls").lines
    assert (line.number, line.on, line.rows) == (project.code, dt.date(2025, 12, 31), 2)
    assert retention.run(now=NOW)["rolls"] == 2
    people = Person.objects.filter(attendances__action=training)
    assert {(p.first_name, p.last_name, p.email, p.user) for p in people} == {("", "", "", None)}
    assert Person.objects.get(user__isnull=False).email, "who was on no list keeps her name"
    assert totals(project) == before
    assert retention.run(now=NOW)["rolls"] == 0


def test_a_name_does_not_come_back_with_the_account(project, training, ines):
    type(project).objects.filter(pk=project.pk).update(last_payment=dt.date(2020, 5, 1))
    retention.run(now=NOW)
    User.objects.filter(pk=ines.pk).update(last_name="Again")
    ines.refresh_from_db()
    before = {"email": ines.email, "first_name": "Inès", "last_name": "Verbeke"}
    account_changed.send(sender=User, user=ines, before=before)
    assert not Person.objects.filter(last_name="Again").exists()


def test_without_a_last_payment_no_roll_is_touched(project, training):
    type(project).objects.filter(pk=project.pk).update(start=dt.date(2001, 1, 1), end=dt.date(2002, 1, 1))
    assert retention.run(now=NOW)["rolls"] == 0


def test_an_administrator_fills_the_payment_in_and_no_audit_is_shorter(project):
    nadia = portal_person("administrator", portal=project.portal, language="en", is_staff=True)
    client = signed_in(nadia)
    address = f"/admin/structures/project/{project.pk}/change/"
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    values = {name: "" if value is None else value for name, value in values.items()}
    short = send(client, address, values | {"last_payment": "2023-03-01", "audit_until": "2028-12-30"})
    assert "The audit lasts until" in text(short)
    assert send(client, address, values | {"last_payment": "2023-03-01", "audit_until": ""}).status_code == 302
    project.refresh_from_db()
    assert project.rolls_until == dt.date(2028, 12, 31)
