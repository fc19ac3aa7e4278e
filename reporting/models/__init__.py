from .records import Activity, Coefficient, ContentItem, NewsletterReading, PackImport, PressItem, Target
from .rollups import Cell, Excluded, RollUp, UsageSession

__all__ = [
    "Activity",
    "Cell",
    "Coefficient",
    "ContentItem",
    "Excluded",
    "NewsletterReading",
    "PackImport",
    "PressItem",
    "RollUp",
    "Target",
    "UsageSession",
]
