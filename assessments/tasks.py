"""The five-minute start on paper: two A4 pages, keyed in afterwards."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from assessments import bank
from common.downloads import file_name
from common.jobs import Made, Progress, handler
from common.languages import page_language
from common.pdf import pdf
from exercises.drawing import card_of


@handler("assessments.print_start")
def print_start(progress: Progress, *, country: str) -> Made:
    """The printed check, in the job's language."""
    language = page_language()
    html = render_to_string("assessments/paper.html", paper_of(language, country))
    progress(1, 2)
    content = pdf(html)
    progress(2, 2)
    return Made(file_name(_("Skills check on paper"), extension="pdf"), "application/pdf", content)


def paper_of(language: str, country: str) -> dict[str, Any]:
    """What the printed pages show: the questions, then the tasks with what to tick and what the helper notes."""
    form = bank.form_in(language, country)
    return {"form": form, "tasks": [_task(task, language, country) for task in form["tasks"]]}


def _task(task: dict[str, Any], language: str, country: str) -> dict[str, Any]:
    key = task["exercise"]
    bundle = bank.bundle_of(key, language, country)
    questions = bundle["options"] if isinstance(bundle.get("options"), list) else []
    return {
        "picto": bundle["picto"],
        "lines": bundle["instruction"].split("\n"),
        "card": card_of(bundle),
        "options": questions,
        "paper": task.get("paper", "").split("\n") if task.get("paper") else [],
        "write": "parts" in bundle,
        "steps": [label for _id, label in bank.step_labels(key, language, country)],
    }
