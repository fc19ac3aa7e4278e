"""What this room holds about a learner (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from courses.interop.models import LaunchedLearner

OF_LEARNER = (
    Holding(
        LaunchedLearner,
        "learner",
        _("The course elsewhere that you come from"),
        Erasure.DELETE,
        (Column("platform__name", _("name")),),
    ),
)
