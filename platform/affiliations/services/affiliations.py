"""A coordinator answers a structure, and decides on its affiliation. Across structures: it stands behind its wall.

Who answers reads first what a colleague did meanwhile: `seen` is the version that her page showed (`version_of`).
"""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from affiliations import letters
from affiliations.selectors.talks import DECISIONS, answerers_of, last_act, undoable, version_of
from common.errors import DomainError
from common.languages import date_in_words, time_in_words
from common.overtaken import Overtaken
from common.sentences import one_stop
from common.wall import across_structures, open_structure
from structures import journal
from structures.enums import AffiliationStatus, PartnerRole, TalkSide
from structures.models import (
    Affiliation,
    AffiliationMessage,
    AffiliationState,
    CharterAcceptance,
    Membership,
    Partner,
    Structure,
)
from structures.selectors import coordinators_of, current_project, lacks_charter, referents_of
from structures.services.people import enrol_person
from structures.services.projects import count_again

FARTHEST = dt.timedelta(days=366)


class Answered(Overtaken):
    """A colleague, or the structure, acted since the page was drawn. The message says who, and what."""

    def __init__(self, *, affiliation: Affiliation, told: str):
        DomainError.__init__(self, told)
        self.stored = affiliation


@transaction.atomic
def approve_affiliation(
    *, affiliation_id: int, partner: Partner, by, site: str, on: dt.date | None = None, seen: str = ""
) -> None:
    """The structure is affiliated from that day on (today unless told), with the approving partner as its operator.

    Its people whose e-mail is confirmed enter the project's register. Raises DomainError when it is affiliated already,
    here or to another project that runs, when it left, and while it has a charter to accept; Answered when overtaken.
    """
    on = on or timezone.localdate()
    with across_structures("a coordinator answers a structure's request"):
        affiliation = _locked(affiliation_id, partner)
        _look(affiliation, seen)
        may_approve(affiliation, on)
        write_state(affiliation, on=on, status=AffiliationStatus.AFFILIATED, operator=partner)
        for membership in _memberships(affiliation.structure):
            enrol_person(membership.user, affiliation.structure, on=on)
        _note("affiliation_approved", affiliation, by, partner=partner.code)
        referents = referents_of(structure=affiliation.structure)
    for referent in referents:
        letters.request_approved(to=referent, structure=affiliation.structure, operator=partner, site=site)


def may_approve(affiliation: Affiliation, on: dt.date) -> None:
    """Raises DomainError with the reason why it can't be approved that day; across structures."""
    state = affiliation.state_on(on)
    status = state.status if state else ""
    if status == AffiliationStatus.AFFILIATED:
        raise DomainError(_("This structure is affiliated already."))
    if status == AffiliationStatus.LEFT:
        raise DomainError(_("This structure left the project. It can ask again itself."))
    accepted = CharterAcceptance.objects.filter(affiliation=affiliation).order_by("-version").first()
    if lacks_charter(affiliation.project, AffiliationStatus.APPLIED, accepted.version if accepted else 0, on):
        raise DomainError(
            _("Its referent has not accepted the charter (version %(n)s) yet. You can approve after that.")
            % {"n": affiliation.project.charter_version}
        )
    other = current_project(affiliation.structure, on)
    if other is not None and other != affiliation.project:
        raise DomainError(
            _("It is affiliated to another project, %(project)s: it has to leave that one first.")
            % {"project": other.name}
        )


@transaction.atomic
def refuse_affiliation(*, affiliation_id: int, partner: Partner, by, reason: str, seen: str = "") -> None:
    """The request is refused; the referent reads the reason.

    Raises DomainError without one, when the structure is affiliated, and when it was refused already: nobody is told
    so twice. Answered when overtaken.
    """
    today = timezone.localdate()
    if not reason.strip():
        raise DomainError(_("Say why, in one or two sentences: the referent will read them."), field="reason")
    with across_structures("a coordinator answers a structure's request"):
        affiliation = _locked(affiliation_id, partner)
        _look(affiliation, seen)
        status = _status(affiliation, today)
        if status == AffiliationStatus.AFFILIATED:
            raise DomainError(_("This structure is affiliated already."))
        if status == AffiliationStatus.REFUSED:
            raise DomainError(_("This request was refused already. Its referent has been told."))
        write_state(affiliation, on=today, status=AffiliationStatus.REFUSED, operator=partner, reason=reason.strip())
        referents = referents_of(structure=affiliation.structure)
        _note("affiliation_refused", affiliation, by, partner=partner.code)
    for referent in referents:
        letters.request_refused(to=referent, structure=affiliation.structure, operator=partner, reason=reason.strip())


