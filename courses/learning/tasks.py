"""Sheets on paper: the facilitator's two pages and the learner's memo, as tagged PDF."""

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from common.downloads import file_name
from common.jobs import Made, Progress, handler
from common.languages import page_language
from common.pdf import pdf
from common.wall import open_structure
from courses.learning.models import ModuleVersion
from courses.learning.sheets import facilitator_sheet, memo_sheet


@handler("courses.print_sheet")
def print_sheet(
    progress: Progress, *, version_id: int, sheet: str, country: str, address: str, structure_id: int | None = None
) -> Made:
    """The sheet of a version, in the language that was asked for. `sheet`: facilitator or memo.

    `structure_id`: whose catalogue it stands in, for its own copies are behind the wall.
    """
    draw = facilitator_sheet if sheet == "facilitator" else memo_sheet
    with open_structure(structure_id), transaction.atomic():
        version = ModuleVersion.objects.select_related("module").defer(*ModuleVersion.heavy()).get(pk=version_id)
        context = draw(version, page_language(), country, address)
        html = render_to_string(f"courses/{sheet}_print.html", context)
    content = pdf(html)
    progress(1, 1)
    name = _("helper-sheet") if sheet == "facilitator" else _("memo")
    return Made(file_name(name, version.module.code, version.module.title, extension="pdf"), "application/pdf", content)
