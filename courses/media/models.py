"""The files themselves."""

from django.db import models


class MediaFile(models.Model):
    """A picture or a recording as it is sent to a phone. Its name has the fingerprint of its content: it never changes.

    It belongs to no structure, as the modules do; versions, drafts and copies name it (exercises/media.py).
    """

    name = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=20, help_text="The media type, by the content.")
    content = models.BinaryField()
    size = models.PositiveIntegerField(help_text="Bytes.")
    width = models.PositiveSmallIntegerField(default=0, help_text="Pixels of a picture; 0 for a recording.")
    height = models.PositiveSmallIntegerField(default=0)
    seconds = models.FloatField(default=0, help_text="Of a recording; 0 for a picture.")
    added_at = models.DateTimeField(auto_now_add=True)

    append_only = True

    class Meta:
        ordering = ["added_at", "name"]

    def __str__(self) -> str:
        return self.name
