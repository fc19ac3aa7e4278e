from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "courses.training"
    verbose_name = _("Helpers’ training")

    def ready(self) -> None:
        from courses.training import tasks  # noqa: F401, PLC0415
