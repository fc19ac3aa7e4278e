from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InteropConfig(AppConfig):
    name = "courses.interop"
    verbose_name = _("Other systems")

    def ready(self) -> None:
        from courses.interop import tasks  # noqa: F401, PLC0415
