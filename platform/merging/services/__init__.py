from .accounts import merge_accounts
from .lasting import forget_moves, note_arrivals, sweep
from .structures import hindrance, merge_structures
from .undoing import UNDO_DAYS, undo_merge

__all__ = [
    "UNDO_DAYS",
    "forget_moves",
    "hindrance",
    "merge_accounts",
    "merge_structures",
    "note_arrivals",
    "sweep",
    "undo_merge",
]
