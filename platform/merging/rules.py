"""What a merge does with every row that names a structure or an account: one line a foreign key.

A test reads the foreign keys from the app registry: one without a line fails it (tests/app/test_merging.py), and so
does a line without one. Tables are named, not imported: most of them belong to rooms above this one.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Act(StrEnum):
    MOVES = "moves"
    STAYS = "stays"
    FOLLOWS = "follows"  # the row that `parent` names: moves when that one moved
    REMOVED = "removed"  # and not given back by an undo
    YIELDS = "yields"  # stays, and ends where the kept one has the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What happens to the rows whose foreign key names the one that goes.

    same     with the key, these fields make two rows the same one: it does not move where the kept one has it
    alone    the kept one can have only one such row, whatever it says
    among    only rows like this are held against each other
    yields   of the one that goes, only rows like this (nothing: all of `among`)
    ends     what such a row gets instead of moving (nothing: it stays as it is, with the one that is gone)
    renames  what such a row gets when it moves all the same
    only     of rows in force (the first), those that may move (the second); another one ends, or moves closed
    closes   what such a row gets when it moves all the same (nothing: it stays, and `ends`)
    keeps    more columns that a merge remembers of a row that moves, for its undo
    parent   of FOLLOWS: the foreign key whose row leads
    label    what the preview calls these rows; without one they are part of something that it names
    why      of what stays or is removed: the reason, for who reads the line
    """

    act: Act = Act.MOVES
    same: tuple[str, ...] = ()
    alone: bool = False
    among: Q | None = None
    yields: Q | None = None
    ends: Callable[[], dict[str, Any]] | None = None
    renames: Callable[[models.Model], dict[str, Any]] | None = None
    only: Callable[[], tuple[Q, Q]] | None = None
    closes: Callable[[], dict[str, Any]] | None = None
    keeps: tuple[str, ...] = ()
    parent: str = ""
    label: str | Promise = ""
    why: str = ""

    @property
    def clashes(self) -> bool:
        return self.alone or bool(self.same)


def _moves(label: str | Promise = "", **more) -> Rule:
    return Rule(label=label, **more)


def _stays(why: str) -> Rule:
    return Rule(act=Act.STAYS, why=why)


def _follows(parent: str) -> Rule:
    return Rule(act=Act.FOLLOWS, parent=parent)


def _until_today() -> dict[str, Any]:
    return {"until": timezone.localdate()}


def _declined() -> dict[str, Any]:
    return {"decided_at": timezone.now(), "accepted": False}


def _unpublished() -> dict[str, Any]:
    return {"published": False}


def _switched_off() -> dict[str, Any]:
    return {"on": False}


def _place_given_back() -> dict[str, Any]:
    return {"status": "cancelled"}


def _revoked() -> dict[str, Any]:
    return {"revoked_at": timezone.now()}


def approved() -> Q:
    """Of an affiliation's structure: somebody approved it, today or earlier."""
    today = timezone.localdate()
    states = "structure__affiliations__states"
    return Q(**{f"{states}__status": "affiliated", f"{states}__since__lte": today})


def _vouched(who: str) -> Q:
    """The structure was approved once, and the account is open and its address confirmed."""
    return approved() & Q(**{f"{who}__is_active": True, f"{who}__confirmed_at__isnull": False})


def _roles() -> tuple[Q, Q]:
    return OPEN | Q(until__gt=timezone.localdate()), _vouched("user")


def _invitations() -> tuple[Q, Q]:
    return Q(accepted_at=None, revoked_at=None), _vouched("invited_by")


def other_pseudonym(structure: int, pseudonym: str) -> str:
    """What a learner of the structure that goes is called where the kept one has that pseudonym: two stay two.

    Always the same for both, so that a pack which still says the old one finds her.
    """
    return hashlib.sha256(f"{structure} {pseudonym}".encode()).hexdigest()[:16]


def _another_pseudonym(row: Any) -> dict[str, Any]:
    return {"pseudonym": other_pseudonym(row.structure_id, row.pseudonym)}


