"""Put the resources that ship with Halte on the shelves. Safe to run again: what is unchanged stays."""

from django.core.management.base import BaseCommand, CommandError

from courses.library.shipping import files, load
from exercises import ContentError


class Command(BaseCommand):
    help = "Publish the resources of courses/content/library. A file with errors is named and left out."

    def handle(self, *args, **options) -> None:
        wrong, changed = [], 0
        for path in files():
            try:
                changed += load(path)
            except ContentError as error:
                wrong.append(str(error))
        self.stdout.write(f"The library: {changed} resources written.")
        if wrong:
            raise CommandError("Not published:\n" + "\n".join(wrong))
