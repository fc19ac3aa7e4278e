from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        from assessments import offers  # noqa: PLC0415
        from courses import receivers, tasks  # noqa: F401, PLC0415
        from courses.selectors import offers_to  # noqa: PLC0415

        offers.provide(offers_to)
