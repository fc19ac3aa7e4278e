"""What a portal shows of itself: its logo, its legal notice."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portals.hosts import portal_of
from structures.models import Portal

A_YEAR = 60 * 60 * 24 * 365


@login_not_required
@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def logo(request: HttpRequest, code: str) -> HttpResponse:
    """The logo's file. Pages ask with its version, so it may be kept; opened by itself it may load and run nothing."""
    portal = get_object_or_404(Portal, code=code)
    if not portal.logo:
        raise Http404
    name = f"logo.{portal.logo_type.partition('/')[2].partition('+')[0]}"
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(bytes(portal.logo), content_type=portal.logo_type, headers=headers)


@login_not_required
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """The portal's legal notice; a portal without one has no such page."""
    portal = portal_of(request)
    if portal is None or not portal.legal_notice:
        raise Http404
    return render(request, "portals/legal.html")
