"""The demo's mailbox. Empty outside the demo: no other backend writes here."""

from django.db import models

from common.db.fields import PublicIdField


class DemoMail(models.Model):
    """A mail that the demo would have sent."""

    public = PublicIdField()
    to = models.CharField(max_length=300)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    language = models.CharField(max_length=5, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
