"""The kit of a module's workshop: on the screen with a timer, and on paper."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from common.languages import page_language
from courses.learning.sheets import SHEETS, ask_for_pdf, facilitator_sheet, memo_sheet
from courses.training.selectors import country_of
from courses.training.views.common import below, way_or_404


@require_safe
def kit(request: SignedInRequest, code: str) -> HttpResponse:
    """Material, what to prepare, the steps by minute. Whoever has an account opens it: helpers and trainers."""
    way = way_or_404(request, code)
    context = facilitator_sheet(way.version, page_language(), country_of(request.user))
    plan = context["sheet"]["plan"]
    whole = sum(one["minutes"] for one in plan)
    context |= {"way": way, "plan": plan, "whole": whole, "crumbs": below(way, _("Workshop kit"))}
    return render(request, "training/kit.html", context)


@require_safe
def memo(request: SignedInRequest, code: str) -> HttpResponse:
    """The aide-mémoire for the desk."""
    way = way_or_404(request, code)
    context = memo_sheet(way.version, page_language(), country_of(request.user))
    context |= {"way": way, "crumbs": below(way, context["memo"]["title"])}
    return render(request, "training/memo.html", context)


@require_POST
def print_sheet(request: SignedInRequest, code: str, name: str) -> HttpResponse:
    """A PDF of the kit or of the aide-mémoire, made by a worker."""
    way = way_or_404(request, code)
    if name not in SHEETS:
        raise Http404
    job = ask_for_pdf(
        user=request.user,
        module=way.module,
        version=way.version,
        name=name,
        country=country_of(request.user),
        back=reverse("training:module", args=[code]),
        title=_("Workshop kit: %(title)s") if name == "facilitator" else _("Memo: %(title)s"),
    )
    return redirect("common:job", job.pk)
