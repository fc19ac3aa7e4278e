"""Where one can get help, as the public may know it: what the MedNum file of “lieux de médiation numérique” says."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from structures.models import Partner, Structure


def words(label, **more):
    """A column with several values: an array of text, empty by default."""
    return ArrayField(models.TextField(), verbose_name=label, default=list, blank=True, **more)


class Entry(models.Model):
    """A place in the directory: of a structure that opted in, or from an operator's file.

    The columns are those of the MedNum file under plain English names (docs/directory.md). `published`: shown. Name,
    country, postcode and kind of a structure come from its own state; here they stand for a place without one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.OneToOneField(Structure, models.CASCADE, null=True, blank=True, related_name="+")
    partner = models.ForeignKey(Partner, models.CASCADE, null=True, blank=True, related_name="+")
    published = models.BooleanField(_("show this place in the directory"), default=False)
    code = models.TextField(help_text="MedNum `id`: the same place in the next file.")
    pivot = models.TextField(blank=True, help_text="SIRET or enterprise number.")
    name = models.TextField(_("name"), blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    postcode = models.TextField(_("postcode"), blank=True)
    commune = models.TextField(_("municipality"), blank=True)
    commune_code = models.TextField(blank=True, help_text="INSEE or NIS.")
    street = models.TextField(_("street and number"), blank=True)
    street_more = models.TextField(_("more about the address"), blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    kinds = words(_("kind of place"))
    phone = models.TextField(_("telephone"), blank=True)
    emails = words(_("e-mail addresses"))
    websites = words(_("websites"))
    hours = models.TextField(_("opening hours"), blank=True, help_text="OSM syntax: Mo-Fr 09:00-12:00")
    summary = models.TextField(_("in short"), blank=True)
    description = models.TextField(_("presentation"), blank=True)
    source = models.TextField(blank=True)
    mobile = words(_("fixed or on the move"))
    parent = models.TextField(blank=True, help_text="MedNum `structure_parente`.")
    services = words(_("services"))
    publics = words(_("for whom"))
    care = words(_("particular needs"))
    fees = words(_("costs"))
    programmes = words(_("national programmes"))
    labels = words(_("labels"))
    other_labels = words(_("other labels"))
    access = words(_("how to come"))
    help_modes = words(_("ways of helping"))
    accessibility_page = models.TextField(_("page about accessibility"), blank=True)
    booking_page = models.TextField(_("page to book"), blank=True)
    languages = words(_("languages spoken"))
    unknown = models.JSONField(default=dict, blank=True, help_text="Columns and values that we don't know: kept.")
    updated_on = models.DateField(_("updated on"), null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "code"], condition=models.Q(structure=None), name="directory_code_once"
            )
        ]
        indexes = [
            models.Index(fields=["country", "postcode"], condition=models.Q(published=True), name="directory_at")
        ]

    def __str__(self) -> str:
        return self.name or str(self.id)


class DirectoryUpload(models.Model):
    """A MedNum file as it came, looked at before anything is written. Hers who sent it, for a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    written_at = models.DateTimeField(null=True, blank=True)

    wall_person_column = "user_id"

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.id)
