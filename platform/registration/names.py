"""The name of a place, as it may be typed."""

from django.forms import ValidationError
from django.utils.translation import gettext as _

from common.tables import neutralise


def place_name(written: str) -> str:
    """In one line, with a letter at least, and nothing at its start that a spreadsheet would run: it stands in files.

    Raises ValidationError.
    """
    name = " ".join(written.split())
    if not any(character.isalpha() for character in name):
        raise ValidationError(_("A name has at least one letter."))
    if neutralise(name) != name:
        raise ValidationError(_("A name begins with a letter or a digit, not with %(sign)s.") % {"sign": name[0]})
    return name
