"""What this room holds about an account (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from courses.authoring.models import Comment, DraftSave, PlannedPublication, QuestionUpload

_MODULE = Column("version__module__code", _("module"))

OF_ACCOUNT = (
    Holding(
        DraftSave,
        "by",
        _("Drafts of modules that you saved"),
        Erasure.CLEAR,
        (_MODULE, Column("at", _("when"))),
        clear={"by": None},
    ),
    Holding(
        Comment,
        "by",
        _("Your comments on modules"),
        Erasure.CLEAR,
        (_MODULE, Column("text", _("text")), Column("at", _("when"))),
        clear={"by": None},
    ),
    Holding(
        Comment,
        "settled_by",
        _("Comments on modules that you settled"),
        Erasure.CLEAR,
        (_MODULE, Column("settled_at", _("when"))),
        clear={"settled_by": None},
    ),
    Holding(
        PlannedPublication,
        "by",
        _("Publications that you planned"),
        Erasure.CLEAR,
        (_MODULE, Column("at", _("when"))),
        clear={"by": None},
    ),
    Holding(
        QuestionUpload,
        "user",
        _("Files of questions that you sent"),
        Erasure.DELETE,
        (Column("name", _("name")), Column("created_at", _("when"))),
    ),
)
OF_LEARNER: tuple[Holding, ...] = ()
