from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StructuresConfig(AppConfig):
    name = "structures"
    verbose_name = _("Portals and projects")

    def ready(self) -> None:
        from common import jobs  # noqa: PLC0415  (models must be loaded first)
        from structures import job_places, receivers  # noqa: F401, PLC0415  (connects)

        jobs.keep_places(job_places.keys_of)
