"""Reads for a registration: who could take the new structure, and is it here already?"""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from structures.enums import PartnerRole, Side
from structures.models import Partner, Project


@dataclass(frozen=True, slots=True)
class OperatorChoice:
    """An operator that takes requests today: the `side` it works on, and whether the place lies there."""

    partner: Partner
    name: str
    suggested: bool
    side: str

    @property
    def side_label(self) -> str:
        return str(dict(Side.choices).get(self.side, ""))


def operators_open(*, versant: str = "", on: dt.date | None = None) -> list[OperatorChoice]:
    """Operators of the running projects, the suggested ones first. `versant` is the side of the place (FR, WAL, VL)."""
    on = on or timezone.localdate()
    partners = (
        Partner.objects.filter(project__in=Project.objects.running(on))
        .select_related("project")
        .prefetch_related("states")
        .order_by("-project__start", "code")
    )
    choices = []
    for partner in partners:
        state = partner.state_on(on)
        if state and state.role == PartnerRole.OPERATOR:
            suggested = bool(versant) and state.territorial_default and state.side == versant
            choices.append(OperatorChoice(partner, state.name, suggested, state.side))
    return sorted(choices, key=lambda choice: not choice.suggested)


def operator_by_code(code: str, on: dt.date | None = None) -> Partner | None:
    """The operator of a running project whose invitation code this is, whatever the case and whatever stands between
    its signs; None for any other text.
    """
    if not (wanted := _signs(code)):
        return None
    running = Project.objects.running(on or timezone.localdate())
    coded = Partner.objects.filter(project__in=running).exclude(invitation_code="").order_by("-project__start", "code")
    return next((one for one in coded if _signs(one.invitation_code) == wanted), None)


def _signs(code: str) -> str:
    return "".join(sign for sign in code.casefold() if sign.isalnum())
