"""report PROJECT PERIOD: a draft report, brought up to date first."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from common.languages import LANGUAGES
from reporting.counting import CountingError
from reporting.selectors.reports import report_json
from reporting.services.files import FORMATS, report_file
from reporting.services.rollup import roll_up
from structures.models import Project

SENTENCES = {
    "period_outside_project": "The project's periods go from 1 to %(last)s: there is no period %(period)s.",
    "unknown_partner": "The project has no partner %(partner)r.",
}


class Command(BaseCommand):
    help = "The report of a project's period (index from 1): a partner's, or the consolidated one."

    def add_arguments(self, parser) -> None:
        parser.add_argument("project")
        parser.add_argument("period", type=int)
        parser.add_argument("--partner")
        parser.add_argument("--lang", choices=LANGUAGES, default="en")
        parser.add_argument("--format", choices=["json", *FORMATS], default="json", dest="form")
        parser.add_argument("--out", type=Path)

    def handle(
        self, *args, project: str, period: int, partner: str | None, lang: str, form: str, out: Path | None, **options
    ) -> None:
        found = Project.objects.filter(code=project).first()
        if found is None:
            raise CommandError(f"There is no project {project!r}.")
        if out and not out.parent.is_dir():
            raise CommandError(f"There is no folder {str(out.parent)!r} to write to.")
        roll_up(project=found)
        try:
            if form == "json":
                made = report_json(project=found, period=period, partner=partner, language=lang)
                content = (json.dumps(made, ensure_ascii=False, indent=2) + "\n").encode()
            else:
                content = report_file(project=found, period=period, partner=partner, language=lang, form=form).content
        except CountingError as error:
            sentence = SENTENCES.get(error.key)
            raise CommandError(sentence % error.params if sentence else str(error)) from error
        if out:
            out.write_bytes(content)
        else:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
