"""What people wrote, as it is shown: set in the type of its language; what is stored stays as it was typed."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

from exercises import in_type

register = template.Library()

_LEFT_ALONE = re.compile(r"(<a\b.*?</a>|<[^>]*>)", re.DOTALL)


@register.filter
def set_in(title: str, language: str) -> str:
    """A plain text in the type of its language: no-break spaces in French, ’ in French and Dutch."""
    return in_type(title, language)


@register.filter
def html_set_in(html: str, language: str) -> SafeString:
    """The HTML of `markup.to_html`, its words in the type of their language; tags and links stay as they are."""
    parts = _LEFT_ALONE.split(html)
    parts[::2] = [in_type(words, language) for words in parts[::2]]
    return mark_safe("".join(parts))  # noqa: S308 the sanitiser let it through, and only spaces and ’ are new
