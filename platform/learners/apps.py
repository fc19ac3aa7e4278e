from django.apps import AppConfig


class LearnersConfig(AppConfig):
    name = "learners"

    def ready(self) -> None:
        from learners import receivers  # noqa: F401, PLC0415  (models must be loaded first)
