"""Who may do what with the directory: rights that the roles have already, under the names of the room's acts."""

from structures.permissions import May

EDIT_SHEET = May.INVITE
"""The referent keeps her structure's sheet, and shows or hides it."""
IMPORT_PLACES = May.IMPORT_ACTIVITY
"""A coordinator brings her partner's places."""
