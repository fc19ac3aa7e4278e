"""What this room holds about an account or a learner (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from reporting.models import Activity, PackImport, PackUpload, UsageSession

COUNTED = _("A session stays counted until its detail goes, after 25 months: it leads to nobody.")
STRUCTURE = Column("structure__name", _("organisation"))
SESSION = (STRUCTURE, Column("started_at", _("begun on")), Column("ended_at", _("finished on")))

OF_ACCOUNT = (
    Holding(UsageSession, "person__user", _("Your sessions"), Erasure.KEEP, SESSION, why=COUNTED),
    Holding(
        Activity,
        "person__user",
        _("When you opened a page"),
        Erasure.KEEP,
        (STRUCTURE, Column("at", _("when"))),
        why=COUNTED,
    ),
    Holding(
        PackImport,
        "user",
        _("Files that you imported"),
        Erasure.CLEAR,
        (Column("project__code", _("project")), Column("at", _("when"))),
        clear={"user": None},
    ),
    Holding(
        PackUpload,
        "user",
        _("Files that you sent"),
        Erasure.DELETE,
        (Column("name", _("name")), Column("created_at", _("when"))),
    ),
)
OF_LEARNER = (
    Holding(UsageSession, "learner", _("Your sessions"), Erasure.KEEP, SESSION[1:], why=COUNTED),
    Holding(Activity, "learner", _("When you opened a page"), Erasure.KEEP, (Column("at", _("when")),), why=COUNTED),
)
