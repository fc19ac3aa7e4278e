from .records import Activity, Coefficient, ContentItem, NewsletterReading, PackImport, PressItem, Target
from .rollups import Cell, Excluded, RollUp, UsageSession
from .uploads import PackUpload

__all__ = [
    "Activity",
    "Cell",
    "Coefficient",
    "ContentItem",
    "Excluded",
    "NewsletterReading",
    "PackImport",
    "PackUpload",
    "PressItem",
    "RollUp",
    "Target",
    "UsageSession",
]
