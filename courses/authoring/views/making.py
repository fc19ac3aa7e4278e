"""A new module: its code, its title, the language it is written in; then its editor opens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from common.languages import page_language
from common.once import once
from courses.authoring.forms import NewModuleForm
from courses.authoring.making import begin_module
from structures.guards import portal_page
from structures.permissions import May


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(May.EDIT_CONTENT)
@once
def new(request: HttpRequest) -> HttpResponse:
    """The form; sent, the first draft, and its editor."""
    form = NewModuleForm(request.POST if request.method == "POST" else None, initial={"source": page_language()})
    if request.method == "POST" and form.is_valid():
        try:
            draft = begin_module(**form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error("code", str(error))
        else:
            return redirect("authoring:module", draft.module.code)
    return render(request, "authoring/new.html", {"form": form}, status=422 if form.errors else 200)
