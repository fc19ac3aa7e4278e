"""What stands on the shelves beside the modules, and what people do with it."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accompaniments.enums import Theme
from courses.library.enums import Audience, Country, Kind, Licence, Reason, Status
from digcomp.enums import Level
from learners.models import Learner
from structures.models import Structure


def several(label, choices):
    """A column with several values of a list."""
    return ArrayField(models.CharField(max_length=20, choices=choices), verbose_name=label, default=list, blank=True)


class ResourceQuerySet(models.QuerySet["Resource"]):
    def published(self) -> "ResourceQuerySet":
        return self.filter(status=Status.PUBLISHED)


class Resource(models.Model):
    """One guide, video, link or file, in one language. `search` and `words` are written by the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("in short"), max_length=400)
    body = models.TextField(_("text"), blank=True, help_text=_("What can be read here: the text, or what is said."))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    url = models.URLField(_("address"), max_length=500, blank=True)
    author = models.CharField(_("made by"), max_length=160, blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence)
    country = models.CharField(_("true in"), max_length=2, choices=Country, default=Country.BOTH, blank=True)
    themes = several(_("themes"), Theme)
    audience = several(_("for whom"), Audience)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, null=True, blank=True)
    competences = ArrayField(
        models.CharField(max_length=5), verbose_name=_("DigComp competences"), default=list, blank=True
    )
    modules = ArrayField(models.CharField(max_length=10), verbose_name=_("modules"), default=list, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    code = models.CharField(max_length=60, blank=True, help_text="Of what ships with Halte: its name in the file.")
    shipped = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="What it was last written from (shipping.py)."
    )
    newer_ships = models.BooleanField(
        default=False, db_default=False, help_text="Another version ships; a curator's correction stands before it."
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    search = SearchVectorField(null=True, editable=False)
    words = models.TextField(default="", editable=False)

    others: list["Resource"]  # on a page of cards: the same in other languages (selectors.in_other_languages)
    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("resource"), _("resources")
        ordering = ["-changed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "language"], condition=~models.Q(code=""), name="library_code_once"
            ),
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) | models.Q(level__lte=3), name="library_level"
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="library_search"),
            GinIndex(fields=["words"], opclasses=["gin_trgm_ops"], name="library_words"),
            GinIndex(fields=["themes"], name="library_themes"),
            models.Index(fields=["status", "-changed_at"], name="library_latest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def theme_names(self) -> list[str]:
        return [str(Theme(one).label) for one in self.themes]

    @property
    def audience_names(self) -> list[str]:
        return [str(Audience(one).label) for one in self.audience]

    @property
    def level_name(self) -> str:
        return "" if self.level is None else str(Level(self.level).label)


class ResourceFile(models.Model):
    """The file of a resource, by what it is and not by its name."""

    resource = models.OneToOneField(Resource, models.CASCADE, related_name="file")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name


class Favourite(models.Model):
    """A resource that somebody keeps at hand."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "resource"], name="library_favourite_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.resource_id}"


class Collection(models.Model):
    """Resources in an order that somebody chose.

    `shown`: a curator put it on the library's front page. There it stays when her account is erased: then it has no
    owner, and every curator may change it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    about = models.CharField(_("what it is for"), max_length=400, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    shown = models.BooleanField(_("show it to everybody"), default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name, verbose_name_plural = _("collection"), _("collections")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class CollectionItem(models.Model):
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="items")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["collection", "resource"], name="library_in_collection_once")]

    def __str__(self) -> str:
        return f"{self.position} {self.resource_id}"


class Share(models.Model):
    """A resource that a helper gave to a learner: it stands on her own page until it is taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.CASCADE, related_name="+")
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="+")
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "resource"], condition=models.Q(ended_at=None), name="library_share_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} -> {self.learner_id}"


class OutdatedReport(models.Model):
    """Somebody says that a resource needs a look; a curator settles it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    note = models.CharField(_("what you saw"), max_length=400, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "by"], condition=models.Q(settled_at=None), name="library_report_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.resource_id}"
