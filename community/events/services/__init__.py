"""Acts on actions, registrations and rolls."""

from .actions import cancel_action, change_action, close_action, plan_action, restore_action, version_of
from .registrations import promote, register, withdraw
from .rolls import WalkIn, add_walk_in, mark_roll, reopen_action, seat_waiting, validate_roll

__all__ = [
    "WalkIn",
    "add_walk_in",
    "cancel_action",
    "change_action",
    "close_action",
    "mark_roll",
    "plan_action",
    "promote",
    "register",
    "reopen_action",
    "restore_action",
    "seat_waiting",
    "validate_roll",
    "version_of",
    "withdraw",
]
