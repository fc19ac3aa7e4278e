"""The list of modules: in what state each is, what it lacks, and when it last changed."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from courses.authoring.forms import ModulesForm
from courses.authoring.selectors import module_rows
from courses.learning.places import editor_page, structure_here

PER_PAGE = 50


@require_safe
@editor_page
def modules(request: HttpRequest) -> HttpResponse:
    """All modules of this place, or those that fit."""
    form = ModulesForm(request.GET)
    wanted = form.wanted()
    page = Paginator(module_rows(structure=structure_here(request), **wanted), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "authoring/modules.html", {"form": form, "page": page, "narrowed": any(wanted.values())})
