"""A coordinator answers a structure's request. Works across structures: an affiliation stands behind its wall."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.wall import across_structures
from structures import journal, letters
from structures.enums import AffiliationStatus, Role
from structures.models import Affiliation, AffiliationState, Membership, Partner
from structures.services.people import enrol_person


@transaction.atomic
def approve_affiliation(*, affiliation_id: int, partner: Partner, by, site: str, on: dt.date | None = None) -> None:
    """The structure is affiliated from that day on (today unless told), with the approving partner as its operator.

    Its people whose e-mail is confirmed enter the project's register. Raises DomainError when it is affiliated already.
    """
    on = on or timezone.localdate()
    with across_structures("a coordinator answers a structure's request"):
        affiliation = _locked(affiliation_id, partner)
        if _status(affiliation, on) == AffiliationStatus.AFFILIATED:
            raise DomainError(_("This structure is affiliated already."))
        _write(affiliation, on=on, status=AffiliationStatus.AFFILIATED, operator=partner)
        memberships = _memberships(affiliation)
        for membership in memberships:
            enrol_person(membership.user, affiliation.structure, on=on)
        journal.record(act="affiliation_approved", by=by, target=affiliation, partner=partner.code)
    for membership in memberships:
        if membership.role == Role.REFERENT:
            letters.request_approved(to=membership.user, structure=affiliation.structure, operator=partner, site=site)


@transaction.atomic
def refuse_affiliation(*, affiliation_id: int, partner: Partner, by, reason: str) -> None:
    """The request is refused; the referent reads the reason.

    Raises DomainError without one, when the structure is affiliated, and when it was refused already: nobody is told
    so twice.
    """
    today = timezone.localdate()
    if not reason.strip():
        raise DomainError(_("Say why, in one or two sentences: the referent will read them."), field="reason")
    with across_structures("a coordinator answers a structure's request"):
        affiliation = _locked(affiliation_id, partner)
        status = _status(affiliation, today)
        if status == AffiliationStatus.AFFILIATED:
            raise DomainError(_("This structure is affiliated already."))
        if status == AffiliationStatus.REFUSED:
            raise DomainError(_("This request was refused already. Its referent has been told."))
        _write(
            affiliation,
            on=today,
            status=AffiliationStatus.REFUSED,
            operator=partner,
            reason=reason.strip(),
        )
        referents = [m.user for m in _memberships(affiliation) if m.role == Role.REFERENT]
        journal.record(act="affiliation_refused", by=by, target=affiliation, partner=partner.code)
    for referent in referents:
        letters.request_refused(to=referent, structure=affiliation.structure, operator=partner, reason=reason.strip())


def _locked(affiliation_id: int, partner: Partner) -> Affiliation:
    return (
        Affiliation.objects.select_for_update(of=("self",))
        .select_related("structure", "project")
        .get(pk=affiliation_id, project=partner.project)
    )


def _status(affiliation: Affiliation, on: dt.date) -> str:
    state = affiliation.state_on(on)
    return state.status if state else ""


def _write(affiliation: Affiliation, *, on: dt.date, **values) -> None:
    """One row a day: an answer on the day of the request replaces the request's row; the journal keeps both acts."""
    AffiliationState.objects.update_or_create(
        affiliation=affiliation, since=on, defaults={"structure": affiliation.structure, "reason": "", **values}
    )


def _memberships(affiliation: Affiliation) -> list[Membership]:
    return list(
        Membership.objects.active().filter(structure=affiliation.structure).select_related("user").order_by("pk")
    )
