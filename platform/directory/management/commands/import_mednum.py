"""import_mednum: a MedNum CSV into the directory, under a partner. Says what it would do; writes with --write."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from directory.mednum import LARGEST, FileRefusedError
from directory.services import analyse, write_places
from structures.models import Partner


class Command(BaseCommand):
    help = "Read a MedNum CSV for a partner: rows new, changed, the same, refused and why. Writes with --write."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--partner", required=True, help="PROJECT/PARTNER, by their codes")
        parser.add_argument("--write", action="store_true", help="write the new and changed rows")

    def handle(self, *args, **options) -> None:
        project, _slash, code = options["partner"].partition("/")
        partner = Partner.objects.filter(project__code__iexact=project, code__iexact=code).first()
        if partner is None:
            raise CommandError(f"No partner {options['partner']!r}: give PROJECT/PARTNER.")
        try:
            with options["file"].open("rb") as file:
                content = file.read(LARGEST + 1)
            if options["write"]:
                found = write_places(partner=partner, content=content, by=None)
            else:
                found = analyse(partner=partner, content=content)
        except (OSError, FileRefusedError) as error:
            raise CommandError(str(error)) from error
        for row in found.refused:
            for problem in row.problems:
                self.stdout.write(f"line {row.line}: {problem.column}: {problem.message}")
        for row in found.doubtful:
            other = found.doubles[row.line]
            self.stdout.write(f"line {row.line}: left out, it may be {other.name}, {other.where}: {other.reason}")
        kinds = ("new", "changed", "same", "refused", "doubtful")
        counts = [f"{len(getattr(found, name))} {name}" for name in kinds if name != "doubtful" or found.doubtful]
        self.stdout.write(", ".join(counts) + ("; written" if options["write"] else "; nothing written"))
