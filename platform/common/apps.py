from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        from common.db.guards import guard_tables  # noqa: PLC0415  (models must be loaded)

        post_migrate.connect(guard_tables, sender=self)
