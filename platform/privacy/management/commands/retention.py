"""`manage.py retention`: apply the periods of docs/privacy.md; `--dry-run` lists what is past its time."""

from django.core.management.base import BaseCommand, CommandParser

from privacy import retention


class Command(BaseCommand):
    help = "Remove what is past its time, rule by rule. With --dry-run, only list it: numbers and dates, no names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="write nothing, list what is past its time")

    def handle(self, *args, **options) -> None:
        if options["dry_run"]:
            self._list()
            return
        for key, count in retention.run().items():
            self.stdout.write(f"{key:<16} {count:>9}" if count >= 0 else f"{key:<16}    failed: see the log")

    def _list(self) -> None:
        for found in retention.listed():
            self.stdout.write(f"{found.rule.key:<16} {found.count:>9}")
            for line in found.lines:
                kept = f"  stays: {line.kept}" if line.kept else ""
                self.stdout.write(f"    {line.what:<28} {line.number or '-':<36} {line.on} {line.rows:>7}{kept}")
