"""What anybody may see: the finder, a place, and the two files."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.downloads import attachment
from common.tables import CSV_TYPE
from directory import data_inclusion, mednum, selectors
from directory.forms import FinderForm
from directory.models import Entry
from directory.selectors import Asked
from directory.shown import details, opening_lines, shown, telephone
from directory.where import look
from portals.hosts import portal_of
from portals.scope import scope_of

_MOST_PAGES = 100_000


@login_not_required
@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """Places of help, nearest first: without a map, and without asking where somebody is."""
    form = FinderForm(request.GET)
    asked = form.asked()
    looked = look(asked["where"]) if asked["where"] else None
    where = looked.where if looked else None
    scope = scope_of(request).looking_at(where.country if where else "")
    wanted = Asked(where, asked["service"], asked["language"], asked["kind"], scope.portal)
    lost = bool(looked and not where)
    found = selectors.find(asked=wanted, page=_page_number(request))
    at = timezone.now()
    context = {
        "form": form,
        "asked": asked,
        "where": where,
        "lost": lost,
        "scope": scope,
        "choices": looked.choices if looked else (),
        "found": found,
        "places": [] if lost else [shown(entry, at=at, near=near) for entry, near in found.entries],
        "narrowed": any(asked[name] for name in ("service", "language", "kind")),
    }
    return render(request, "directory/finder.html", context)


@login_not_required
@require_safe
def place(request: HttpRequest, pk: Any) -> HttpResponse:
    """One place: how to get there, when it is open, what it does."""
    entry = selectors.public_entry(pk=pk)
    if entry is None:
        raise Http404
    return render(request, "directory/place.html", place_context(request, entry))


def place_context(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    """What the page of a place shows; its preview shows the same."""
    portal = portal_of(request)
    return {
        "place": shown(entry, at=timezone.now()),
        "entry": entry,
        "telephone": telephone(entry, portal.country if portal else ""),
        "lines": opening_lines(entry),
        "details": details(entry),
    }


@login_not_required
@require_safe
def mednum_file(request: HttpRequest) -> HttpResponse:
    """The published places as a MedNum CSV; `?project=` and `&partner=` give those of one project or partner."""
    return attachment("halte-mednum.csv", mednum.write(_exported(request)), CSV_TYPE)


@login_not_required
@require_safe
def data_inclusion_file(request: HttpRequest) -> HttpResponse:
    """The same places as JSON of data·inclusion v1."""
    content = data_inclusion.export(_exported(request))
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="halte-data-inclusion.json"'
    return response


def _exported(request: HttpRequest) -> list[mednum.Fields]:
    project, partner = request.GET.get("project", ""), request.GET.get("partner", "")
    if (project or partner) and not selectors.partner_exists(project=project, partner=partner):
        raise Http404
    return selectors.exported(project=project, partner=partner)


def _page_number(request: HttpRequest) -> int:
    written = request.GET.get("page", "1")
    return min(int(written), _MOST_PAGES) if written.isascii() and written.isdigit() and len(written) < 9 else 1
