"""Figures in a page's language."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from reporting import numbers

register = template.Library()


@register.filter
def percentage(value: str | Decimal) -> str:
    """A rate with its sign, as the page's language writes it: 48,8 % or 48,8%."""
    return numbers.rate(str(value), (get_language() or "fr")[:2], none="")
