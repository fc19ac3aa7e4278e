"""The closed lists of the room. Values are those of the activity pack where it has them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is somewhere. What a role may do: structures/permissions.py."""

    AIDANT = "aidant", _("Digital helper")
    REFERENT = "referent", _("Referent")
    COORDINATOR = "coordinator", _("Partner coordinator")
    LEAD = "lead", _("Lead coordinator")
    TRAINER = "trainer", _("Trainer")
    CURATOR = "curator", _("Curator")
    MODERATOR = "moderator", _("Moderator")
    ADMINISTRATOR = "administrator", _("Administrator")


STRUCTURE_ROLES = (Role.AIDANT, Role.REFERENT)
PARTNER_ROLES = (Role.TRAINER, Role.COORDINATOR, Role.LEAD)
PORTAL_ROLES = (Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR)


class PartnerRole(models.TextChoices):
    LEAD = "lead", _("Lead partner")
    OPERATOR = "operator", _("Operator (delivery partner)")


class Side(models.TextChoices):
    FR = "FR", _("France")
    WAL = "WAL", _("Wallonia")
    VL = "VL", _("Flanders")
    ALL = "ALL", _("Whole zone")


class ZoneScope(models.TextChoices):
    PROGRAMME = "programme", _("Programme area")
    PROJECT = "project", _("Project area")


class HeldAgainst(models.TextChoices):
    """Which accompaniments a report holds against the target (docs/counting.md)."""

    DECLARED = "declared", _("Those declared")
    ESTIMATED = "estimated", _("The estimate")


class TargetScope(models.TextChoices):
    """What counts for the target: everything, or what lies in the zone."""

    ALL = "all", _("Everything")
    ZONE = "zone", _("Only what lies in the zone")


class AffiliationStatus(models.TextChoices):
    APPLIED = "applied", _("Applied")
    AFFILIATED = "affiliated", _("Affiliated")
    REFUSED = "refused", _("Refused")
    LEFT = "left", _("Left")


class TalkSide(models.TextChoices):
    """Who says it, in the thread of an affiliation."""

    STRUCTURE = "structure", _("The structure")
    OPERATOR = "operator", _("The operator")


class PersonKind(models.TextChoices):
    PROFESSIONAL = "professional", _("Professional")
    VOLUNTEER = "volunteer", _("Volunteer")
    STAFF = "staff", _("Project staff")
    TEST = "test", _("Test account")
