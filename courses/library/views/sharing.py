"""Giving a resource to learners, and what a learner sees of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError
from common.once import once
from courses.library import selectors, services
from courses.library.forms import ShareForm
from courses.library.models import Share
from courses.library.views.reading import resource_or_404
from learners.guards import LearnerRequest, learner_page
from structures.guards import StructureRequest, structure_page
from structures.permissions import May


@structure_page(May.HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def share(request: StructureRequest, pk: Any) -> HttpResponse:
    """Choose the learners whose page it comes onto."""
    structure, resource = request.place.structure, resource_or_404(request, pk)
    form = ShareForm(
        request.POST if request.method == "POST" else None,
        structure=structure,
        initial={"learners": request.GET.getlist("learner")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.share(
                structure=structure, learners=form.cleaned_data["learners"], resource=resource, by=request.user
            )
        except DomainError as error:
            form.add_error("learners", str(error))
        else:
            _tell(request, resource.title, made)
            return redirect("library:resource", pk)
    context = {"form": form, "resource": resource}
    return render(request, "library/share.html", context, status=422 if form.is_bound else 200)


def _tell(request: StructureRequest, title: str, made: list[Share]) -> None:
    if not made:
        messages.info(request, _("They have it already."))
        return
    words = ngettext(
        "“%(title)s” is on the page of %(n)s learner.", "“%(title)s” is on the pages of %(n)s learners.", len(made)
    )
    undo = ""
    if len(made) == 1:
        undo = "undo:" + reverse("library:take_back", args=[request.place.structure.slug, made[0].pk])
    messages.success(request, words % {"title": title, "n": len(made)}, extra_tags=undo)


def _share(request: StructureRequest, pk: Any) -> Share:
    found = Share.objects.select_related("learner", "resource")
    return get_object_or_404(found, pk=pk, structure=request.place.structure)


@require_POST
@structure_page(May.HELP)
def take_back(request: StructureRequest, pk: Any) -> HttpResponse:
    """It leaves the learner's page, at once; undo rather than confirm."""
    one = _share(request, pk)
    services.take_back(one=one, by=request.user)
    undo = reverse("library:give_again", args=[request.place.structure.slug, pk])
    words = _("“%(title)s” has been taken back from %(name)s.")
    messages.success(
        request, words % {"title": one.resource.title, "name": one.learner.alias}, extra_tags=f"undo:{undo}"
    )
    return redirect("desk:learner", request.place.structure.slug, one.learner_id)


@require_POST
@structure_page(May.HELP)
def give_again(request: StructureRequest, pk: Any) -> HttpResponse:
    """The undo of taking back."""
    one = _share(request, pk)
    try:
        services.give_again(one=one, by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    return redirect("desk:learner", request.place.structure.slug, one.learner_id)


@learner_page
@require_safe
def given(request: LearnerRequest, pk: Any) -> HttpResponse:
    """A resource on the learner's own page."""
    one = next((share for share in selectors.shared_with(learner=request.learner) if share.pk == pk), None)
    if one is None:
        raise Http404
    resource = selectors.readable(pk=one.resource_id, curator=False)
    return render(request, "library/given.html", {"resource": resource})
