"""The code with which a structure registers with an operator: its own people make it, give it out and end it."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from structures import journal
from structures.enums import PartnerRole
from structures.models import Partner
from team.services.joining import CODE_LENGTH, SIGNS
from team.services.memberships import hold


def takes_structures(partner: Partner) -> bool:
    """Whether structures register with it: an operator, today."""
    state = partner.state_on(timezone.localdate())
    return bool(state and state.role == PartnerRole.OPERATOR)


def in_fours(code: str) -> str:
    """The code as it is shown, "ABCD EFGH"; one that an administrator chose stays as it is, and none is ""."""
    return f"{code[:4]} {code[4:]}" if len(code) == CODE_LENGTH and set(code) <= set(SIGNS) else code


@transaction.atomic
def renew_operator_code(*, partner: Partner, by: User) -> str:
    """A new code, no other operator's; the old one ends. Returns it. DomainError for a partner that takes nobody."""
    hold(partner_id=partner.pk)
    if not takes_structures(partner):
        raise DomainError(_("Only an operator of the project takes organisations."))
    code = _code()
    while Partner.objects.filter(invitation_code=code).exists():  # one chance in 200 billion for each
        code = _code()
    Partner.objects.filter(pk=partner.pk).update(invitation_code=code)
    journal.record(act="operator_code_renewed", by=by, target=partner, partner=partner.code)
    return code


@transaction.atomic
def end_operator_code(*, partner: Partner, by: User) -> None:
    """Nobody registers by code any more; who has registered stays."""
    hold(partner_id=partner.pk)
    if Partner.objects.filter(pk=partner.pk).exclude(invitation_code="").update(invitation_code=""):
        journal.record(act="operator_code_ended", by=by, target=partner, partner=partner.code)


def _code() -> str:
    return "".join(secrets.choice(SIGNS) for _sign in range(CODE_LENGTH))
