"""`manage.py verify_journal [--structure SLUG]`: recompute the journal's hash chains (docs/wall.md)."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from journal import services as sealing
from structures.models import Structure

SAID = {
    "changed": "line {line} (seal {number}) is not what was sealed",
    "missing": "line {line} (seal {number}) is gone",
    "number": "seal {number} of line {line} is not the next one: a seal before it is gone, or it was added",
    "dated": "line {line} (seal {number}) says another time than the one at which the database took it in",
    "beside": "line {line} was never sealed: it came in beside the chain",
}


class Command(BaseCommand):
    help = "Recomputes the journal's hash chains and names the first line of each that is changed, missing or added."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--structure", metavar="SLUG", help="only this structure's chain")
        parser.add_argument(
            "--seal",
            action="store_true",
            help="take in lines that were left out, first: after a restore into another cluster, once looked at",
        )

    def handle(self, *args, **options) -> None:
        """Exit code 0 where all chains hold, else 1."""
        asked = self._asked(options["structure"])
        if options["seal"]:
            self.stdout.write(f"{sealing.seal_lines(whole=True)} lines sealed")
        found = sealing.faults(**asked)
        for fault in found:
            place = f"structure {fault.structure}" if fault.structure else "the portal"
            said = SAID[fault.what].format(line=fault.line, number=fault.number)
            self.stderr.write(f"{place}: {said}")
        seals, digest = sealing.ends_digest()
        self.stdout.write(f"{seals} seals, ends {digest}")
        if found:
            raise CommandError(f"{len(found)} chains are broken", returncode=1)

    def _asked(self, slug: str | None) -> dict:
        if not slug:
            return {}
        structure = Structure.objects.filter(slug=slug).first()
        if structure is None:
            raise CommandError(f"no structure {slug!r}", returncode=2)
        return {"structure": structure.pk, "everywhere": False}
