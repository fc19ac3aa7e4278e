"""The portal's look."""

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portals.hosts import style_of

register = template.Library()


@register.simple_tag(takes_context=True)
def portal_style(context: Context) -> SafeString:
    """A `<style>` with the portal's colours, after the page's sheet; nothing for a portal that keeps ours."""
    css = style_of(context.get("portal"))
    if not css:
        return css
    return format_html('<style nonce="{}">{}</style>', str(getattr(context.get("request"), "csp_nonce", "")), css)
