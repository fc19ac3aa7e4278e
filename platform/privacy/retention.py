"""How long what is kept: one rule a row, for the nightly job, the command, docs/privacy.md and the public page alike.

The periods are those of the field (docs/privacy.md). A rule counts what is past its time (`--dry-run`) and removes it.
No rule moves a figure of a report: what is counted stays as a number, or under a shell that is nobody.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accompaniments.models import AccompaniedLearner
from accounts.models import User
from assessments.models import SkillsCheck
from common.models import Job
from common.wall import across_structures, open_structure
from courses.models import Answer, Assignment
from directory.models import DirectoryUpload
from learners.models import Learner, Room, SignInFailure
from privacy import letters, services
from privacy.models import PrivacyAct, RetentionRun
from privacy.selectors import GRACE, is_erased
from reporting.models import Activity
from reporting.services.carrying import carry, detail_before
from structures.models import Invitation, InvitationList, JoinRequest, Project, RegistrationDraft

log = logging.getLogger("halte.privacy")
Words = str | Promise
WARNED_BEFORE = timedelta(days=30)


def months_ago(months: int, *, now: datetime) -> datetime:
    """The same local day and hour so many months earlier; the last day of a shorter month."""
    local = timezone.localtime(now)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    moved = local.replace(tzinfo=None, year=year, month=month + 1, day=min(local.day, last))
    return timezone.make_aware(moved)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is kept, until when, and what becomes of it then."""

    key: str
    what: Words
    period: Words
    then: Words
    months: int | None = None
    days: int | None = None
    count: Callable[["Rule", datetime], int] | None = None
    remove: Callable[["Rule", datetime], int] | None = None

    def limit(self, now: datetime) -> datetime:
        """What is older is past its time."""
        return months_ago(self.months, now=now) if self.months else now - timedelta(days=self.days or 0)


# --- accounts


def _last_use() -> Coalesce:
    return Coalesce("last_login", "joined_at")


def _unused(rule: Rule, now: datetime) -> QuerySet[User]:
    """Accounts that have been warned for a month and were not signed in to for the whole period."""
    unused = User.objects.filter(erased_at=None, merged_into=None).annotate(used=_last_use())
    return unused.filter(used__lt=rule.limit(now), warned_at__lt=now - WARNED_BEFORE, warned_at__gt=F("used"))


def _to_warn(rule: Rule, now: datetime) -> QuerySet[User]:
    unused = User.objects.filter(erased_at=None, merged_into=None).annotate(used=_last_use())
    return unused.filter(Q(warned_at=None) | Q(warned_at__lte=F("used")), used__lt=rule.limit(now))


@transaction.atomic
def _warn(rule: Rule, now: datetime) -> int:
    found = _to_warn(rule, now)
    for user in found:
        last = user.last_login or user.joined_at
        erased_on = timezone.localdate(max(now + WARNED_BEFORE, last + timedelta(days=731)))
        letters.unused(user=user, erased_on=erased_on, address=_site(user) + reverse("account_login"))
        User.objects.filter(pk=user.pk).update(warned_at=now)
    return len(found)


def _site(user: User) -> str:
    """The address of a portal: hers would need a place, and signing in works on any."""
    host = Project.objects.exclude(portal__host="").values_list("portal__host", flat=True).first()
    return f"https://{host or 'halte.example'}"


def _erase_unused(rule: Rule, now: datetime) -> int:
    found = list(_unused(rule, now))
    for user in found:
        with transaction.atomic(), across_structures("an account that nobody uses is erased"):
            act = PrivacyAct.objects.create(kind=PrivacyAct.Kind.ERASURE, user=user)
            services.shut(user=user, act=act)
    return len(found)


# --- learners


def _forgotten_learners(rule: Rule, now: datetime) -> QuerySet[Learner]:
    """No help, answer, check, module or visit since the limit."""
    since, hers = rule.limit(now), {"learner": OuterRef("pk")}
    contact = (
        AccompaniedLearner.objects.filter(**hers, accompaniment__date__gte=timezone.localdate(since)),
        Answer.objects.filter(**hers, received_at__gte=since),
        SkillsCheck.objects.filter(**hers, started_at__gte=since),
        Assignment.objects.filter(**hers, assigned_at__gte=since),
        Activity.objects.filter(**hers, at__gte=since),
    )
    found = Learner.objects.exclude(alias="").filter(created_at__lt=since)
    for rows in contact:
        found = found.exclude(Exists(rows))
    return found


def _erase_learners(rule: Rule, now: datetime) -> int:
    with across_structures("retention finds learners whom nobody has met for two years"):
        found = list(_forgotten_learners(rule, now).only("pk", "structure_id"))
    for learner in found:
        with open_structure(learner.structure_id), transaction.atomic():
            services.erase_learner_now(learner=learner, by=None)
    return len(found)


