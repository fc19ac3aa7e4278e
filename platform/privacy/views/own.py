"""A learner's data, on her own pages: short sentences, big buttons."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.downloads import attachment
from learners import sessions
from learners.guards import LearnerRequest, learner_page
from learners.models import Learner
from privacy import services
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


@learner_page
def erase(request: LearnerRequest) -> HttpResponse:
    """A question first; then all is gone, and so is her way in."""
    if request.method != "POST":
        return render(request, "privacy/own_erase.html", {"learner": request.learner})
    act: PrivacyAct = services.erase_learner_now(learner=request.learner, by=None)
    request.learner = None  # type: ignore[assignment]  # nobody is here any more: this page is no visit of hers
    sessions.end(request)
    return redirect("privacy:receipt", act.pk)