OPEN = Q(until=None)
WAITING = Q(decided_at=None)
STILL_TO_COME = Q(action__status="planned")

STRUCTURES: dict[str, Rule] = {
    "structures.Structure.merged_into": _stays("who was merged into it earlier leads on through it"),
    "structures.StructureState.structure": _stays("its own history; what is older than the kept one's is copied"),
    "structures.Affiliation.structure": _moves(_("Affiliations"), same=("project_id",)),
    "structures.AffiliationState.structure": _follows("affiliation"),
    "structures.AffiliationMessage.structure": _follows("affiliation"),
    "structures.CharterAcceptance.structure": _follows("affiliation"),
    "structures.StructureLabel.structure": _moves(_("Labels"), same=("code", "since")),
    "structures.JoinRequest.structure": _moves(_("Requests to join"), same=("user_id",), among=WAITING, ends=_declined),
    "structures.InvitationList.structure": _moves(),
    "structures.JournalEntry.structure": _stays("a line stays where it was written"),
    "structures.JournalSeal.structure": _stays("the chain over those lines"),
    "structures.Membership.structure": _moves(
        _("Roles of people"),
        same=("user_id", "role"),
        among=OPEN,
        ends=_until_today,
        only=_roles,
        keeps=("user_id", "role", "since", "until"),
    ),
    "structures.Invitation.structure": _moves(_("Invitations"), only=_invitations, closes=_revoked),
    "structures.Person.home": _moves(_("Helpers in the registers of projects")),
    "directory.Entry.structure": _moves(_("Entry in the directory"), alone=True, ends=_unpublished),
    "learners.Learner.structure": _moves(
        _("Learners"), same=("pseudonym",), renames=_another_pseudonym, keeps=("referent_id",)
    ),
    "learners.LearnerGroup.structure": _moves(_("Groups")),
    "learners.GroupMember.structure": _moves(),
    "learners.Room.structure": _moves(),
    "learners.Card.structure": _moves(_("Cards")),
    "accompaniments.Accompaniment.structure": _moves(_("Accompaniments")),
    "accompaniments.AccompaniedLearner.structure": _moves(),
    "accompaniments.Trace.structure": _moves(),
    "assessments.SkillsCheck.structure": _moves(_("Skills checks")),
    "courses.Module.structure": _moves(_("Own copies of modules")),
    "courses.ModuleVersion.structure": _moves(),
    "authoring.DraftSave.structure": _moves(),
    "authoring.Comment.structure": _moves(),
    "courses.Assignment.structure": _moves(_("Modules given")),
    "library.Share.structure": _moves(_("Resources given")),
    "courses.Answer.structure": _moves(_("Answers")),
    "courses.AnswerConflict.structure": _moves(),
    "interop.RecordStore.structure": _moves(_("Record store"), alone=True, ends=_switched_off),
    "interop.SentStatement.structure": _moves(),
    "interop.Platform.structure": _moves(_("Learning platforms")),
    "interop.LaunchedLearner.structure": _moves(),
    "interop.ScoreLine.structure": _moves(),
    "reporting.Activity.structure": _moves(_("Moments of use"), same=("project_id", "person_id", "learner_id", "at")),
    "reporting.UsageSession.structure": _stays("cut again from the activity by the next roll-up"),
    # What both have of one day stays two numbers, each in the structure where it was counted: the sum is the same.
    "reporting.CarriedSessions.structure": _moves(same=("project_id", "on", "invited_by_id")),
    "privacy.PrivacyAct.structure": _moves(),
    "privacy.SecurityEvent.structure": _moves(),
}

