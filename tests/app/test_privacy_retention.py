"""Retention: each rule takes what is past its time, warns before, and leaves every total as it was."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from accounts.models import User
from common.wall import across_structures, open_structure
from learners.models import Learner, SignInFailure
from privacy import retention, tasks, unused
from privacy.models import RetentionRun
from privacy.rules import months_ago
from reporting.models import Activity, CarriedSessions, UsageSession
from reporting.selectors.reports import report_json
from reporting.services.rollup import recount, roll_up
from structures.models import Person, RegistrationDraft
from tests.app.doors import signed_in, text, visitor
from tests.app.factories import LearnerFactory, PartnerFactory, ProjectFactory, StructureFactory, UserFactory, aidant_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()
YEARS = dt.timedelta(days=731)


def aged(**fields) -> User:
    user = UserFactory(language="en", **{key: value for key, value in fields.items() if key == "email"})
    User.objects.filter(pk=user.pk).update(**{key: value for key, value in fields.items() if key != "email"})
    return user


def test_an_unused_account_is_warned_a_month_before_and_erased_after_two_years(queue):
    old = aged(email="old@place.example", joined_at=NOW - 2 * YEARS, last_login=NOW - dt.timedelta(days=710))
    fresh = aged(email="fresh@place.example", joined_at=NOW - 2 * YEARS, last_login=NOW)
    assert retention.overdue(now=NOW) | {"accounts": 0} == retention.overdue(now=NOW)
    first = retention.run(now=NOW)
    assert (first["accounts_warned"], first["accounts"]) == (1, 0)
    assert User.objects.get(pk=old.pk).warned_at == NOW
    assert retention.run(now=NOW)["accounts_warned"] == 0, "one letter"
    later = NOW + dt.timedelta(days=31)
    assert retention.run(now=later)["accounts"] == 1
    assert User.objects.get(pk=old.pk).erased_at
    assert User.objects.get(pk=fresh.pk).erased_at is None


def test_signing_in_takes_the_warning_back():
    old = aged(email="old@place.example", joined_at=NOW - 2 * YEARS, warned_at=NOW - dt.timedelta(days=40))
    signed_in(User.objects.get(pk=old.pk))
    assert User.objects.get(pk=old.pk).warned_at is None
    assert retention.overdue()["accounts"] == 0


def test_two_years_after_the_last_contact_a_learner_is_erased(epn):
    gone, met = LearnerFactory(structure=epn, alias="Rosa"), LearnerFactory(structure=epn, alias="Luc")
    with across_structures("a test lays its ground"):
        Learner.objects.update(created_at=NOW - YEARS - dt.timedelta(days=10))
        Activity.objects.create(
            structure=epn, project=epn.affiliations.get().project, learner=met, at=NOW - dt.timedelta(days=700)
        )
    assert retention.run(now=NOW - dt.timedelta(days=32))["learners_told"] == 1, "a month before"
    assert retention.overdue(now=NOW)["learners"] == 1
    assert retention.run(now=NOW)["learners"] == 1
    with open_structure(epn.pk):
        assert Learner.objects.get(pk=gone.pk).alias == ""
        assert Learner.objects.get(pk=met.pk).alias == "Luc"


@pytest.fixture
def usage(tic):
    """Sessions of three years: of an aidant whom a partner invited, of a merged one, of a learner."""
    project = ProjectFactory(code="LONG", start=dt.date(2023, 1, 1), end=dt.date(2026, 12, 31))
    inviting = PartnerFactory(project=project, code="INVITES")
    alone = StructureFactory(name="Without operator", affiliation__project=project)
    led = StructureFactory(name="With", affiliation__project=project, affiliation__operator=inviting)
    ines = aidant_of(alone)
    learner = LearnerFactory(structure=led)
    with across_structures("a test lays its ground"):
        Person.objects.filter(user=ines).update(invited_by=inviting)
        person = Person.objects.get(user=ines)
        second = Person.objects.create(project=project, code="second", merged_into=person)
        objecting = Person.objects.create(project=project, code="objects", objects_to_statistics=True)
        for month in range(0, 36, 3):
            at = dt.datetime(2023, 2, 1, 9, tzinfo=dt.UTC) + dt.timedelta(days=30 * month)
            rows = [
                (alone, person, None, 0), (alone, second, None, 20), (alone, objecting, None, 0),
                (led, None, learner, 5), (led, None, learner, 90),
            ]  # fmt: skip
            for structure, who, whom, minutes in rows:
                Activity.objects.create(
                    structure=structure, project=project, person=who, learner=whom,
                    at=at + dt.timedelta(minutes=minutes),
                )  # fmt: skip
    return project


def figures(project) -> dict:
    roll_up(project=project)
    assert recount(project=project) == []
    found = {}
    for period in range(1, 9):
        for partner in (None, "INVITES"):
            lines = report_json(project=project, period=period, partner=partner)["lines"]
            found[period, partner] = next(line for line in lines if line["code"] == "SESSIONS_ZONE")
    return found


def test_old_sessions_become_numbers_and_no_figure_moves(usage):
    now = dt.datetime(2026, 6, 15, 3, tzinfo=dt.UTC)
    before = figures(usage)
    # By hand: 12 quarters, each one session of the two merged accounts (20 minutes apart) and two of the learner.
    assert max(line["cumulative"] for line in before.values()) == 36
    assert retention.overdue(now=now)["sessions"] > 0
    removed = retention.run(now=now)["sessions"]
    limit = months_ago(25, now=now)
    with across_structures("a test looks"):
        assert removed
        assert not UsageSession.objects.filter(project=usage, started_at__lt=limit).exists()
        assert not Activity.objects.filter(project=usage, at__lt=limit).exists()
        assert Activity.objects.filter(project=usage).exists()
        assert (
            sum(CarriedSessions.objects.filter(project=usage).values_list("count", flat=True))
            + (UsageSession.objects.filter(project=usage).count())
            == 36
        )
    assert figures(usage) == before
    with across_structures("a full recount, from the activity that is left"):
        roll_up(project=usage, everything=True)
    assert figures(usage) == before
    assert retention.run(now=now)["sessions"] == 0, "a second night finds nothing"
    assert retention.run(now=now + dt.timedelta(days=120))["sessions"] > 0, "months later it goes on"
    assert figures(usage) == before


def test_activity_that_comes_late_for_a_time_that_is_a_number_changes_nothing(usage):
    now = dt.datetime(2026, 6, 15, 3, tzinfo=dt.UTC)
    before = figures(usage)
    retention.run(now=now)
    with across_structures("an old pack comes again"):
        some = CarriedSessions.objects.filter(project=usage).first()
        person = Person.objects.get(project=usage, code="second")
        Activity.objects.create(
            structure_id=some.structure_id, project=usage, person=person, at=dt.datetime(2023, 2, 1, 9, tzinfo=dt.UTC)
        )
    assert figures(usage) == before
    with across_structures("a full recount"):
        roll_up(project=usage, everything=True)
    assert figures(usage) == before


def test_no_session_is_halved(usage):
    now = dt.datetime(2026, 6, 15, 3, tzinfo=dt.UTC)
    limit = months_ago(25, now=now)
    with across_structures("a session that crosses the limit"):
        learner = Learner.objects.filter(structure__name="With").first()
        for minutes in (-25, -5, 10):
            Activity.objects.create(
                structure_id=learner.structure_id, project=usage, learner=learner,
                at=limit + dt.timedelta(minutes=minutes),
            )  # fmt: skip
    before = figures(usage)
    retention.run(now=now)
    with across_structures("a test looks"):
        assert UsageSession.objects.get(project=usage, started_at=limit - dt.timedelta(minutes=25))
    assert figures(usage) == before


def test_what_simply_goes_goes(epn):
    SignInFailure.objects.create(key="x")
    SignInFailure.objects.update(at=NOW - dt.timedelta(days=400))
    RegistrationDraft.objects.create(language="fr")
    RegistrationDraft.objects.update(changed_at=NOW - dt.timedelta(days=31))
    assert retention.overdue(now=NOW)["security"] == 1
    removed = retention.run(now=NOW)
    assert (removed["security"], removed["drafts"]) == (1, 1)
    assert RetentionRun.objects.first().removed == removed


def test_a_dry_run_lists_and_writes_nothing(capsys):
    RegistrationDraft.objects.create(language="fr")
    RegistrationDraft.objects.update(changed_at=NOW - dt.timedelta(days=31))
    call_command("retention", "--dry-run")
    assert "drafts                   1" in capsys.readouterr().out
    assert RegistrationDraft.objects.count() == 1
    assert not RetentionRun.objects.exists()


def test_a_rule_that_fails_stops_no_other(monkeypatch, caplog):
    RegistrationDraft.objects.create(language="fr")
    RegistrationDraft.objects.update(changed_at=NOW - dt.timedelta(days=31))
    monkeypatch.setattr(unused.letters, "unused", lambda **given: 1 / 0)
    aged(email="old@place.example", joined_at=NOW - 2 * YEARS)
    removed = retention.run(now=NOW)
    assert removed["accounts_warned"] == -1
    assert removed["drafts"] == 1
    assert "accounts_warned failed" in caplog.text


def test_the_demo_keeps_its_people(settings):
    settings.DEMO = True
    tasks.keep_the_periods()
    assert not RetentionRun.objects.exists()


@pytest.mark.parametrize(
    ("now", "months", "expected"),
    [
        ("2026-03-31T12:00", 1, "2026-02-28"),
        ("2026-01-15T12:00", 25, "2023-12-15"),
        ("2026-12-31T12:00", 24, "2024-12-31"),
        ("2026-02-15T12:00", 2, "2025-12-15"),
    ],
)
def test_months_are_calendar_months(now, months, expected):
    instant = timezone.make_aware(dt.datetime.fromisoformat(now))
    assert timezone.localdate(months_ago(months, now=instant)).isoformat() == expected


def test_the_periods_are_the_same_in_the_code_in_the_docs_and_on_the_page():
    docs = Path("docs/privacy.md").read_text()
    page = text(visitor().get("/privacy/"))
    with translation.override("en"):
        for rule in retention.RULES:
            line = f"| {rule.what} | {rule.period} | {rule.then} |"
            assert line in docs, f"docs/privacy.md, Retention: {line}"
            assert f"{rule.what} {rule.period} {rule.then}" in page
