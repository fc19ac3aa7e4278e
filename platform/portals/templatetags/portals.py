"""The portal's look."""

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portals.hosts import HTMX, style_of

register = template.Library()


@register.simple_tag(takes_context=True)
def portal_style(context: Context) -> SafeString:
    """A `<style>` with the portal's colours, after the page's sheet; nothing for a portal that keeps ours.

    Nothing either in an answer to htmx: the page that takes a part of it has the colours already, and its policy
    knows the nonce of its own request only.
    """
    request, css = context.get("request"), style_of(context.get("portal"))
    if not css or (request and HTMX in request.headers):
        return SafeString("")
    return format_html('<style nonce="{}">{}</style>', str(getattr(request, "csp_nonce", "")), css)
