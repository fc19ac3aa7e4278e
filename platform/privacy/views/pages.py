"""The record of processing; the notice and the accessibility statement are the desk's front pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from privacy.notices import facts_of, record
from privacy.retention import RULES


@login_not_required
@require_safe
def processing(request: HttpRequest) -> HttpResponse:
    """The record of processing, drawn from what the rooms declare."""
    return render(request, "privacy/record.html", {"facts": facts_of(request), "rules": RULES, "record": record()})
