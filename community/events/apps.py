from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "community.events"

    def ready(self) -> None:
        from community.events import tasks  # noqa: F401, PLC0415  (registers the job)
