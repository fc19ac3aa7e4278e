"""Taking in an activity pack: check all of it, then write all of it, or nothing (docs/activity-packs.md)."""

from .reach import Reach
from .run import Imported, import_pack, known_to

__all__ = ["Imported", "Reach", "import_pack", "known_to"]
