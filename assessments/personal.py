"""What this room holds about a learner, and about the aidant beside her (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from assessments.models import SkillsCheck
from common.holdings import Column, Erasure, Holding

OF_ACCOUNT = (
    Holding(
        SkillsCheck,
        "with_aidant",
        _("Skills checks that you did with somebody"),
        Erasure.CLEAR,
        (Column("started_at", _("when")),),
        clear={"with_aidant": None},
    ),
)
OF_LEARNER = (
    Holding(
        SkillsCheck,
        "learner",
        _("Your skills checks"),
        Erasure.CLEAR,
        (
            Column("started_at", _("begun on")),
            Column("completed_at", _("finished on")),
            Column("situation", _("your situation")),
            Column("wishes", _("what you want to learn")),
            Column("answers", _("answers")),
            Column("level", _("level")),
            Column("strengths", _("strengths")),
            Column("proposed", _("modules proposed")),
        ),
        clear={
            "situation": {},
            "wishes": [],
            "answers": {},
            "level": None,
            "strengths": [],
            "proposed": [],
            "with_aidant": None,
        },
        why=_("The check was made: it stays counted, without your name and your answers."),
    ),
)
