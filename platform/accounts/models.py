"""Accounts of the people who sign in by e-mail: aidants, referents, coordinators, curators."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.db.fields import PublicIdField


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, **fields) -> "User":
        """An account without a password: people sign in by e-mailed code."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """An administrator of the platform. The password is not used: sign-in is by code for everybody."""
        return self.create_user(email, is_staff=True, is_superuser=True, **fields)


def short_name(first: str, last: str, email: str) -> str:
    """First name and initial, as pages that others may see over a shoulder show it."""
    return f"{first} {last[:1]}.".strip() if last else first or email


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What she may do where is in structures.Membership."""

    public = PublicIdField()
    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="fr")
    is_staff = models.BooleanField(
        _("may open the administration"),
        default=False,
        help_text=_("A curator or an administrator needs this beside the role."),
    )
    is_active = models.BooleanField(
        _("can sign in"), default=True, help_text=_("Untick this to close the account. What it did stays.")
    )
    confirmed_at = models.DateTimeField(_("address confirmed on"), null=True, blank=True)
    joined_at = models.DateTimeField(_("account made on"), default=timezone.now)
    bounced_at = models.DateTimeField(_("letters come back since"), null=True, blank=True)
    bounce_reason = models.CharField(max_length=200, blank=True, db_default="")
    warned_at = models.DateTimeField(null=True, blank=True, help_text="That the account is unused and will be erased.")
    erased_at = models.DateTimeField(_("erased on"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged")

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name, verbose_name_plural = _("account"), _("accounts")
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_once")]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def kept(self) -> "User":
        """The account that holds: this one, or what it became, through all merges (docs/merging.md)."""
        return self.merged_into.kept if self.merged_into else self

    @property
    def full_name(self) -> str:
        return gettext("deleted user") if self.erased_at else f"{self.first_name} {self.last_name}".strip()

    def get_full_name(self) -> str:
        """The same, under the name by which the administration's pages ask for it."""
        return self.full_name

    @property
    def short_name(self) -> str:
        return gettext("deleted user") if self.erased_at else short_name(self.first_name, self.last_name, self.email)


class OutgoingMail(models.Model):
    """A letter on its way. Once sent, the row goes: it may hold a code, a link, or a stranger's address."""

    to = models.EmailField()
    sender = models.CharField(max_length=200, blank=True, db_default="", help_text="Empty: the installation's own.")
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True, default="", db_default="", help_text="A file for her calendar, attached.")
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_try_at = models.DateTimeField(
        db_default=Now() + timedelta(minutes=1), help_text="Until then it is left to the queue."
    )

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.pk} {self.created_at:%Y-%m-%d}"


class Device(models.Model):
    """A session of an account, as its owner recognises it. The browser's words, never its address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=30, blank=True)
    system = models.CharField(max_length=30, blank=True)
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    wall_person_column = "user_id"

    class Meta:
        ordering = ["-seen_at", "-since"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.since:%Y-%m-%d}"

    @property
    def name(self) -> str:
        """The device in words: "Firefox, Windows"."""
        return ", ".join(filter(None, (self.browser, self.system))) or gettext("Another device")


class AddressChange(models.Model):
    """The address that an account had before another one, for as long as its mailbox can put it back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="address_changes")
    before = models.EmailField(_("e-mail address"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True, help_text="By this link, or by that of an earlier change.")

    wall_person_column = "user_id"

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d}"
