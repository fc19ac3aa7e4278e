"""load_demo: the demo world, once. Everything in it is synthetic, and says so."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from desk.demo import charter, community, learning, people, places, portals, training
from reporting.demo import crosslearn, running
from reporting.packs.write import write_pack
from reporting.services.importing import import_pack
from reporting.services.rollup import roll_up
from structures.models import Project


class Command(BaseCommand):
    help = "Load the demo world: Cross&Le@rn's published figures, and a project that runs today. All of it synthetic."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--running-only", action="store_true", help="leave the finished project, CROSS, out")

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("The demo world is for a trial only.")
        portals.add_portals()
        if not options["running_only"]:
            charter.add_charter(self._pack("CROSS", crosslearn.make))
        today = timezone.localdate()
        project = self._pack(running.CODE, lambda: running.make(today))
        accounts = people.add_personas(project)
        people.add_colleagues(project)
        learning.add_learners(people.structure_of(project, running.TOURNAI), accounts["ines"], today)
        training.follow_path(accounts["ines"])
        community.add_requests(project)
        charter.add_charter(project, without=(running.TOURNAI, "demo-request-3"))
        charter.add_talk(project, by=accounts["joris"])
        community.add_roll(project, today)
        community.add_forum(project)
        places.add_places(project, accounts["karim"])
        roll_up(project=project)
        self.stdout.write("The demo world is ready.")

    def _pack(self, code: str, make) -> Project:
        found = Project.objects.filter(code=code).first()
        if found is None:
            with tempfile.TemporaryDirectory() as folder:
                write_pack(make(), folder)
                result = import_pack(Path(folder))
            if not result.written:
                raise CommandError("\n".join(str(problem) for problem in result.checked.problems[:20]))
            found = Project.objects.get(code=code)
        if not found.synthetic:
            found.synthetic = True
            found.save(update_fields=["synthetic"])
        self.stdout.write(f"project {code}: there")
        return found
