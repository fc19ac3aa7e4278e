"""Acts on assignments and answers, and on the versions of modules."""

from .answers import Recorded, new_key, record_answer
from .assignments import (
    AlreadyAssigned,
    Assigned,
    TooManyOpen,
    assign_module,
    assign_to_group,
    cancel_assignment,
    give_group_modules,
    restore_assignment,
)
from .versions import (
    LintError,
    Loaded,
    delete_draft,
    load_folder,
    new_draft,
    publish_document,
    publish_draft,
    save_draft,
)

__all__ = [
    "AlreadyAssigned",
    "Assigned",
    "LintError",
    "Loaded",
    "Recorded",
    "TooManyOpen",
    "assign_module",
    "assign_to_group",
    "cancel_assignment",
    "delete_draft",
    "give_group_modules",
    "load_folder",
    "new_draft",
    "new_key",
    "publish_document",
    "publish_draft",
    "record_answer",
    "restore_assignment",
    "save_draft",
]
