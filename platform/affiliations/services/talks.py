"""What a structure does itself about its affiliation: write, accept the charter, leave, ask again. It must be open."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from affiliations import letters
from affiliations.selectors.operators import operators_open
from affiliations.selectors.talks import answerers_of
from affiliations.services.affiliations import answerers, undo_leaving, write_leaving, write_state
from common.errors import DomainError
from common.wall import across_structures
from structures import journal
from structures.enums import AffiliationStatus, TalkSide
from structures.models import Affiliation, AffiliationMessage, CharterAcceptance, Partner, Structure
from structures.selectors import affiliations_of, state_of


@transaction.atomic
def write_to_operator(*, affiliation: Affiliation, by, text: str, site: str) -> AffiliationMessage:
    """A message of the structure; who answers for its operator gets it by mail too. DomainError without words."""
    if not text.strip():
        raise DomainError(_("Write your message first."), field="text")
    affiliation = _held(affiliation)
    message = _message(affiliation, by, text.strip())
    journal.record(act="affiliation_message", by=by, target=affiliation, side="structure")
    _tell(affiliation, by, text.strip(), site)
    return message


@transaction.atomic
def answer_by_editing(*, structure: Structure, by, site: str) -> None:
    """The structure changed its facts: where its operator had asked for changes, that is an answer.

    Kept as a message without words, which is shown as "updated the request" in each reader's language.
    """
    for one in affiliations_of(structure):
        if one.status == AffiliationStatus.APPLIED and one.asked_at:
            affiliation = _held(one)
            _message(affiliation, by, "")
            journal.record(act="affiliation_message", by=by, target=affiliation, side="structure")
            _tell(affiliation, by, "", site)


@transaction.atomic
def accept_charter(*, affiliation: Affiliation, version: int, by) -> CharterAcceptance:
    """The structure accepts that version of the charter; twice is once.

    Raises DomainError when the charter has another version by now: nobody accepts what she did not read.
    """
    affiliation = _held(affiliation)
    if version != affiliation.project.charter_version or version < 1:
        raise DomainError(_("The charter has changed meanwhile. Read the new version, then accept it."))
    kept, new = CharterAcceptance.objects.get_or_create(
        affiliation=affiliation, version=version, defaults={"structure": affiliation.structure, "by": by}
    )
    if new:
        journal.record(act="charter_accepted", by=by, target=affiliation, version=version)
    return kept


@transaction.atomic
def leave_project(*, affiliation: Affiliation, by, on: dt.date, reason: str, site: str) -> None:
    """The structure leaves from that day on; its operator reads why. DomainError for a date or reason that is none."""
    affiliation = _held(affiliation)
    _operator, readers = answerers(affiliation)
    write_leaving(affiliation, on=on, reason=reason, by=by, act="affiliation_left")
    for reader in readers:
        letters.left(to=reader, affiliation=affiliation, on=on, reason=reason.strip(), site=site)


@transaction.atomic
def stay_in_project(*, affiliation: Affiliation, by, site: str) -> None:
    """Undo of leaving: the same day, or before it begins."""
    affiliation = _held(affiliation)
    undo_leaving(affiliation, by=by, act="affiliation_left")
    _operator, readers = answerers(affiliation)
    for reader in readers:
        letters.kept(to=reader, affiliation=affiliation, site=site, operator_side=True)


@transaction.atomic
def ask_again(*, structure: Structure, operator: Partner, by, text: str = "", site: str) -> Affiliation:
    """A request to that operator, from today; to the same project or another one.

    Raises DomainError (field `operator`) for an operator that takes none, while another request waits, and while the
    structure is affiliated to a project that runs.
    """
    Structure.objects.select_for_update(no_key=True).only("pk").get(pk=structure.pk)
    today = timezone.localdate()
    if operator.pk not in {choice.partner.pk for choice in operators_open()}:
        raise DomainError(_("This operator takes no requests today. Choose another one."), field="operator")
    for one in affiliations_of(structure):
        if one.project.end < today:
            continue
        if one.status == AffiliationStatus.APPLIED:
            raise DomainError(_("Your request to %(project)s still waits for an answer.") % {"project": one.project})
        if one.status == AffiliationStatus.AFFILIATED:
            raise DomainError(
                _("You are affiliated to %(project)s. Leave that project first.") % {"project": one.project}
            )
    affiliation = _affiliation(structure, operator)
    write_state(affiliation, on=today, status=AffiliationStatus.APPLIED, operator=operator)
    _message(affiliation, by, text.strip())
    journal.record(act="affiliation_requested", by=by, target=affiliation, partner=operator.code)
    with across_structures("a structure asks an operator"):
        readers = answerers_of(project=operator.project, operator=operator)
    state = state_of(structure)
    for reader in readers:
        letters.request_to_answer(
            to=reader,
            structure=structure,
            operator=operator,
            by=by,
            number=state.enterprise_number if state else "",
            site=site,
        )
    return affiliation


def _affiliation(structure: Structure, operator: Partner) -> Affiliation:
    """The one that it has in that project, or a new one under a code that no other structure has there."""
    found = Affiliation.objects.filter(structure=structure, project=operator.project).first()
    if found:
        return found
    with across_structures("a code in a project is free or taken, whoever has it"):
        taken = set(
            Affiliation.objects.filter(project=operator.project, code__startswith=structure.slug).values_list(
                "code", flat=True
            )
        )
    code = next(
        c for n in range(len(taken) + 1) if (c := f"{structure.slug}-{n + 1}" if n else structure.slug) not in taken
    )
    return Affiliation.objects.create(structure=structure, project=operator.project, code=code)


def _held(affiliation: Affiliation) -> Affiliation:
    rows = Affiliation.objects.select_for_update(of=("self",)).select_related("structure", "project")
    return rows.get(pk=affiliation.pk)


def _message(affiliation: Affiliation, by, text: str) -> AffiliationMessage:
    return AffiliationMessage.objects.create(
        structure=affiliation.structure, affiliation=affiliation, side=TalkSide.STRUCTURE, author=by, text=text
    )


def _tell(affiliation: Affiliation, by, text: str, site: str) -> None:
    operator, readers = answerers(affiliation)
    for reader in readers:
        letters.message_to_operator(to=reader, affiliation=affiliation, by=by, text=text, site=site, operator=operator)
