"""What this room holds about an account (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from helpdesk.models import Viewing

WHEN, REASON = Column("started_at", _("when")), Column("reason", _("reason"))
OF_ACCOUNT = (
    Holding(Viewing, "person", _("When somebody looked at Halte as you"), Erasure.DELETE, (WHEN, REASON)),
    Holding(
        Viewing,
        "by",
        _("When you looked at Halte as somebody"),
        Erasure.KEEP,
        (WHEN, REASON),
        why=_("The person that you looked at has a right to know."),
    ),
)
