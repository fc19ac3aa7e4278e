"""`list_personas`: who can be signed in as on the demo's front page."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from desk.personas import present_personas


class Command(BaseCommand):
    help = "Print the personas of the demo world that this database holds."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            self.stdout.write("The demo is off: there are no personas.")
            return
        personas = present_personas()
        if not personas:
            self.stdout.write("No demo world here. The mailbox page is at /demo/mail/.")
            return
        self.stdout.write("Sign in with one click on the front page, as:")
        with translation.override("en"):  # like every other line of a command
            for persona in personas:
                self.stdout.write(f"  {persona.name:<14} {persona.role}: {persona.does}")
        self.stdout.write("Sent mail is at /demo/mail/.")
