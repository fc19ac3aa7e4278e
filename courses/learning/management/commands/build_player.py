"""Write the learner's scripts from their sources. A test says when that was forgotten."""

from django.core.management.base import BaseCommand

from courses.learning.building import SCRIPTS, SHEET_SOURCES, SHEETS, SOURCES, built, built_sheet


class Command(BaseCommand):
    help = "Build static/js/learn-*.js and static/css/learner-player.css from their sources."
    requires_system_checks = []

    def handle(self, *args, **options) -> None:
        for name in SOURCES:
            (SCRIPTS / name).write_text(built(name), encoding="utf-8")
            self.stdout.write(f"{name}: {(SCRIPTS / name).stat().st_size} bytes")
        for name in SHEET_SOURCES:
            (SHEETS / name).write_text(built_sheet(name), encoding="utf-8")
