"""What this room holds about an account (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from directory.models import DirectoryUpload

OF_ACCOUNT = (
    Holding(
        DirectoryUpload,
        "user",
        _("Directory files that you sent"),
        Erasure.DELETE,
        (Column("name", _("name")), Column("created_at", _("when"))),
    ),
)
