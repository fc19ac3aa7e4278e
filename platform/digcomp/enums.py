"""The product's levels: of a module, of a resource, of what a skills check finds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """In a helper's words (0 to 3; never A1 or A2)."""

    PREREQUISITES = 0, _("Getting started")
    WITH_HELP = 1, _("With help")
    SIMPLE = 2, _("Alone, simple things")
    USUAL = 3, _("Alone, usual procedures")
