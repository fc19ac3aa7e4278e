"""The words beside the 12 sign-in pictures."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

NAMES = {
    "sun": _("sun"), "tree": _("tree"), "house": _("house"), "cat": _("cat"), "key": _("key"), "bike": _("bike"),
    "apple": _("apple"), "boat": _("boat"), "cup": _("cup"), "flower": _("flower"), "fish": _("fish"),
    "book": _("book"),
}  # fmt: skip


@register.simple_tag
def picture_name(name: str) -> str:
    """The picture's word in the page's language."""
    return str(NAMES.get(name, name))
