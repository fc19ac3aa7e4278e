"""`manage.py seal_second_steps`: after a change of SECOND_STEP_KEYS (docs/running.md)."""

from django.core.management.base import BaseCommand

from accounts.vault import seal_all


class Command(BaseCommand):
    help = "Seals the keys of apps and the spare codes with the first of SECOND_STEP_KEYS. Again: nothing to do."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{seal_all()} sealed.")
