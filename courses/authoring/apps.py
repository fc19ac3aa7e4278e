from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuthoringConfig(AppConfig):
    name = "courses.authoring"
    verbose_name = _("Writing modules")

    def ready(self) -> None:
        from courses.authoring import receivers  # noqa: F401, PLC0415
