"""`manage.py retention`: apply the periods of docs/privacy.md; `--dry-run` lists what is past its time."""

from django.core.management.base import BaseCommand, CommandParser

from privacy import retention


class Command(BaseCommand):
    help = "Remove what is past its time, rule by rule. With --dry-run, only count it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="write nothing, list the counts")

    def handle(self, *args, **options) -> None:
        counts = retention.overdue() if options["dry_run"] else retention.run()
        for key, count in counts.items():
            self.stdout.write(f"{key:<16} {count:>9}" if count >= 0 else f"{key:<16}    failed: see the log")
