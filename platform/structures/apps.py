from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StructuresConfig(AppConfig):
    name = "structures"
    verbose_name = _("Portals and projects")

    def ready(self) -> None:
        from structures import receivers  # noqa: F401, PLC0415  (connects)
