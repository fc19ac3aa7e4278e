"""Write the published modules as folders of YAML, as they were written: what load_content reads."""

import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.learning.content import CONTENT, files_of
from courses.learning.models import Module
from courses.media import services as media


class Command(BaseCommand):
    help = "Write each published module into FOLDER/<code>/. Files that are there already are not overwritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("codes", nargs="*", help="only these modules")

    def handle(self, *args, **options) -> None:
        folder: Path = options["folder"]
        modules = Module.objects.filter(structure=None).exclude(published=None).select_related("published")
        unknown = set(options["codes"]) - {module.code for module in modules}
        if unknown:
            raise CommandError(f"No published module has the code {', '.join(sorted(unknown))}.")
        for module in modules:
            if options["codes"] and module.code not in options["codes"]:
                continue
            version = module.published
            assert version is not None  # of the filter above
            target = folder / module.code
            if target.exists():
                raise CommandError(f"{target} is there already.")
            for name, text in files_of(version).items():
                path = target / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            pictures = CONTENT / module.code / "pictures"
            if pictures.is_dir():
                shutil.copytree(pictures, target / "pictures")
            media.save(target, version.document)
            self.stdout.write(f"{module.code}: version {version.number}")
