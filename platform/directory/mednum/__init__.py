"""The MedNum CSV of “lieux de médiation numérique”: 32 columns, read forgivingly and written strictly. Pure.

The facts of the schema and what we add to them: docs/directory.md.
"""

from directory.mednum.columns import COLUMNS, FIELDS, Fields
from directory.mednum.read import LARGEST, MOST_ROWS, FileRefusedError, Row, TableFile, read
from directory.mednum.write import refused_file, write

__all__ = [
    "COLUMNS",
    "FIELDS",
    "LARGEST",
    "MOST_ROWS",
    "Fields",
    "FileRefusedError",
    "Row",
    "TableFile",
    "read",
    "refused_file",
    "write",
]
