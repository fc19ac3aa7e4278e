"""The closed lists of the log of help given (docs/accompaniments.md); values are stable, labels are translated."""

from django.db import models
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


class Equipment(models.TextChoices):
    COMPUTER = "computer", _("Computer")
    PHONE = "phone", _("Phone")
    TABLET = "tablet", _("Tablet")
    OTHER = "other", _("Other")
    NONE = "none", _("None")
