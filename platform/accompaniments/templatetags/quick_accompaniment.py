"""The form of the log, ready to be set into another page."""

from django import template
from django.template.context import Context
from django.utils import timezone

from accompaniments import selectors
from accompaniments.forms import THEME_ICONS, AccompanimentForm

register = template.Library()


@register.inclusion_tag("accompaniments/quick.html", takes_context=True)
def quick_accompaniment(context: Context) -> dict:
    """The whole form, today, with the aidant's last place and length; it posts to the log's own page."""
    request = context["request"]
    structure = request.place.structure
    initial = {"date": timezone.localdate(), **selectors.last_choices(structure=structure, user=request.user)}
    return {
        "form": AccompanimentForm(structure=structure, initial=initial),
        "theme_icons": THEME_ICONS,
        "structure": structure,
        "csrf_token": context.get("csrf_token", ""),
    }
