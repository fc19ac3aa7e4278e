from django.apps import AppConfig


class LearnersConfig(AppConfig):
    name = "learners"

    def ready(self) -> None:
        from common import jobs  # noqa: PLC0415  (models must be loaded first)
        from learners import printing, receivers  # noqa: F401, PLC0415

        jobs.watch(printing.KIND, printing.overtaken_since)
