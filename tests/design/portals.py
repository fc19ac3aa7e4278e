"""The guide shows Halte's own colours: it belongs to no portal, and knows no database that would hold one."""

from django import template

register = template.Library()


@register.simple_tag
def portal_style() -> str:
    """Nothing, as for a portal that keeps our colours."""
    return ""
