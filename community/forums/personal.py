"""What this room holds about an account (common/holdings.py). Words stay, under “deleted user”."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from community.forums.models import Post, Report, Topic

OTHERS_READ = _("Others answered it: the words stay, signed “deleted user”. Take them back first if you wish.")

OF_ACCOUNT = (
    Holding(
        Topic,
        "author",
        _("Topics that you began"),
        Erasure.CLEAR,
        (Column("title", _("title")), Column("created_at", _("when"))),
        clear={"author": None},
        why=OTHERS_READ,
    ),
    Holding(
        Post,
        "author",
        _("Your posts"),
        Erasure.CLEAR,
        (Column("topic__title", _("topic")), Column("text", _("text")), Column("created_at", _("when"))),
        clear={"author": None},
        why=OTHERS_READ,
    ),
    Holding(
        Topic,
        "certified_by",
        _("Answers that you certified"),
        Erasure.CLEAR,
        (Column("certified_at", _("when")),),
        clear={"certified_by": None},
    ),
    Holding(
        Report,
        "by",
        _("Posts that you reported"),
        Erasure.DELETE,
        (Column("reason", _("reason")), Column("created_at", _("when"))),
    ),
    Holding(
        Report,
        "decided_by",
        _("Reports that you decided on"),
        Erasure.CLEAR,
        (Column("decision", _("decision")), Column("decided_at", _("when"))),
        clear={"decided_by": None},
    ),
)
