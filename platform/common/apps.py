from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from common.wall import look_at_login


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        from common import tasks  # noqa: F401, PLC0415  (jobs.enqueue sends one by its name)
        from common.db.guards import guard_tables  # noqa: PLC0415  (models must be loaded)

        connection_created.connect(look_at_login)
        post_migrate.connect(guard_tables, sender=self)
