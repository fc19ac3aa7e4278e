"""What this room holds about a learner, and about the account that follows her (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from learners.models import Card, GroupMember, Learner, LearnerGroup, Room

OF_ACCOUNT = (
    Holding(
        Learner,
        "referent",
        _("Learners that you follow"),
        Erasure.CLEAR,
        clear={"referent": None},
        why=_("They are other people: your copy has their number only."),
    ),
    Holding(
        Room,
        "opened_by",
        _("Workshop rooms that you opened"),
        Erasure.CLEAR,
        (Column("opened_at", _("when")),),
        clear={"opened_by": None},
    ),
)
OF_LEARNER = (
    Holding(
        Learner,
        "pk",
        _("You"),
        Erasure.KEEP,
        (
            Column("alias", _("first name or alias")),
            Column("language", _("language")),
            Column("country", _("country")),
            Column("note", _("note")),
            Column("objects_to_statistics", _("objects to statistics")),
            Column("created_at", _("here since")),
            Column("archived_at", _("archived")),
            Column("pseudonym", _("number for the counting")),
        ),
        why=_("An empty shell stays, without a name, so that what was counted stays counted."),
    ),
    Holding(
        Card,
        "learner",
        _("Your card"),
        Erasure.DELETE,
        (Column("issued_at", _("made on")), Column("secret_kind", _("kind"))),
    ),
    Holding(GroupMember, "learner", _("Your groups"), Erasure.DELETE, (Column("group__name", _("name")),)),
    Holding(LearnerGroup, "learners", _("Your groups"), Erasure.KEEP, why=_("The group is the organisation's.")),
)
