"""import_activity PATH: take in an activity pack (docs/activity-packs.md)."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations

from reporting.packs.badrows import write_bad
from reporting.packs.problems import Problem
from reporting.services.importing import Imported, import_pack


class Command(BaseCommand):
    help = "Import an activity pack (a folder or a zip). Everything is checked before anything is written."

    def add_arguments(self, parser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--project", help="the project's code, for a pack without project.csv")
        parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")
        parser.add_argument(
            "--skip-bad", type=Path, metavar="OUT.csv", help="write the good rows, put the bad ones here"
        )

    @no_translations  # on a terminal the command speaks English, all of it
    def handle(self, *args, path: Path, project: str | None, dry_run: bool, skip_bad: Path | None, **options) -> None:
        if skip_bad is not None and not skip_bad.parent.is_dir():
            # Before anything is written: the bad rows must have a place to go.
            raise CommandError(f"There is no folder {str(skip_bad.parent)!r} to write to.")
        result = import_pack(
            path,
            project_code=project,
            dry_run=dry_run,
            skip_bad=skip_bad is not None,
            progress=self._progress if sys.stderr.isatty() else None,
        )
        self._tell(result)
        if skip_bad is not None and not dry_run:
            write_bad(result.checked, skip_bad)
        if not (result.written or (dry_run and (skip_bad or result.checked.ok))):
            raise CommandError(f"{len(result.checked.problems)} problem(s). Nothing was written.")
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")

    def _tell(self, result: Imported) -> None:
        for problem in result.checked.problems:
            self.stderr.write(_line(problem))
        for notice in result.checked.notices:
            head = "" if notice.message.startswith(notice.file) else f"{notice.file}: "
            self.stdout.write(head + notice.message)
        for name, tally in result.tallies.items():
            if tally.new or tally.changed or tally.unchanged:
                told = f"{tally.new} new, {tally.changed} changed, {tally.unchanged} unchanged"
                self.stdout.write(f"{name}: {told}")

    def _progress(self, name: str, rows: int) -> None:
        sys.stderr.write(f"\r{name} {rows or '':<12}\x1b[K")
        sys.stderr.flush()


def _line(problem: Problem) -> str:
    """`people.csv, line 12, column email, "x": why` as far as each is known."""
    place = [problem.file or "pack"]
    if problem.line:
        place.append(f"line {problem.line}")
    if problem.column:
        place.append(f"column {problem.column}")
    if problem.value:
        place.append(f'"{problem.value}"')
    return f"{', '.join(place)}: {problem.message} [{problem.reason}]"
