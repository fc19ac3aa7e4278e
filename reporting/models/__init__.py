from .records import Activity, Coefficient, ContentItem, NewsletterReading, PackImport, PressItem, Target
from .rollups import CarriedSessions, Cell, Excluded, RollUp, UsageSession
from .uploads import PackUpload

__all__ = [
    "Activity",
    "CarriedSessions",
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
