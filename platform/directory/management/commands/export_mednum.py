"""export_mednum: the published places as a MedNum CSV, on the standard output or in a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory import mednum, selectors


class Command(BaseCommand):
    help = "Write the published places as a MedNum CSV; those of one project or partner with --partner."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--partner", default="", help="PROJECT or PROJECT/PARTNER, by their codes")
        parser.add_argument("--out", type=Path, help="a file instead of the standard output")

    def handle(self, *args, **options) -> None:
        project, _slash, partner = options["partner"].partition("/")
        if project and not selectors.partner_exists(project=project, partner=partner):
            raise CommandError(f"No project or partner {options['partner']!r}.")
        content = mednum.write(selectors.exported(project=project, partner=partner))
        if options["out"]:
            options["out"].write_bytes(content)
        else:
            self.stdout.write(content.decode(), ending="")
