"""What this room holds about an account and about a learner (common/holdings.py)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from courses.library.models import Collection, Favourite, OutdatedReport, Resource, Share

OF_ACCOUNT = (
    Holding(Favourite, "user", _("Resources kept at hand"), Erasure.DELETE, (Column("resource__title", _("title")),)),
    Holding(
        Collection,
        "owner",
        _("Your collections on the library’s page"),
        Erasure.CLEAR,
        clear={"owner": None},
        why=_("Everybody reads them, and they say nothing about you. They are in the list of your collections."),
        among=Q(shown=True),
    ),
    Holding(
        Collection,
        "owner",
        _("Your collections"),
        Erasure.DELETE,
        (Column("title", _("title")), Column("about", _("text"))),
    ),
    Holding(
        OutdatedReport,
        "by",
        _("Resources that you found outdated"),
        Erasure.CLEAR,
        (Column("resource__title", _("title")), Column("note", _("text")), Column("at", _("when"))),
        clear={"by": None, "note": ""},
    ),
    Holding(
        OutdatedReport,
        "settled_by",
        _("Reports about resources that you settled"),
        Erasure.CLEAR,
        (Column("settled_at", _("when")),),
        clear={"settled_by": None},
    ),
    Holding(
        Resource,
        "added_by",
        _("Resources that you wrote"),
        Erasure.CLEAR,
        (Column("title", _("title")), Column("added_at", _("when"))),
        clear={"added_by": None},
    ),
    Holding(
        Share,
        "by",
        _("Resources that you gave"),
        Erasure.CLEAR,
        (Column("resource__title", _("title")), Column("at", _("when"))),
        clear={"by": None},
    ),
)
OF_LEARNER = (
    Holding(
        Share,
        "learner",
        _("Resources given to you"),
        Erasure.DELETE,
        (Column("resource__title", _("title")), Column("at", _("when"))),
    ),
)
