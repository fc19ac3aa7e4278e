"""A text of a place, as it may be kept: nothing invisible, nothing that a spreadsheet would run. Pure."""

from django.utils.translation import gettext as _

from common.errors import DomainError
from common.forms import seen_text
from common.tables import neutralise


def tamed(text: str) -> str:
    """A text that came in by another door, a pack for instance: without the signs that would make a formula of it."""
    while neutralise(text) != text:
        text = text[1:]
    return text


def plain(written: str, *, lines: bool = False) -> str:
    """The text; in one line unless `lines`. A hyphen at its start becomes a dash, for it stands in exchanged files.

    Raises DomainError for one that begins with a sign by which a spreadsheet knows a formula.
    """
    text = seen_text(written).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not lines:
        text = " ".join(text.split())
    if text.startswith("-"):
        text = "–" + text[1:]
    if neutralise(text) != text:
        raise DomainError(_("Begins with a sign that a spreadsheet takes for a formula."))
    return text
