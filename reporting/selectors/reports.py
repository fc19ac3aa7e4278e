"""Reports out of the stored cells: one query, every format."""

from typing import Any

from common.wall import across_structures
from reporting.counting import Cells, report_from_cells
from reporting.counting.periods import Period, Periods
from reporting.selectors.cells import stored_cells
from reporting.selectors.facts import project_fact, targets
from structures.models import Partner, Project


def report_json(
    *, project: Project, period: int, partner: str | None = None, language: str = "en", cells: Cells | None = None
) -> dict[str, Any]:
    """The report of a period (index from 1), a partner's or the consolidated one, as docs/activity-packs.md has it.

    `cells` are the project's stored figures, for a caller that has read them already.
    CountingError (PeriodOutsideProject, UnknownPartner, UnknownLanguage) says what was asked for wrongly.
    """
    with across_structures("a report adds up a project's figures"):
        return report_from_cells(
            project_fact(project),
            stored_cells(project=project) if cells is None else cells,
            targets(project),
            list(Partner.objects.filter(project=project).values_list("code", flat=True)),
            period=period,
            partner=partner,
            language=language,
        )


def periods_of(project: Project) -> list[Period]:
    """The project's periods, in order."""
    return list(Periods(project_fact(project)))
