"""What this room holds about a learner, and about the account that gave her modules (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from courses.learning.models import Answer, AnswerConflict, Assignment

OF_ACCOUNT = (
    Holding(
        Assignment,
        "assigned_by",
        _("Modules that you gave"),
        Erasure.CLEAR,
        (Column("module__code", _("module")), Column("assigned_at", _("when"))),
        clear={"assigned_by": None},
    ),
)
OF_LEARNER = (
    # Answers first: an assignment goes once nothing hangs on it. No role of the application may delete them: a
    # function of the database does (privacy/migrations).
    Holding(
        Answer,
        "learner",
        _("Your answers"),
        Erasure.DELETE,
        (
            Column("version__module__title_{language}", _("module")),
            Column("step", _("step")),
            Column("exercise", _("exercise")),
            Column("value", _("answer")),
            Column("score", _("points")),
            Column("max_score", _("points that could be had")),
            Column("helped", _("with help")),
            Column("received_at", _("when")),
        ),
    ),
    Holding(
        AnswerConflict,
        "learner",
        _("Answers that came twice"),
        Erasure.DELETE,
        (Column("content", _("answer")), Column("received_at", _("when"))),
    ),
    Holding(
        Assignment,
        "learner",
        _("Your modules"),
        Erasure.DELETE,
        (
            Column("module__title_{language}", _("module")),
            Column("assigned_at", _("given on")),
            Column("completed_at", _("finished on")),
        ),
    ),
)
