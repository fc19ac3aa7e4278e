"""A referent's page: the file of learning records, the record store, the platforms that may launch modules."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.errors import DomainError
from common.languages import page_language
from common.once import once
from common.sites import site_of
from courses.interop import selectors, services, signing
from courses.interop.forms import PeriodForm, StoreForm
from courses.interop.models import Platform
from courses.interop.views.common import LTI, XAPI, when
from structures.guards import StructureRequest, structure_page
from structures.permissions import May


@structure_page(May.SPEAK_FOR)
@require_safe
@when(XAPI, LTI)
def home(request: StructureRequest) -> HttpResponse:
    """What is exchanged, and with whom."""
    return _page(request)


def _page(request: StructureRequest, **forms: Any) -> HttpResponse:
    structure = request.place.structure
    context: dict[str, Any] = {"structure": structure, "xapi": settings.INTEROP_XAPI, "lti": settings.INTEROP_LTI}
    if settings.INTEROP_XAPI:
        store = selectors.store_of(structure)
        context |= {"store": store, "hosts": settings.XAPI_LRS_HOSTS, "counts": selectors.counts_of(structure)}
        context |= {"period_form": PeriodForm(), "store_form": StoreForm(store=store)}
    if settings.INTEROP_LTI:
        platforms = selectors.platforms_of(structure)
        context["platforms"] = [(one, selectors.lost_scores(one)) for one in platforms]
    return render(request, "interop/home.html", context | forms, status=422 if forms else 200)


@structure_page(May.SPEAK_FOR)
@require_POST
@when(XAPI)
@once
def export(request: StructureRequest) -> HttpResponse:
    """A signed file of those days, made by a worker."""
    form = PeriodForm(request.POST)
    if not form.is_valid():
        return _page(request, period_form=form)
    structure = request.place.structure
    job = services.ask_export(
        structure=structure,
        since=form.cleaned_data["since"],
        until=form.cleaned_data["until"],
        site=site_of(request),
        by=request.user,
        language=page_language(),
        back=reverse("interop:home", args=[structure.slug]),
    )
    return redirect("common:job", job.pk)


@structure_page(May.SPEAK_FOR)
@require_POST
@when(XAPI)
def store(request: StructureRequest) -> HttpResponse:
    """Where learning records go."""
    structure = request.place.structure
    form = StoreForm(request.POST, store=selectors.store_of(structure))
    if form.is_valid():
        try:
            services.save_store(structure=structure, site=site_of(request), by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Kept. Nothing is sent before you turn it on."))
            return redirect("interop:home", structure.slug)
    return _page(request, store_form=form)


@structure_page(May.SPEAK_FOR)
@require_POST
@when(XAPI)
def switch(request: StructureRequest) -> HttpResponse:
    """Send from now on, or pause."""
    structure, on = request.place.structure, request.POST.get("on") == "1"
    try:
        services.switch_store(structure=structure, on=on, by=request.user)
    except DomainError as error:
        messages.warning(request, str(error))
    else:
        words = _("Learning records are sent from now on.") if on else _("Paused. Nothing is sent.")
        messages.success(request, words)
    return redirect("interop:home", structure.slug)


@structure_page(May.SPEAK_FOR)
@require_POST
@when(XAPI)
def retry(request: StructureRequest) -> HttpResponse:
    """What was refused is offered again."""
    services.try_again(structure=request.place.structure, by=request.user)
    messages.success(request, _("We try again now."))
    return redirect("interop:home", request.place.structure.slug)


def _own(request: StructureRequest, pk: Any) -> Platform:
    found = selectors.platforms_of(request.place.structure).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@structure_page(May.SPEAK_FOR)
@require_POST
@when(LTI)
def platform_switch(request: StructureRequest, pk: Any) -> HttpResponse:
    """Let a platform's learners in, or not any longer."""
    found, on = _own(request, pk), request.POST.get("on") == "1"
    services.switch_platform(platform=found, on=on, by=request.user)
    words = _("%(name)s may launch modules.") if on else _("%(name)s may not launch modules any more.")
    messages.success(request, words % {"name": found.name})
    return redirect("interop:home", request.place.structure.slug)


@structure_page(May.SPEAK_FOR)
@require_POST
@when(LTI)
def platform_retry(request: StructureRequest, pk: Any) -> HttpResponse:
    """Results that did not arrive are sent again."""
    count = services.try_scores_again(platform=_own(request, pk), by=request.user)
    words = ngettext("We try %(n)s result again now.", "We try %(n)s results again now.", count)
    messages.success(request, words % {"n": count})
    return redirect("interop:home", request.place.structure.slug)


@login_not_required
@require_safe
@when(XAPI)
def keys(request: HttpRequest) -> JsonResponse:
    """The public keys with which exports are signed."""
    answer = JsonResponse({"keys": signing.public_keys()})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
