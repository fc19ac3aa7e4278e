"""A new secret for a card, with the aidant beside the learner; and whether notes are written here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from common.errors import DomainError
from learners import services
from learners.cards import PICTURES, SECRET_LENGTH
from learners.models import Learner
from learners.picking import picked_so_far
from structures.guards import StructureRequest, structure_page
from structures.permissions import May

KINDS = ("digits", "pictures")


@structure_page(May.HELP)
@never_cache
@sensitive_post_parameters()
def learner_secret(request: StructureRequest, pk) -> HttpResponse:
    """She chooses 4 digits or taps 4 pictures on this screen; or a secret is drawn, and shown once."""
    learner = get_object_or_404(
        Learner.objects.for_structure(request.place.structure).known().select_related("card"), pk=pk
    )
    kind = request.POST.get("kind") or request.GET.get("kind") or "pictures"
    kind = kind if kind in KINDS else "pictures"
    context = {"learner": learner, "kind": kind, "pictures": PICTURES, "picked": [], "left": SECRET_LENGTH}
    if request.method != "POST" or not hasattr(learner, "card"):
        return render(request, "learners/secret_new.html", context)
    if request.POST.get("draw"):
        drawn = services.draw_secret(learner=learner, secret_kind=kind, by=request.user)
        return render(request, "learners/secret_new.html", {**context, "drawn": drawn})
    picked = picked_so_far(request, kind)
    if kind == "pictures" and len(picked) < SECRET_LENGTH:
        left = SECRET_LENGTH - len(picked)
        return render(request, "learners/secret_new.html", {**context, "picked": picked, "left": left})
    error = _wrong_digits(picked) if kind == "digits" else ""
    if not error:
        try:
            services.change_secret(learner=learner, secret=picked, secret_kind=kind, by=request.user)
        except DomainError as refused:
            error = str(refused)
    if error:
        return render(request, "learners/secret_new.html", {**context, "error": error}, status=422)
    messages.success(request, _("%(name)s has a new secret. The card stays the same.") % {"name": learner.alias})
    return redirect("desk:learner", request.place.structure.slug, learner.pk)


def _wrong_digits(picked: list[str]) -> str:
    right = len(picked) == SECRET_LENGTH and all(one in "0123456789" for one in picked)
    return "" if right else _("Type 4 digits.")


@require_POST
@structure_page(May.INVITE)
def notes_switch(request: StructureRequest) -> HttpResponse:
    """Notes on or off for this structure: its referent decides."""
    on = request.POST.get("on") == "1"
    services.switch_notes(structure=request.place.structure, on=on, by=request.user)
    said = _("Aidants can now write a note. The learner reads it.") if on else _("No new notes are written.")
    messages.success(request, said)
    return redirect("learners:list", request.place.structure.slug)
