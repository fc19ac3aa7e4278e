"""load_shipped: all content that ships with Halte, whatever the room. Safe to run again."""

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Publish the modules and the library, and name the forum's themes, as they ship with this version."

    def handle(self, *args, **options) -> None:
        call_command("load_content", stdout=self.stdout)
        call_command("load_library", stdout=self.stdout)
        call_command("load_forum_themes", stdout=self.stdout)
