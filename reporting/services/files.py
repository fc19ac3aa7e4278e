"""Report files: the same sheet as CSV, XLSX, PDF; the JSON is the report itself."""

import json

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from common.downloads import file_name
from common.jobs import Made
from common.pdf import pdf
from common.tables import CSV_TYPE, XLSX_TYPE, separator_here, write_csv, write_xlsx
from common.tables import Sheet as Page
from reporting.enums import KINDS, QUALIFIERS
from reporting.selectors.sheet import Line, Sheet, sheet
from structures.models import Project

FORMATS = ("csv", "xlsx", "pdf")
FIGURES = (
    "period", "late", "previous", "cumulative", "in_zone", "out_of_zone", "unknown", "other_helpers", "target", "rate",
    "counts_toward_target",
)  # fmt: skip


def report_file(*, project: Project, period: int, partner: str | None, language: str, form: str) -> Made:
    """The file of a report: `form` is json, csv, xlsx or pdf. PDF belongs in a worker."""
    made = sheet(project=project, period=period, partner=partner, language=language)
    with translation.override(language):
        name = file_name(made.title, project.code, partner or _("All partners"), extension=form)
        if form == "json":
            text = json.dumps(made.json, ensure_ascii=False, indent=2) + "\n"
            return Made(name, "application/json", text.encode())
        if form == "csv":
            rows = [_row(line) for line in made.lines]
            return Made(name, CSV_TYPE, write_csv(_header(), rows, bom=True, separator=separator_here()))
        if form == "xlsx":
            return Made(name, XLSX_TYPE, write_xlsx(_pages(made)))
        return Made(name, "application/pdf", pdf(render_to_string("reporting/report_print.html", {"sheet": made})))


def _header() -> list[str]:
    return [
        _("Order"), _("Code"), _("EU code"), _("Indicator"), _("Unit"), _("Kind"), _("Qualifier"), _("Period"),
        _("Late corrections"), _("Previously reported"), _("Cumulative"), _("In zone"), _("Outside the zone"),
        _("Unknown"), _("Other helpers"), _("Target"), _("Rate (%)"), _("Counts toward the target"),
    ]  # fmt: skip


def _row(line: Line) -> list:
    data = line.data
    said = [str(KINDS[data["kind"]]), str(QUALIFIERS[data["qualifier"]])]  # the JSON has the codes
    named = [line.order, line.code, line.eu_code, line.name, line.unit, *said]
    return named + [_figure(data.get(key)) for key in FIGURES]


def _figure(value):
    """Numbers as numbers, so that a spreadsheet can add them."""
    return float(value) if isinstance(value, str) else value


def _pages(made: Sheet) -> list[Page]:
    pages = [
        Page(_("Report"), [_("Field"), _("Value")], [list(row) for row in made.head]),
        Page(_("Indicators"), _header(), [_row(line) for line in made.lines]),
        Page(
            _("How it is counted"),
            [_("Code"), _("Indicator"), _("How this is counted")],
            [[line.code, line.name, line.how] for line in made.lines] + [["", _("Every line"), made.how_all]],
        ),
        Page(_("Left out"), [_("Code"), _("Indicator"), _("Reason"), _("Rows")], _left_out(made)),
    ]
    if "partners" in made.json:
        names = [name for name, _figures in made.partners]  # in the order of the JSON, then the unattributed
        columns = [*made.json["partners"].values(), made.json["unattributed"]]
        rows = [[line.code, line.name, *(_figure(column[line.code]) for column in columns)] for line in made.lines]
        pages.append(Page(_("Partners"), [_("Code"), _("Indicator"), *names], rows))
    return pages


def _left_out(made: Sheet) -> list[list]:
    """Each count as a number, so that a spreadsheet can add them."""
    written = zip(made.json["excluded"], made.excluded, strict=True)
    return [[line.code, line.name, line.reason, row["count"]] for row, line in written]
