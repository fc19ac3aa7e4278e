"""Pictograms drawn once in a page and used many times: what static/js/simulating.js can use too."""

import re
from functools import lru_cache

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from common.templatetags.halte import icon

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=64)
def symbols(names: str) -> SafeString:
    """A `<symbol id="i-name">` for each pictogram named, separated by spaces."""
    drawn = ((name, mark_safe(_inside(name))) for name in names.split())  # noqa: S308 our own files
    return format_html_join("", '<symbol id="i-{}" viewBox="0 0 24 24">{}</symbol>', drawn)


def _inside(name: str) -> str:
    return re.sub(r"^<svg[^>]*>|</svg>$", "", icon(name))
