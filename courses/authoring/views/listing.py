"""The list of modules: in what state each is, what it lacks, and when it last changed."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.authoring.forms import ModulesForm
from courses.authoring.selectors import module_rows
from structures.guards import portal_page
from structures.permissions import May

PER_PAGE = 50


@require_safe
@portal_page(May.EDIT_CONTENT)
def modules(request: HttpRequest) -> HttpResponse:
    """All modules, or those that fit."""
    form = ModulesForm(request.GET)
    wanted = form.wanted()
    page = Paginator(module_rows(**wanted), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "authoring/modules.html", {"form": form, "page": page, "narrowed": any(wanted.values())})
