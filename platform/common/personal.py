"""What this room holds about an account (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from common.models import Job, JobFile, SentForm

OF_ACCOUNT = (
    Holding(JobFile, "user", _("Files made for you"), Erasure.DELETE, (Column("name", _("name")),)),
    Holding(
        Job,
        "user",
        _("Long work that you asked for"),
        Erasure.DELETE,
        (Column("kind", _("kind")), Column("status", _("state")), Column("created_at", _("when"))),
    ),
    Holding(SentForm, "user", _("Forms sent today"), Erasure.DELETE, (Column("at", _("when")),)),
)
