"""Words for what the count says in codes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "flow": pgettext_lazy("an indicator", "flow"),
    "stock": pgettext_lazy("an indicator", "stock"),
    "model": pgettext_lazy("an indicator", "model"),
}
QUALIFIERS = {
    "exact": pgettext_lazy("a figure", "exact"),
    "at_least": pgettext_lazy("a figure", "at least"),
    "estimate": pgettext_lazy("a figure", "estimate"),
}

EXCLUSION_REASONS = {
    "outside_project": _("outside the project's dates"),
    "cancelled": _("cancelled"),
    "not_closed": _("action not closed"),
    "staff_or_test": _("staff or test account"),
    "merged": _("account merged into another"),
    "objected": _("person objects to statistics"),
    "not_validated": _("presence not validated"),
    "no_presence": _("no validated presence"),
    "no_audience": _("no audience given"),
    "no_evidence": _("no evidence given"),
    "no_aidant": _("no helper with a confirmed account"),
    "no_learner": _("accompaniment without a learner"),
    "not_core": _("not a core workshop"),
    "already_counted": _("already counted earlier"),
    "institutional": _("institutional publication"),
    "duplicate": _("the same item twice"),
}
