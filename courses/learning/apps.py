from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses.learning"
    label = "courses"
    verbose_name = _("Modules")

    def ready(self) -> None:
        from assessments import offers  # noqa: PLC0415
        from courses.learning import receivers, tasks  # noqa: F401, PLC0415
        from courses.learning.selectors import offers_to  # noqa: PLC0415

        offers.provide(offers_to)
