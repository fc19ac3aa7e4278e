from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "team"

    def ready(self) -> None:
        from team import receivers  # noqa: F401, PLC0415  (connects)
