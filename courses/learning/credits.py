"""Whose work a structure's own copy is: CC BY asks that the origin, its licence and the change are named."""

from django.utils.translation import gettext as _

from courses.learning.models import Module


def credit_of(module: Module) -> str:
    """“Adapted by ... from ..., Halte, CC BY 4.0”; empty for a module of the house. Its structure is open."""
    if module.structure is None or module.copied_from is None:
        return ""
    origin = module.copied_from.module
    words = _("Adapted by %(place)s from “%(title)s” (%(code)s, version %(n)s), Halte. Licence: CC BY 4.0.")
    number = module.copied_from.number
    return words % {"place": module.structure.name, "title": origin.title, "code": origin.code, "n": number}
