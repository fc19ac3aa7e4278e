"""recount [CODE ...]: count everything again from the raw records, and compare."""

from django.core.management.base import BaseCommand, CommandError

from reporting.services import rollup
from structures.models import Project


class Command(BaseCommand):
    help = "Full recount of projects (all of them by default): the stored figures must be the same."

    def add_arguments(self, parser) -> None:
        parser.add_argument("codes", nargs="*")

    def handle(self, *args, codes: list[str], **options) -> None:
        projects = Project.objects.filter(code__in=codes) if codes else Project.objects.all()
        different = 0
        for project in projects:
            found = rollup.recount(project=project)
            different += len(found)
            for line in found[:50]:
                self.stderr.write(line)
            self.stdout.write(f"{project.code}: {'the same' if not found else f'{len(found)} differences'}")
        if different:
            raise CommandError("The recount differs.")
