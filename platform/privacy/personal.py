"""What this room holds about an account or a learner (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from privacy.models import PrivacyAct, SecurityEvent

OF_ACCOUNT = (
    Holding(
        PrivacyAct,
        "user",
        _("What you asked about your data"),
        Erasure.KEEP,
        (Column("kind", _("kind")), Column("asked_at", _("when")), Column("done_at", _("done on"))),
        why=_("The receipt proves that it was done. It has numbers, no names."),
    ),
    Holding(
        SecurityEvent,
        "user",
        _("Your sign-ins"),
        Erasure.KEEP,
        (Column("kind", _("kind")), Column("at", _("when"))),
        why=_("It shows who tried to get in. It goes after 12 months, and leads to nobody by then."),
    ),
)
OF_LEARNER = (
    Holding(
        SecurityEvent,
        "learner",
        _("Your sign-ins"),
        Erasure.KEEP,
        (Column("kind", _("kind")), Column("at", _("when"))),
        why=_("It shows who tried to get in. It goes after 12 months, and leads to nobody by then."),
    ),
)
