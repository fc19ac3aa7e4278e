"""For the very last administrator who lost her app and her keys: nobody else is left to vouch for her."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from common.errors import DomainError
from team.services.vouching import reset_second_step


class Command(BaseCommand):
    """Needs the server's terminal, and leaves a line in the journal. The account is told by mail."""

    help = "Remove the app, passkeys and spare codes of an account; it sets up new ones at its next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the account's e-mail address")

    def handle(self, *args, **options) -> None:
        try:
            with translation.override("en"):  # the terminal's language; the letter is in hers
                user = reset_second_step(email=options["email"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{user.email}: the second step is removed, and all sessions are ended.")
