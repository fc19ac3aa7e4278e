"""The kit of a module's workshop: on the screen with a timer, and on paper."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from common import jobs
from common.languages import page_language
from courses.learning.sheets import facilitator_sheet, memo_sheet
from courses.training.selectors import country_of
from courses.training.views.common import below, way_or_404

SHEETS = ("facilitator", "memo")


@require_safe
def kit(request: SignedInRequest, code: str) -> HttpResponse:
    """Material, what to prepare, the steps by minute. Whoever has an account opens it: helpers and trainers."""
    way = way_or_404(request, code)
    context = facilitator_sheet(way.version, page_language(), country_of(request.user))
    start, plan = 0, []
    for one in context["sheet"]["plan"]:
        plan.append({**one, "start": start, "from": f"{start // 60}:{start % 60:02}"})
        start += one["minutes"]
    context |= {"way": way, "plan": plan, "whole": start, "crumbs": below(way, _("Workshop kit"))}
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
    title = _("Workshop kit: %(title)s") if name == "facilitator" else _("Memo: %(title)s")
    country = country_of(request.user)
    job = jobs.enqueue(
        kind="courses.print_sheet",
        title=title % {"title": way.module.title},
        user=request.user,
        language=page_language(),
        place="",
        back=reverse("training:module", args=[code]),
        key=f"{name}:{way.version.pk}:{page_language()}:{country}",
        args={"version_id": way.version.pk, "sheet": name, "country": country, "address": ""},
    )
    return redirect("common:job", job.pk)
