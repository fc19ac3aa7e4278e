"""What this room holds about an account (common/holdings.py)."""

from django.utils.translation import gettext_lazy as _

from common.holdings import Column, Erasure, Holding
from structures.models import (
    AffiliationMessage,
    CharterAcceptance,
    Invitation,
    InvitationList,
    JoinRequest,
    JournalEntry,
    Membership,
    Person,
)

WHEN = Column("at", _("when"))
STRUCTURE = Column("structure__name", _("organisation"))

OF_ACCOUNT = (
    Holding(
        Membership,
        "user",
        _("Your places"),
        Erasure.DELETE,
        (
            Column("role", _("role")),
            STRUCTURE,
            Column("partner__code", _("partner")),
            Column("since", _("from (date)")),
            Column("until", _("until")),
        ),
    ),
    Holding(
        Person,
        "user",
        _("You in the register of a project"),
        Erasure.CLEAR,
        (
            Column("project__code", _("project")),
            Column("code", _("number")),
            Column("first_name", _("first name")),
            Column("last_name", _("last name")),
            Column("email", _("e-mail address")),
            Column("home__name", _("organisation")),
            Column("confirmed_at", _("address confirmed on")),
            Column("objects_to_statistics", _("objects to statistics")),
        ),
        clear={"first_name": "", "last_name": "", "email": "", "language": ""},
        why=_("A number without a name stays: the project counted a person."),
    ),
    Holding(
        Person,
        "merged_into__user",
        _("Lines of the register that were merged with yours"),
        Erasure.CLEAR,
        clear={"first_name": "", "last_name": "", "email": "", "language": ""},
        why=_("A number without a name stays: the project counted a person."),
    ),
    Holding(
        JoinRequest,
        "user",
        _("Requests to join an organisation"),
        Erasure.DELETE,
        (
            STRUCTURE,
            Column("message", _("message")),
            Column("created_at", _("when")),
            Column("accepted", _("accepted")),
        ),
    ),
    Holding(
        JoinRequest,
        "decided_by",
        _("Requests that you answered"),
        Erasure.CLEAR,
        (Column("decided_at", _("when")), Column("accepted", _("accepted"))),
        clear={"decided_by": None},
    ),
    Holding(
        Invitation,
        "invited_by",
        _("Invitations that you sent"),
        Erasure.KEEP,
        (STRUCTURE, Column("role", _("role")), Column("created_at", _("when"))),
        why=_("The people you invited keep their invitation. Your name no longer stands on it."),
    ),
    Holding(
        InvitationList,
        "by",
        _("Lists of people to invite"),
        Erasure.DELETE,
        (STRUCTURE, Column("created_at", _("when"))),
    ),
    Holding(
        AffiliationMessage,
        "author",
        _("Messages about an affiliation"),
        Erasure.CLEAR,
        (STRUCTURE, Column("text", _("message")), WHEN),
        clear={"author": None},
        why=_("The message belongs to the file of the organisation. Your name goes."),
    ),
    Holding(
        CharterAcceptance,
        "by",
        _("Charters that you accepted"),
        Erasure.CLEAR,
        (STRUCTURE, Column("version", _("version")), WHEN),
        clear={"by": None},
    ),
    Holding(
        JournalEntry,
        "user",
        _("What you did, as the journal has it"),
        Erasure.KEEP,
        (WHEN, STRUCTURE, Column("act", _("act")), Column("object_type", _("about")), Column("object_id", _("number"))),
        why=_("The journal proves what was done. It has numbers, no names: after an erasure yours says nothing."),
    ),
)
