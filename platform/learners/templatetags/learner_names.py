"""Learners in lists: their names, and when they were last here."""

import datetime as dt
from collections.abc import Mapping

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learners.models import Learner
from learners.names import told

register = template.Library()


@register.filter
def told_apart(learner: Learner, apart: Mapping[str, str] | None) -> str:
    """Her alias, with what tells her from another of that alias (learners.names.apart_in)."""
    return told(learner.alias, apart.get(str(learner.pk)) if apart else None)


@register.simple_tag
def active_on(at: dt.datetime) -> str:
    """“active yesterday”: days only, as people say it."""
    days = (timezone.localdate() - timezone.localdate(at)).days
    if days <= 0:
        return _("active today")
    if days == 1:
        return _("active yesterday")
    return ngettext("active %(n)s day ago", "active %(n)s days ago", days) % {"n": days}
