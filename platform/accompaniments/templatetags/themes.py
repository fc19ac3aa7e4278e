"""Names of themes."""

from django import template

from accompaniments.enums import theme_names

register = template.Library()
register.simple_tag(theme_names)
