"""Export, erasure, objection, retention, notices."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "privacy"

    def ready(self) -> None:
        from privacy import receivers  # noqa: F401, PLC0415  (models are not there yet above)
