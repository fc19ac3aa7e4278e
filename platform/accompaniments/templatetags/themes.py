"""Names of themes."""

from django import template

from accompaniments.enums import ProcedureTheme, Theme

register = template.Library()
LABELS = {**dict(Theme.choices), **dict(ProcedureTheme.choices)}


@register.simple_tag
def theme_names(codes: list[str]) -> str:
    """The themes in the page's language; a code that only a pack knows stays as it came."""
    return ", ".join(str(LABELS.get(code, code)) for code in codes)
