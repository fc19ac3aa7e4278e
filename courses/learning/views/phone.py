"""Halte on a phone: the worker that opens pages without a network, and what the home screen says (docs/offline.md)."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from common.languages import page_language
from portals.hosts import portal_of

PAPER, PETROL = "#fbf8f2", "#0b5563"


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. At the root, so that it sees who signs in or out; asked for again each time."""
    path = finders.find("js/learn-worker.js")
    if not path:
        raise Http404
    with open(path, encoding="utf-8") as script:
        response = HttpResponse(script.read(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a home screen shows. Nobody is asked to install anything: who wants to, finds it in the browser's menu."""
    portal = portal_of(request)
    name = portal.name if portal else "Halte"
    icons = [
        {"src": static("img/app.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any maskable"},
        {"src": static("img/app-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any maskable"},
        {"src": static("img/app-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
    ]
    facts = {
        "id": "/l/",
        "name": name,
        "short_name": name[:12],
        "lang": page_language(),
        "start_url": "/l/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PETROL,
        "icons": icons,
    }
    response = JsonResponse(facts, content_type="application/manifest+json")
    response["Cache-Control"] = "no-cache"
    return response
