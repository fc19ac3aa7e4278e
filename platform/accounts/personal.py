"""What this room, and the libraries that sign people in, hold about an account (common/holdings.py)."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _

from accounts.models import AddressChange, Device, User
from common.holdings import Column, Erasure, Holding

OF_ACCOUNT = (
    Holding(
        User,
        "pk",
        _("Your account"),
        Erasure.KEEP,
        (
            Column("email", _("e-mail address")),
            Column("first_name", _("first name")),
            Column("last_name", _("last name")),
            Column("language", _("language")),
            Column("joined_at", _("account made on")),
            Column("confirmed_at", _("address confirmed on")),
            Column("last_login", _("last sign-in")),
            Column("bounced_at", _("letters come back since")),
            Column("warned_at", _("told that the account is unused")),
        ),
        why=_("An empty shell stays, without name or address, so that what was counted stays counted."),
    ),
    Holding(User, "merged_into", _("Accounts that were merged into yours"), Erasure.KEEP, why=_("Numbers only.")),
    Holding(User.groups.through, "user", _("Groups of rights"), Erasure.DELETE),
    Holding(User.user_permissions.through, "user", _("Single rights"), Erasure.DELETE),
    Holding(
        EmailAddress,
        "user",
        _("Addresses to sign in"),
        Erasure.DELETE,
        (Column("email", _("e-mail address")), Column("verified", _("confirmed"))),
    ),
    Holding(
        Device,
        "user",
        _("Where you are signed in"),
        Erasure.DELETE,
        (
            Column("browser", _("browser")),
            Column("system", _("device")),
            Column("since", _("from (date)")),
            Column("seen_at", _("last used")),
        ),
    ),
    Holding(
        AddressChange,
        "user",
        _("Addresses that you had, for a week"),
        Erasure.DELETE,
        (Column("before", _("e-mail address")), Column("at", _("when"))),
    ),
    Holding(
        Authenticator,
        "user",
        _("Passkeys and apps"),
        Erasure.DELETE,
        (Column("type", _("kind")), Column("created_at", _("made on")), Column("last_used_at", _("last used"))),
    ),
    Holding(
        LogEntry,
        "user",
        _("What you changed in the administration"),
        Erasure.DELETE,
        (Column("action_time", _("when")), Column("action_flag", _("act")), Column("object_id", _("number"))),
    ),
)
