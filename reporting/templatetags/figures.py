"""Figures in a page's language."""

from decimal import Decimal

from django import template

from common.languages import page_language
from reporting import numbers

register = template.Library()


@register.filter
def percentage(value: str | Decimal) -> str:
    """A rate with its sign, as the page's language writes it: 48,8 % or 48,8%."""
    return numbers.rate(str(value), page_language(), none="")
