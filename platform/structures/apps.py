from django.apps import AppConfig


class StructuresConfig(AppConfig):
    name = "structures"

    def ready(self) -> None:
        from structures import receivers  # noqa: F401, PLC0415  (connects)
