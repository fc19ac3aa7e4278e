"""How long what is kept: one rule a row, for the nightly job, the command, docs/privacy.md and the public page alike.

The periods are those of the field (docs/privacy.md). A rule finds what is past its time (`--dry-run` lists it) and
removes it. No rule moves a figure of a report: what is counted stays as a number, or under a shell that is nobody.
"""

import logging
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.models import Job
from common.wall import across_structures
from courses.authoring.models import QuestionUpload
from directory import services as directory
from directory.models import DirectoryUpload
from helpdesk.models import Viewing
from learners.models import Room, SignInFailure
from privacy import quiet, rolls, unused
from privacy.models import RetentionRun, SecurityEvent
from privacy.rules import Due, Found, Old, Rule, deleted
from privacy.selectors import GRACE
from registration.services import drafts
from reporting.models import Activity, UsageSession
from reporting.services.carrying import carry, detail_before
from structures.models import Invitation, InvitationList, JoinRequest, Project, RegistrationDraft
from team.services import invitation_lists

log = logging.getLogger("halte.privacy")


def _find_sessions(rule: Rule, now: datetime) -> list[Due]:
    """A line a project: sessions are many, and have no number of their own."""
    limit, found = rule.limit(now), []
    for project in Project.objects.order_by("code"):
        if rows := detail_before(project=project, before=limit):
            first = UsageSession.objects.filter(project=project).aggregate(at=Min("started_at"))["at"]
            first = first or Activity.objects.filter(project=project).aggregate(at=Min("at"))["at"]
            found.append(Due("reporting.UsageSession", project.code, timezone.localdate(first), rows))
    return found


def _carry(rule: Rule, now: datetime) -> int:
    return sum(carry(project=project, before=rule.limit(now)) for project in Project.objects.all())


GONE = _("deleted")
RULES: tuple[Rule, ...] = (
    Rule(
        "accounts_warned", _("An account that nobody uses: the warning"), _("23 months after the last sign-in"),
        _("a letter, a month before"), months=23, find=unused.find_to_warn, remove=unused.warn,
    ),
    Rule(
        "accounts", _("An account that nobody uses"), _("2 years after the last sign-in"),
        _("erased, unless nobody else answers for its place"), months=24, find=unused.find, remove=unused.erase,
        opens=True,
    ),
    Rule(
        "learners_told", _("A learner whom nobody meets: the announcement"), _("23 months after the last contact"),
        _("an e-mail to who follows the learner, a month before"), months=quiet.TOLD_AFTER, find=quiet.find_to_tell,
        remove=quiet.tell, opens=True,
    ),
    Rule(
        "learners", _("A learner’s name, answers and results"), _("2 years after the last contact"),
        _("erased; the help that she got stays counted"), months=quiet.ERASED_AFTER, find=quiet.find,
        remove=quiet.erase, opens=True,
    ),
    Rule(
        "planned", _("A learner whom the organisation erases"), _("7 days, to take it back"), _("erased"),
        days=GRACE.days, find=quiet.find_planned, remove=quiet.carry_out, opens=True,
    ),
    Rule(
        "sessions", _("Sessions: who, in which organisation, when"), _("25 months"),
        _("a number a day and organisation stays, of nobody"), months=25, find=_find_sessions, remove=_carry,
        opens=True,
    ),
    Rule(
        "security", _("Sign-ins and failed ones, looks by the help desk, jobs"), _("12 months"), GONE, months=12,
        **deleted(
            Old(SecurityEvent, "at"), Old(SignInFailure, "at"), Old(Session, "expire_date"), Old(Viewing, "started_at"),
            Old(Job, "created_at"),
        ),
    ),
    Rule(
        "invitations", _("Invitations and requests to join that are closed"), _("12 months"), GONE, months=12,
        **deleted(Old(Invitation, "expires_at"), Old(JoinRequest, "decided_at")),
    ),
    Rule(
        "drafts", _("Registrations that were not sent"), _("30 days"), GONE, days=drafts.KEPT_FOR.days,
        **deleted(Old(RegistrationDraft, "changed_at")),
    ),
    Rule(
        "lists", _("Lists of people to invite, workshop rooms"), _("30 days"), GONE,
        days=invitation_lists.KEPT_FOR.days, **deleted(Old(InvitationList, "created_at"), Old(Room, "closes_at")),
    ),
    Rule(
        "uploads", _("Files that were sent to be read in"), _("1 day"), GONE, days=directory.KEPT.days,
        **deleted(Old(DirectoryUpload, "created_at"), Old(QuestionUpload, "created_at")),
    ),
    Rule(
        "rolls", _("Attendance lists of trainings and events"),
        _("until 5 years after the year of the project’s last payment"),
        _("the names go, once that payment is filled in; who was there stays counted"),
        find=rolls.find, remove=rolls.remove,
    ),
    Rule("figures", _("Figures of reports"), _("without limit: they lead to nobody"), _("kept")),
)  # fmt: skip


def listed(*, now: datetime | None = None) -> list[Found]:
    """What is past its time, rule by rule and line by line, without a name; writes nothing."""
    now = now or timezone.now()
    with across_structures("retention lists what is past its time"):
        return [Found(rule, list(rule.find(rule, now))) for rule in RULES if rule.find]


def overdue(*, now: datetime | None = None) -> dict[str, int]:
    """By rule, how many rows are past their time and would go; writes nothing."""
    return {found.rule.key: found.count for found in listed(now=now)}


def run(*, now: datetime | None = None) -> dict[str, int]:
    """Apply every rule; returns, and keeps, how many rows by rule. A rule that fails stops no other."""
    now, removed = now or timezone.now(), {}
    for rule in RULES:
        if rule.remove is None:
            continue
        try:
            removed[rule.key] = _apply(rule, now)
        except Exception:
            log.exception("the retention rule %s failed", rule.key)
            removed[rule.key] = -1
    RetentionRun.objects.create(removed=removed)
    return removed


def _apply(rule: Rule, now: datetime) -> int:
    assert rule.remove is not None
    if rule.opens:
        return rule.remove(rule, now)
    with across_structures("retention removes what is past its time"):
        return rule.remove(rule, now)
