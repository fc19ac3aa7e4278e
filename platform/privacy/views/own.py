"""A learner's data, on her own pages: short sentences, big buttons."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from common.clients import client_address
from common.downloads import attachment
from common.errors import DomainError
from learners import entering, sessions
from learners.cards import PICTURES, SECRET_LENGTH
from learners.guards import LearnerRequest, learner_page
from learners.models import Card, Learner
from learners.picking import is_whole, picked_so_far
from privacy import plans, services
from privacy.copies import ZIP, copy_of
from privacy.holdings import LEARNER
from privacy.models import PrivacyAct


@learner_page
@require_safe
def mine(request: LearnerRequest) -> HttpResponse:
    """What is kept of her, and what she can do."""
    objects = Learner.objects.filter(pk=request.learner.pk, objects_to_statistics=True).exists()
    return render(request, "privacy/own.html", {"learner": request.learner, "objects": objects})


@learner_page
@require_POST
def copy(request: LearnerRequest) -> HttpResponse:
    """At once: she has no account that a job could belong to, and there is never much (privacy.holdings.MOST_ROWS)."""
    made = copy_of(subject=LEARNER, key=request.learner.pk, whose=request.learner.alias, title=_("My data"))
    services.note_copy(learner=request.learner, receipt=made.receipt)
    return attachment(made.name, made.content, ZIP)


@learner_page
@require_POST
def objection(request: LearnerRequest) -> HttpResponse:
    """One tap each way."""
    objects = request.POST.get("objects") == "1"
    services.learner_objects(learner=request.learner, objects=objects, by=None)
    messages.success(
        request, _("Your visits are no longer counted.") if objects else _("Your visits are counted again.")
    )
    return redirect("privacy:own")


@sensitive_post_parameters()
@learner_page
def erase(request: LearnerRequest) -> HttpResponse:
    """A question, then her secret: a card alone may be in anybody's hand. Who doesn't know it waits a week."""
    if request.POST.get("keep"):
        plans.keep_learner(learner=request.learner, by=None)
        messages.success(request, _("Your data stays."))
        return redirect("privacy:own")
    if request.POST.get("later"):
        plans.ask_for_erasure(learner=request.learner)
        return redirect("privacy:own")
    kind = Card.objects.values_list("secret_kind", flat=True).get(learner=request.learner)
    picked = picked_so_far(request, kind) if request.method == "POST" else []
    context = {"learner": request.learner, "kind": kind, "pictures": PICTURES, "ask": request.GET.get("ask")}
    if not is_whole(picked, kind):
        context |= {"picked": picked, "left": SECRET_LENGTH - len(picked)}
        context["error"] = _("Type 4 digits.") if kind == "digits" and "digits" in request.POST else ""
        return render(request, "privacy/own_erase.html", context)
    return _proved(request, picked, context)


def _proved(request: LearnerRequest, picked: list[str], context: dict) -> HttpResponse:
    """At once, and nothing undoes it. One transaction with the try: her card's row is held, so tries come singly."""
    address = client_address(request)
    context |= {"picked": [], "left": SECRET_LENGTH, "ask": True}
    if pause := entering.address_pause(address=address):
        context["error"] = _("Too many tries from here. Wait a little. Then try again.")
        response = render(request, "privacy/own_erase.html", context, status=429)
        response["Retry-After"] = str(pause)
        return response
    try:
        entering.prove_secret(learner=request.learner, secret=picked, address=address)
    except DomainError as error:
        return render(request, "privacy/own_erase.html", {**context, "error": error.message}, status=422)
    act: PrivacyAct = services.erase_learner_now(learner=request.learner, by=None)
    request.learner = None  # type: ignore[assignment]  # nobody is here any more: this page is no visit of hers
    sessions.end(request)
    return redirect("privacy:receipt", act.pk)
