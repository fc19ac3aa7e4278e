"""The count of a project: records in, cells and reports out. Pure Python, no database, no clock.

`docs/counting.md` states the rules. Start with `facts.ProjectFacts`; `cells` counts them, `report_from_cells`
makes a report of what is counted. `Frozen` is the seam for freezing: what was reported of closed periods.
"""

from .errors import (
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
from .report import Frozen, report_from_cells
from .rollup import CellKey, Cells, ExcludedKey, cells, cells_of

__all__ = [
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
    "report_from_cells",
]
