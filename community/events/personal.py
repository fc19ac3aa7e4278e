"""What this room holds about an account (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from community.events.models import Attendance

OF_ACCOUNT = (
    Holding(
        Attendance,
        "person__user",
        _("Trainings and events"),
        Erasure.KEEP,
        (
            Column("action__title", _("title")),
            Column("action__starts_at", _("when")),
            Column("status", _("state")),
            Column("validated_at", _("validated on")),
        ),
        why=_("A project shows its attendance lists until the audit is over: your line stays, without your name."),
    ),
)
