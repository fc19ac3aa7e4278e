"""What this room holds about a learner, and about the account that helped her (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from accompaniments.models import AccompaniedLearner, Accompaniment, Trace
from common.holdings import Column, Erasure, Holding

COUNTED = _("The help was given: it stays counted, without your name.")
HELP = (
    Column("date", _("date")),
    Column("mode", _("kind")),
    Column("place", _("place")),
    Column("minutes", _("minutes")),
    Column("themes", _("themes")),
    Column("outcome", _("outcome")),
)

OF_ACCOUNT = (
    Holding(
        Accompaniment,
        "recorded_by",
        _("Help that you logged"),
        Erasure.CLEAR,
        HELP,
        clear={"recorded_by": None},
        why=COUNTED,
    ),
    Holding(Accompaniment, "person__user", _("Help that counts as yours"), Erasure.KEEP, HELP, why=COUNTED),
)
OF_LEARNER = (
    Holding(
        AccompaniedLearner,
        "learner",
        _("Help that you got"),
        Erasure.KEEP,
        tuple(Column(f"accompaniment__{one.name}", one.label) for one in HELP),
        why=COUNTED,
    ),
    Holding(Accompaniment, "learners", _("Help that you got"), Erasure.KEEP, why=COUNTED),
    Holding(
        Trace,
        "learner",
        _("What you worked on, day by day"),
        Erasure.DELETE,
        (Column("on", _("date")), Column("code", _("module")), Column("seconds", _("seconds"))),
    ),
)
