"""Write static/js/learn.js from its sources. A test says when that was forgotten."""

from django.core.management.base import BaseCommand

from courses.learning.building import TARGET, built


class Command(BaseCommand):
    help = "Build static/js/learn.js from engine.js and player.js."
    requires_system_checks = []

    def handle(self, *args, **options) -> None:
        TARGET.write_text(built(), encoding="utf-8")
        self.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
