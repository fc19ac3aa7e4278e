"""What this room holds about an account (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from courses.training.models import Attestation, Study, StudyAnswer, Trainee

OF_ACCOUNT = (
    Holding(
        Attestation,
        "user",
        _("Your attestations"),
        Erasure.DELETE,
        (
            Column("code", _("code")),
            Column("module__title_{language}", _("module")),
            Column("name", _("name")),
            Column("minutes", _("minutes")),
            Column("issued_at", _("issued on")),
            Column("withdrawn_at", _("withdrawn on")),
        ),
    ),
    Holding(
        StudyAnswer,
        "user",
        _("Your answers in your own training"),
        Erasure.DELETE,
        (
            Column("study__module__code", _("module")),
            Column("step", _("step")),
            Column("exercise", _("exercise")),
            Column("value", _("answer")),
            Column("score", _("points")),
            Column("max_score", _("points that could be had")),
            Column("received_at", _("when")),
        ),
    ),
    Holding(
        Study,
        "user",
        _("Modules of your own training"),
        Erasure.DELETE,
        (
            Column("module__title_{language}", _("module")),
            Column("begun_at", _("begun on")),
            Column("completed_at", _("finished on")),
            Column("mastered", _("mastered")),
        ),
    ),
    Holding(Trainee, "user", _("Your sector"), Erasure.DELETE, (Column("sector", _("sector")),)),
)