ACCOUNTS: dict[str, Rule] = {
    "admin.LogEntry.user": _stays("what was done under that account"),
    "account.EmailAddress.user": _stays("the old address stays taken: who uses it is told which one holds"),
    "mfa.Authenticator.user": Rule(
        act=Act.REMOVED, label=_("Second factors and passkeys"), why="a key of another account opens nothing"
    ),
    "common.Job.user": _moves(),
    "common.JobFile.user": _moves(),
    "common.SentForm.user": _stays("forgotten after a day"),
    "accounts.AddressChange.user": _stays("a change of the address of the account that goes"),
    "accounts.Device.user": _stays("its sessions end with the account"),
    "accounts.User_groups.user": _stays("rights in the administration are given, not inherited"),
    "accounts.User_user_permissions.user": _stays("rights in the administration are given, not inherited"),
    "accounts.User.merged_into": _stays("who was merged into it earlier leads on through it"),
    "structures.JoinRequest.user": _moves(_("Requests to join"), same=("structure_id",), among=WAITING, ends=_declined),
    "structures.JoinRequest.decided_by": _moves(),
    "structures.InvitationList.by": _moves(),
    "structures.JournalEntry.user": _stays("a line keeps who acted"),
    "structures.Membership.user": _moves(
        _("Roles"), same=("role", "structure_id", "partner_id", "portal_id"), among=OPEN, ends=_until_today
    ),
    "structures.Invitation.invited_by": _moves(_("Invitations sent")),
    "structures.Person.user": _moves(_("Entries in the registers of projects"), same=("project_id",)),
    "structures.AffiliationMessage.author": _moves(),
    "structures.CharterAcceptance.by": _moves(),
    "directory.DirectoryUpload.user": _moves(),
    "merging.Merge.by": _stays("who merged"),
    "merging.Merge.undone_by": _stays("who took it back"),
    "learners.Learner.referent": _moves(_("Learners followed")),
    "learners.Room.opened_by": _moves(),
    "accompaniments.Accompaniment.recorded_by": _moves(_("Accompaniments recorded")),
    "assessments.SkillsCheck.with_aidant": _moves(_("Skills checks accompanied")),
    "courses.Assignment.assigned_by": _moves(_("Modules given")),
    "authoring.QuestionUpload.user": _moves(),
    "authoring.DraftSave.by": _moves(),
    "authoring.Comment.by": _moves(_("Comments on modules")),
    "authoring.Comment.settled_by": _moves(),
    "authoring.PlannedPublication.by": _moves(),
    "library.Resource.added_by": _moves(),
    "library.Favourite.user": _moves(_("Resources kept at hand"), same=("resource_id",)),
    "library.Collection.owner": _moves(_("Collections")),
    "library.Share.by": _moves(),
    "library.OutdatedReport.by": _moves(same=("resource_id",)),
    "library.OutdatedReport.settled_by": _moves(),
    "training.Trainee.user": _moves(alone=True),
    "training.Study.user": _moves(_("Modules of her own training"), same=("module_id",), among=Q(completed_at=None)),
    "training.StudyAnswer.user": _follows("study"),
    "training.Attestation.user": _moves(_("Attestations"), same=("module_id",)),
    "forums.Topic.author": _moves(_("Topics in the forum")),
    "forums.Topic.certified_by": _moves(),
    "forums.Post.author": _moves(_("Messages in the forum")),
    "forums.Report.by": _moves(same=("post_id",)),
    "forums.Report.decided_by": _moves(),
    "reporting.PackImport.user": _moves(),
    "reporting.PackUpload.user": _moves(),
    "helpdesk.Viewing.person": _moves(),
    "helpdesk.Viewing.by": _stays("who looked"),
    "privacy.PrivacyAct.user": _moves(),
    "privacy.SecurityEvent.user": _moves(),
}

FOLLOWED = "whoever reads it follows Person.merged_into (docs/counting.md, People)"
PERSONS: dict[str, Rule] = {
    "structures.Person.merged_into": _stays("who was merged into it earlier leads on through it"),
    "accompaniments.Accompaniment.person": _stays(FOLLOWED),
    "events.Attendance.person": Rule(
        act=Act.YIELDS,
        same=("action_id",),
        among=STILL_TO_COME & ~Q(status="cancelled"),
        yields=Q(status__in=["registered", "waiting"]),
        ends=_place_given_back,
    ),
    "reporting.Activity.person": _stays(FOLLOWED),
    "reporting.UsageSession.person": _stays("cut again from the activity by the next roll-up"),
}
"""Of two persons of one project: the register says that they are one, and their rows stay where they are."""
