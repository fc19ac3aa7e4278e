"""The closed lists of the log of help given: values are stable (docs/activity-packs.md), labels are translated."""

from collections.abc import Iterable
from functools import lru_cache

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    INDIVIDUAL = "individual", _("One to one")
    WORKSHOP = "workshop", _("Workshop")
    DROP_IN = "drop_in", _("Drop-in")


class Where(models.TextChoices):
    STRUCTURE = "structure", _("On site")
    REMOTE = "remote", _("Remote")
    HOME = "home", _("At home")
    OTHER = "other", _("Elsewhere")


class Outcome(models.TextChoices):
    ALONE = "alone", _("Alone")
    PARTLY = "partly", _("With some help")
    SUPPORTED = "supported", _("Not yet")


class RecordStatus(models.TextChoices):
    RECORDED = "recorded", _("Recorded")
    CANCELLED = "cancelled", _("Cancelled")


class Theme(models.TextChoices):
    """19 digital themes."""

    PROCEDURES = "procedures", _("Online procedures")
    EMAIL = "email", _("E-mail")
    DEVICE = "device", _("Getting to grips with a device")
    BROWSING = "browsing", _("Browsing")
    HEALTH = "health", _("Health")
    BANKING = "banking", _("Banking and online shopping")
    WORK = "work", _("Work integration")
    SECURITY = "security", _("Digital security")
    SOCIAL = "social", _("Social networks")
    OFFICE = "office", _("Office tools")
    SKILLS_CHECK = "skills_check", _("Skills check")
    MAINTENANCE = "maintenance", _("Device maintenance")
    CONTENT = "content", _("Digital content")
    ENTREPRENEUR = "entrepreneur", _("Entrepreneurship")
    PARENTING = "parenting", _("Parenting")
    SCHOOL = "school", _("School")
    CREATING = "creating", _("Creating with digital tools")
    CULTURE = "culture", _("Digital culture")
    AI = "ai", _("Artificial intelligence")


class ProcedureTheme(models.TextChoices):
    """11 administrative themes, under online procedures."""

    PAPERS = "papers", _("Papers and citizenship")
    FAMILY = "family", _("Family and school")
    SOCIAL_HEALTH = "social_health", _("Social affairs and health")
    WORK_TRAINING = "work_training", _("Work and training")
    HOUSING = "housing", _("Housing")
    MOBILITY = "mobility", _("Transport and mobility")
    MONEY = "money", _("Money and taxes")
    JUSTICE = "justice", _("Justice")
    FOREIGNERS = "foreigners", _("Foreigners and Europe")
    LEISURE = "leisure", _("Leisure and culture")
    ASSOCIATIONS = "associations", _("Associations")


class Minutes(models.IntegerChoices):
    """The lengths that a form offers; any other is typed."""

    QUARTER = 15, _("15 min")
    HALF = 30, _("30 min")
    THREE_QUARTERS = 45, _("45 min")
    HOUR = 60, _("1 h")
    HOUR_AND_HALF = 90, _("1 h 30")
    TWO_HOURS = 120, _("2 h")


class Equipment(models.TextChoices):
    COMPUTER = "computer", _("Computer")
    PHONE = "phone", _("Phone")
    TABLET = "tablet", _("Tablet")
    OTHER = "other", _("Other")
    NONE = "none", _("None")


def labels() -> dict[str, str]:
    """Every code that a row of the log shows, with its name in the current language."""
    return _labels(get_language() or "")


def theme_names(codes: Iterable[str], between: str = ", ") -> str:
    """Both kinds of themes in the current language; a code that only a pack knows stays as it came."""
    names = labels()
    return between.join(names.get(code, code) for code in codes)


@lru_cache(maxsize=8)
def _labels(language: str) -> dict[str, str]:
    """`language` is only the cache's key: it is the current one."""
    lists: tuple[type[models.TextChoices], ...] = (ProcedureTheme, Theme, Mode, Outcome)
    return {str(value): str(label) for one in lists for value, label in one.choices}