@transaction.atomic
def write_to_structure(
    *, affiliation_id: int, partner: Partner, by, text: str, site: str, asks_changes: bool = False, seen: str = ""
) -> None:
    """A message of the operator; its referents get it by mail too. `asks_changes`: the request waits for their answer.

    Raises DomainError without words, and when changes are asked of what is no request; Answered when overtaken.
    """
    if not text.strip():
        raise DomainError(_("Write your message first."), field="text")
    with across_structures("a coordinator writes to a structure"):
        affiliation = _locked(affiliation_id, partner)
        _look(affiliation, seen)
        if asks_changes and _status(affiliation, timezone.localdate()) != AffiliationStatus.APPLIED:
            raise DomainError(_("Changes can be asked only while a request waits. Send a plain message instead."))
        AffiliationMessage.objects.create(
            structure=affiliation.structure,
            affiliation=affiliation,
            side=TalkSide.OPERATOR,
            author=by,
            text=text.strip(),
            asks_changes=asks_changes,
        )
        referents = referents_of(structure=affiliation.structure)
        _note("affiliation_message", affiliation, by, side="operator", asks_changes=asks_changes)
    for referent in referents:
        letters.message_to_structure(
            to=referent, affiliation=affiliation, operator=partner, text=text.strip(), asks=asks_changes, site=site
        )


@transaction.atomic
def end_affiliation(
    *, affiliation_id: int, partner: Partner, by, on: dt.date, reason: str, site: str, seen: str = ""
) -> None:
    """The operator ends it from that day on; the referents read why. DomainError for a date or reason that is none."""
    with across_structures("an operator ends an affiliation"):
        affiliation = _locked(affiliation_id, partner)
        _look(affiliation, seen)
        write_leaving(affiliation, on=on, reason=reason, by=by, act="affiliation_ended")
        referents = referents_of(structure=affiliation.structure)
    for referent in referents:
        letters.ended(to=referent, affiliation=affiliation, operator=partner, on=on, reason=reason.strip(), site=site)


@transaction.atomic
def keep_affiliation(*, affiliation_id: int, partner: Partner, by, site: str) -> None:
    """Undo of an end by the operator: the same day, or before it begins."""
    with across_structures("an operator takes an end back"):
        affiliation = _locked(affiliation_id, partner)
        undo_leaving(affiliation, by=by, act="affiliation_ended")
        referents = referents_of(structure=affiliation.structure)
    for referent in referents:
        letters.kept(to=referent, affiliation=affiliation, site=site)


@transaction.atomic
def change_operator(
    *, affiliation_id: int, partner: Partner, to: Partner, on: dt.date, by, site: str, seen: str = ""
) -> None:
    """Another operator of the same project refers the structure from that day on; its coordinators are told.

    Rows that begin later and named the old operator name the new one. Raises DomainError (fields `operator`, `on`) for
    a partner that is no operator of the project that day, the same operator, or a date without a request in force.
    """
    with across_structures("a coordinator hands a structure over"):
        affiliation = _locked(affiliation_id, partner)
        _look(affiliation, seen)
        state = affiliation.state_on(on)
        if state is None or state.status not in (AffiliationStatus.APPLIED, AffiliationStatus.AFFILIATED):
            raise DomainError(_("On that day it neither asks nor is affiliated: choose another date."), field="on")
        _within(on)
        named = to.state_on(on)
        if to.project_id != affiliation.project_id or named is None or named.role != PartnerRole.OPERATOR:
            raise DomainError(_("Choose an operator of this project."), field="operator")
        if state.operator_id == to.pk:
            raise DomainError(_("This operator refers it on that day already."), field="operator")
        affiliation.states.filter(since__gt=on, operator=state.operator).update(operator=to)
        write_state(affiliation, on=on, status=state.status, operator=to, reason=state.reason)
        _note("affiliation_operator_changed", affiliation, by, to=to.code, since=on.isoformat())
        referents, coordinators = referents_of(structure=affiliation.structure), coordinators_of(partner=to)
    for reader in dict.fromkeys([*coordinators, *referents]):
        letters.operator_changed(
            to=reader, affiliation=affiliation, operator=to, on=on, site=site, theirs=reader in coordinators
        )


# --- shared with what a structure does itself (services/talks.py)


def write_state(affiliation: Affiliation, *, on: dt.date, **values) -> None:
    """One row a day: an answer on the day of the request replaces the request's row; the journal keeps both acts."""
    AffiliationState.objects.update_or_create(
        affiliation=affiliation, since=on, defaults={"structure": affiliation.structure, "reason": "", **values}
    )


