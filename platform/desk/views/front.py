"""The public pages: the front page, and two statements."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk import figures
from desk.personas import present_personas
from privacy.notices import facts_of
from privacy.retention import RULES


@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Where everybody comes in: three doors, the way to places nearby, the next trainings, what the network does."""
    context = {
        "figures": figures.public_figures(),
        "actions": figures.coming_actions(3),
        "personas": present_personas() if settings.DEMO else [],
        "demo": settings.DEMO,
    }
    return render(request, "desk/front.html", context)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "privacy/accessibility.html", {"facts": facts_of(request)})


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, why, and for how long."""
    return render(request, "privacy/notice.html", {"facts": facts_of(request), "rules": RULES})
