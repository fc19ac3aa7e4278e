"""The count of a project: records in, cells and reports out. Pure Python, no database, no clock.

`docs/counting.md` states the rules. Start with `facts.ProjectFacts`; `report` does all at once, `cells` and
`report_from_cells` are its two halves for an application that stores the cells in between.
"""

from .errors import (
    BadDate,
    BadInstant,
    BadProject,
    CountingError,
    MergeCircle,
    PeriodFrozen,
    PeriodOutsideProject,
    UnknownLanguage,
    UnknownPartner,
)
from .facts import ProjectFacts
from .ledger import Ledger
from .periods import Period, Periods
from .report import Frozen, report, report_from_cells
from .rollup import CellKey, Cells, ExcludedKey, cells, cells_of

__all__ = [
    "BadDate",
    "BadInstant",
    "BadProject",
    "CellKey",
    "Cells",
    "CountingError",
    "ExcludedKey",
    "Frozen",
    "Ledger",
    "MergeCircle",
    "Period",
    "PeriodFrozen",
    "PeriodOutsideProject",
    "Periods",
    "ProjectFacts",
    "UnknownLanguage",
    "UnknownPartner",
    "cells",
    "cells_of",
    "report",
    "report_from_cells",
]
