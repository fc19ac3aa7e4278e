"""The closed lists of the library. Values are stable."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    GUIDE = "guide", _("Guide")
    SHEET = "sheet", _("Sheet to print")
    VIDEO = "video", _("Video")
    GAME = "game", _("Game or exercise")
    SITE = "site", _("Website")
    FILE = "file", _("File")


class Audience(models.TextChoices):
    LEARNERS = "learners", _("For learners")
    HELPERS = "helpers", _("For helpers")


class Country(models.TextChoices):
    """Where what it says is true."""

    BOTH = "", _("Belgium and France")
    BE = "BE", _("Belgium")
    FR = "FR", _("France")


class Licence(models.TextChoices):
    """How others may use it. The name of a licence is the same in every language."""

    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    CC_BY_NC = "CC-BY-NC-4.0", "CC BY-NC 4.0"
    CC_BY_NC_SA = "CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0"
    CC0 = "CC0-1.0", "CC0"
    OPEN = "etalab-2.0", "Licence Ouverte 2.0"
    READ = "read", _("All rights reserved: read it there")


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Reason(models.TextChoices):
    """Why somebody says that a resource is outdated."""

    DEAD = "dead", _("The link doesn’t work")
    OLD = "old", _("It is no longer true")
    WRONG = "wrong", _("Something is wrong")
    RIGHTS = "rights", _("A question of rights")
    OTHER = "other", _("Something else")
