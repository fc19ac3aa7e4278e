"""Acts on the library: keeping, giving, reporting; collections; and the curators' writing."""

from .collections import add_to, change_collection, delete_collection, make_collection, move, show_collection, take_out
from .curating import keep_correction, keep_file, save_resource, set_status, settle, take_shipped
from .giving import MOST_SHARED, give_again, keep_favourite, report_outdated, share, take_back

__all__ = [
    "MOST_SHARED",
    "add_to",
    "change_collection",
    "delete_collection",
    "give_again",
    "keep_correction",
    "keep_favourite",
    "keep_file",
    "make_collection",
    "move",
    "report_outdated",
    "save_resource",
    "set_status",
    "settle",
    "share",
    "show_collection",
    "take_back",
    "take_out",
    "take_shipped",
]
