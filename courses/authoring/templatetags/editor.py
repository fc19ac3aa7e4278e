"""Links between the pages of the editor."""

from django import template
from django.template.context import Context

from courses.learning import places

register = template.Library()


@register.simple_tag(takes_context=True)
def editor_url(context: Context, name: str, *args: object) -> str:
    """The page of that name in the place where this page stands (courses/learning/places.py)."""
    return places.editor_url(context["request"], name, *args)
