"""The community's forum: topics by theme in any language, replies, a certified answer, reports to a moderator."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager

from structures.models import Portal


class ForumTheme(models.Model):
    """A shelf of the forum, named in three languages."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    objects = MultilingualManager["ForumTheme"]()

    class Meta:
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible(self) -> "TopicQuerySet":
        """Not hidden by a moderator, nor taken back by its author."""
        return self.filter(hidden_at=None)

    def unanswered(self) -> "TopicQuerySet":
        """Questions that still wait for somebody."""
        return self.visible().filter(replies=0, closed=False)


class Topic(models.Model):
    """A question or a practice to share, in the language of its author."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    portal = models.ForeignKey(Portal, models.CASCADE)
    theme = models.ForeignKey(ForumTheme, models.PROTECT, related_name="topics")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=160)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    certified = models.ForeignKey("Post", models.SET_NULL, null=True, blank=True, related_name="+")
    certified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    certified_at = models.DateTimeField(null=True, blank=True)
    closed = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    last_post_at = models.DateTimeField(default=timezone.now)
    replies = models.PositiveIntegerField(default=0)
    hidden_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(default="", editable=False, help_text="What a search reads: plain, without accents.")

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["-last_post_at", "pk"]
        indexes = [
            models.Index(fields=["-last_post_at"]),
            GinIndex(fields=["words"], name="topic_words_trigrams", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def days_old(self) -> int:
        """Local days since it was asked."""
        return (timezone.localdate() - timezone.localdate(self.created_at)).days


class PostQuerySet(models.QuerySet["Post"]):
    def visible(self) -> "PostQuerySet":
        """Neither hidden nor taken back."""
        return self.filter(hidden_at=None, deleted_at=None)


class Post(models.Model):
    """The opening text (first) or a reply. `html` is what the sanitiser let through."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="posts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(_("text"))
    html = models.TextField(editable=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, blank=True)
    first = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="Taken back by its author; the words are gone.")
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.created_at:%Y-%m-%d}"

    @property
    def visible(self) -> bool:
        return self.hidden_at is None and self.deleted_at is None


class Report(models.Model):
    """A post that somebody finds wrong for this place, and what a moderator decided."""

    class Decision(models.TextChoices):
        OPEN = "open", _("To look at")
        KEPT = "kept", _("Kept")
        HIDDEN = "hidden", _("Hidden")

    post = models.ForeignKey(Post, models.CASCADE, related_name="reports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["post", "by"], name="report_once")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.decision}"
