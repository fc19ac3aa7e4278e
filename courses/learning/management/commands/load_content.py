"""Publish the modules that ship with Halte. Safe to run again: what is unchanged stays."""

from django.core.management.base import BaseCommand, CommandError

from courses.learning.content import folders
from courses.learning.services import LintError, load_folder
from exercises import ContentError


class Command(BaseCommand):
    help = "Publish the modules of courses/content. A folder with errors is named and left out."

    def handle(self, *args, **options) -> None:
        wrong = []
        for folder in folders():
            try:
                loaded = load_folder(folder)
            except ContentError as error:
                wrong.append(f"{folder.name}: {error}")
            except LintError as error:
                wrong += [f"{folder.name}: {line}" for line in error.lines]
            else:
                state = f"version {loaded.version} published" if loaded.version else "unchanged"
                self.stdout.write(f"{loaded.code}: {state}")
        if wrong:
            raise CommandError("Not published:\n" + "\n".join(wrong))
