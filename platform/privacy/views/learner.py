"""A learner's data, at the desk of her structure."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.languages import page_language
from common.once import once
from learners.models import Learner
from privacy import plans, quiet, selectors, services
from structures.guards import StructureRequest, structure_page
from structures.permissions import May


def _learner(request: StructureRequest, pk) -> Learner:
    return get_object_or_404(Learner.objects.for_structure(request.place.structure).known(), pk=pk)


def _back(request: StructureRequest, learner: Learner) -> HttpResponse:
    return redirect("privacy:learner", request.place.structure.slug, learner.pk)


@require_safe
@structure_page(May.HELP)
def learner(request: StructureRequest, pk) -> HttpResponse:
    """A copy for her, her objection, her erasure."""
    found = _learner(request, pk)
    planned = selectors.scheduled_erasure(found)
    context = {"learner": found, "planned": planned, "due": selectors.due_on(planned) if planned else None}
    return render(request, "privacy/learner.html", context)


@require_safe
@structure_page(May.HELP)
def leaving(request: StructureRequest) -> HttpResponse:
    """Learners whom nobody has met for almost two years, and when each is erased."""
    page = Paginator(quiet.leaving(structure=request.place.structure), 50).get_page(request.GET.get("page"))
    return render(request, "privacy/leaving.html", {"page": page})


@structure_page(May.HELP)
@require_POST
@once
def copy(request: StructureRequest, pk) -> HttpResponse:
    """A job makes the file, to hand to her."""
    found = _learner(request, pk)
    back = reverse("privacy:learner", args=[request.place.structure.slug, found.pk])
    job = services.ask_for_copy(user=request.user, learner=found, language=page_language(), back=back)
    return redirect("common:job", job.pk)


@structure_page(May.HELP)
@require_POST
def objection(request: StructureRequest, pk) -> HttpResponse:
    """She says so, the aidant clicks; and back."""
    found = _learner(request, pk)
    objects = request.POST.get("objects") == "1"
    services.learner_objects(learner=found, objects=objects, by=request.user)
    messages.success(request, _("Her visits are no longer counted.") if objects else _("Her visits are counted again."))
    return _back(request, found)


@structure_page(May.HELP)
@require_POST
def erase(request: StructureRequest, pk) -> HttpResponse:
    """In a week; or taken back."""
    found = _learner(request, pk)
    if request.POST.get("keep"):
        plans.keep_learner(learner=found, by=request.user)
        messages.success(request, _("%(name)s stays, and is back in the list.") % {"name": found.alias})
    else:
        plans.schedule_erasure(learner=found, by=request.user)
        messages.success(
            request, _("%(name)s will be erased in a week. Until then you can take it back.") % {"name": found.alias}
        )
    return _back(request, found)
