"""What this room holds about an account (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from merging.models import Merge

WHY = _("A merge can be undone and checked. It has numbers, no names.")
OF_ACCOUNT = (
    Holding(
        Merge,
        "by",
        _("Merges that you made"),
        Erasure.KEEP,
        (Column("kind", _("kind")), Column("at", _("when"))),
        why=WHY,
    ),
    Holding(Merge, "undone_by", _("Merges that you undid"), Erasure.KEEP, (Column("undone_at", _("when")),), why=WHY),
)
