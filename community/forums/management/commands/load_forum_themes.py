"""`load_forum_themes`: the shelves of the forum, in three languages; safe to run again."""

from django.core.management.base import BaseCommand

from community.forums.services import load_themes


class Command(BaseCommand):
    help = "Write the themes of the forum, or bring their names up to date."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{load_themes()} themes of the forum.")
