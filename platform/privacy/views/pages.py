"""The record of processing, and what retention would take; the notice and the statement are the desk's front pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from privacy.notices import facts_of, record
from privacy.retention import RULES, listed
from structures.guards import portal_page
from structures.permissions import May

SHOWN = 100  # lines a rule; the command lists them all


@login_not_required
@require_safe
def processing(request: HttpRequest) -> HttpResponse:
    """The record of processing, drawn from what the rooms declare."""
    return render(request, "privacy/record.html", {"facts": facts_of(request), "rules": RULES, "record": record()})


@portal_page(May.ADMINISTER)
@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """What the next night takes, rule by rule: numbers and dates, no names."""
    found = [(one, one.lines[:SHOWN], len(one.lines) > SHOWN) for one in listed()]
    return render(request, "privacy/retention.html", {"found": found, "shown": SHOWN})