def write_leaving(affiliation: Affiliation, *, on: dt.date, reason: str, by, act: str) -> None:
    """The row `left` from that day on. What it replaces goes into the journal, so that it can be undone."""
    if not reason.strip():
        raise DomainError(_("Say why, in one or two sentences: the other side will read them."), field="reason")
    _within(on)
    state = affiliation.state_on(on)
    if state is None or state.status != AffiliationStatus.AFFILIATED:
        raise DomainError(_("On that day it is not affiliated: choose another date."), field="on")
    later = affiliation.states.filter(since__gt=on).first()
    if later is not None:
        raise DomainError(
            _("Something is planned already from %(date)s. Undo that first.")
            % {"date": date_in_words(later.since, "DATE_FORMAT")}
        )
    replaced = state.since == on
    write_state(affiliation, on=on, status=AffiliationStatus.LEFT, operator=state.operator, reason=reason.strip())
    _note(act, affiliation, by, since=on.isoformat(), replaced=replaced)


def undo_leaving(affiliation: Affiliation, *, by, act: str) -> None:
    """Back to affiliated. DomainError unless this side wrote it today, or it begins later."""
    left = affiliation.states.order_by("since").last()
    if left is None or left.status != AffiliationStatus.LEFT:
        raise DomainError(_("There is nothing to undo here any more."))
    line = undoable(affiliation, left)
    if line is None:
        raise DomainError(_("It ended more than a day ago: the structure can ask again."))
    if line.act != act:
        raise DomainError(_("The other side ended it: write to them."))
    if line.detail.get("replaced"):
        left.status, left.reason = AffiliationStatus.AFFILIATED, ""
        left.save(update_fields=["status", "reason"])
    else:
        left.delete()
        count_again(project=affiliation.project)
    _note("affiliation_kept", affiliation, by)


def answerers(affiliation: Affiliation) -> tuple[Partner | None, list]:
    """The operator of today, and who reads for it. Opens across structures by itself."""
    state = affiliation.state_on(timezone.localdate())
    operator = state.operator if state else None
    with across_structures("a structure writes to who answers it"):
        return operator, answerers_of(project=affiliation.project, operator=operator)


def _within(on: dt.date) -> None:
    if on > timezone.localdate() + FARTHEST:
        raise DomainError(_("Choose a date within a year."), field="on")


def _locked(affiliation_id: int, partner: Partner) -> Affiliation:
    return (
        Affiliation.objects.select_for_update(of=("self",))
        .select_related("structure", "project")
        .get(pk=affiliation_id, project=partner.project)
    )


def _look(affiliation: Affiliation, seen: str) -> None:
    """Raises Answered when somebody acted since the page was drawn that showed the version `seen`."""
    if not seen or seen == version_of(affiliation):
        return
    line = last_act(affiliation, DECISIONS)
    if line is None:
        raise Answered(affiliation=affiliation, told=_("Somebody changed this meanwhile. Read it again first."))
    name = line.user.short_name if line.user and line.user.short_name else _("Somebody")
    told = _deeds()[line.act] % {"name": name, "at": time_in_words(timezone.localtime(line.at))}
    raise Answered(affiliation=affiliation, told=" ".join([one_stop(told), _("Read it first, then decide again.")]))


def _deeds() -> dict[str, str]:
    return {
        "affiliation_approved": _("%(name)s approved this request meanwhile, at %(at)s."),
        "affiliation_refused": _("%(name)s refused this request meanwhile, at %(at)s."),
        "affiliation_message": _("%(name)s wrote a message meanwhile, at %(at)s."),
        "affiliation_ended": _("%(name)s ended this affiliation meanwhile, at %(at)s."),
        "affiliation_left": _("%(name)s left the project for the structure meanwhile, at %(at)s."),
        "affiliation_kept": _("%(name)s undid the end of this affiliation meanwhile, at %(at)s."),
        "affiliation_operator_changed": _("%(name)s gave this structure to another operator meanwhile, at %(at)s."),
        "affiliation_requested": _("%(name)s asked again for the structure meanwhile, at %(at)s."),
    }


def _status(affiliation: Affiliation, on: dt.date) -> str:
    state = affiliation.state_on(on)
    return state.status if state else ""


def _note(act: str, affiliation: Affiliation, by, **detail) -> None:
    """In the structure's own journal, whoever acts: its referent reads there what happened to it."""
    with open_structure(affiliation.structure_id):
        journal.record(act=act, by=by, target=affiliation, **detail)


def _memberships(structure: Structure) -> list[Membership]:
    return list(Membership.objects.active().filter(structure=structure).select_related("user").order_by("pk"))
