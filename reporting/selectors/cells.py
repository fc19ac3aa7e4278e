"""The stored figures of a project."""

from reporting.counting import CellKey, Cells, ExcludedKey
from reporting.models import Cell, Excluded
from structures.models import Project


def stored_cells(*, project: Project) -> Cells:
    """The project's cells as the report takes them."""
    rows = Cell.objects.filter(project=project).values_list(
        "code", "period", "operator__code", "zone", "column", "value"
    )
    values = {
        CellKey(code, period, operator, zone or None, column): (value if value % 1 else int(value))  # type: ignore[arg-type]
        for code, period, operator, zone, column, value in rows
    }
    gone = Excluded.objects.filter(project=project).values_list("code", "reason", "period", "operator__code", "count")
    excluded = {ExcludedKey(*row[:4]): row[4] for row in gone}
    return Cells(values=values, excluded=excluded)