def _planned(rule: Rule, now: datetime) -> QuerySet[PrivacyAct]:
    erasures = PrivacyAct.objects.filter(kind=PrivacyAct.Kind.ERASURE, done_at=None, learner__isnull=False)
    return erasures.filter(asked_at__lt=rule.limit(now))


def _carry_out(rule: Rule, now: datetime) -> int:
    with across_structures("erasures whose week is over are carried out"):
        acts = list(_planned(rule, now))
    for act in acts:
        with open_structure(act.structure_id), transaction.atomic():
            learner = Learner.objects.filter(pk=str(act.learner)).first()
            if learner is not None and not is_erased(learner):
                services.carry_out(act)
    return len(acts)


# --- sessions, and all that simply goes


def _viewings() -> QuerySet:
    """By name: the help desk is a room beside this one."""
    return apps.get_model("helpdesk", "Viewing")._base_manager.all()


def _detail(rule: Rule, now: datetime) -> int:
    return sum(detail_before(project=project, before=rule.limit(now)) for project in Project.objects.all())


def _carry(rule: Rule, now: datetime) -> int:
    return sum(carry(project=project, before=rule.limit(now)) for project in Project.objects.all())


def _simple(*finders: Callable[[datetime], QuerySet]) -> dict[str, Any]:
    """A rule whose rows are just deleted."""

    def count(rule: Rule, now: datetime) -> int:
        return sum(find(rule.limit(now)).count() for find in finders)

    def remove(rule: Rule, now: datetime) -> int:
        return sum(find(rule.limit(now)).delete()[0] for find in finders)

    return {"count": count, "remove": remove}


GONE = _("deleted")
RULES: tuple[Rule, ...] = (
    Rule(
        "accounts_warned", _("An account that nobody uses: the warning"), _("23 months after the last sign-in"),
        _("a letter, a month before"), months=23, count=lambda r, now: _to_warn(r, now).count(), remove=_warn,
    ),
    Rule(
        "accounts", _("An account that nobody uses"), _("2 years after the last sign-in"), _("erased"),
        months=24, count=lambda r, now: _unused(r, now).count(), remove=_erase_unused,
    ),
    Rule(
        "learners", _("A learner’s name, answers and results"), _("2 years after the last contact"),
        _("erased; the help that she got stays counted"), months=24,
        count=lambda r, now: _forgotten_learners(r, now).count(), remove=_erase_learners,
    ),
    Rule(
        "planned", _("A learner whom the organisation erases"), _("7 days, to take it back"), _("erased"),
        days=GRACE.days, count=lambda r, now: _planned(r, now).count(), remove=_carry_out,
    ),
    Rule(
        "sessions", _("Sessions: who, in which organisation, when"), _("25 months"),
        _("a number a day and organisation stays, of nobody"), months=25, count=_detail, remove=_carry,
    ),
    Rule(
        "security", _("Failed sign-ins, sessions, looks by the help desk"), _("12 months"), GONE, months=12,
        **_simple(
            lambda limit: SignInFailure.objects.filter(at__lt=limit),
            lambda limit: Session.objects.filter(expire_date__lt=limit),
            lambda limit: _viewings().filter(started_at__lt=limit),
            lambda limit: Job.objects.filter(created_at__lt=limit),
        ),
    ),
    Rule(
        "invitations", _("Invitations and requests to join that are closed"), _("12 months"), GONE, months=12,
        **_simple(
            lambda limit: Invitation.objects.filter(expires_at__lt=limit),
            lambda limit: JoinRequest.objects.filter(decided_at__lt=limit),
        ),
    ),
    Rule(
        "drafts", _("Registrations that were not sent, lists of people to invite, workshop rooms"), _("30 days"), GONE,
        days=30,
        **_simple(
            lambda limit: RegistrationDraft.objects.filter(changed_at__lt=limit),
            lambda limit: InvitationList.objects.filter(created_at__lt=limit),
            lambda limit: Room.objects.filter(closes_at__lt=limit),
        ),
    ),
    Rule(
        "uploads", _("Files that were sent to be read in"), _("1 day"), GONE, days=1,
        **_simple(lambda limit: DirectoryUpload.objects.filter(created_at__lt=limit)),
    ),
    # A project has no audit date to fill in yet: without one a roll is never deleted.
    Rule(
        "rolls", _("Attendance lists of trainings and events"),
        _("until 5 years after the project’s last payment"), _("deleted, once that date is filled in"),
    ),
    Rule("figures", _("Figures of reports"), _("without limit: they lead to nobody"), _("kept")),
)  # fmt: skip


def overdue(*, now: datetime | None = None) -> dict[str, int]:
    """By rule, how many rows are past their time; writes nothing."""
    now = now or timezone.now()
    with across_structures("retention counts what is past its time"):
        return {rule.key: rule.count(rule, now) for rule in RULES if rule.count}


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
    if rule.key in {"sessions", "learners", "planned", "accounts"}:
        return rule.remove(rule, now)  # they open what they need themselves
    with across_structures("retention removes what is past its time"):
        return rule.remove(rule, now)
