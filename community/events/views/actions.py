"""A partner's actions: plan, change, cancel, close."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.downloads import csv_response
from common.errors import DomainError
from common.once import once
from common.overtaken import Overtaken, show_overtaken
from common.sites import site_of
from community.events import permissions, selectors, services
from community.events.forms import CORE, ActionFilterForm, ActionForm, CancelForm
from community.events.models import Action, ActionKind
from community.events.words import export_row
from structures.guards import PartnerRequest, partner_page
from structures.models import Partner
from structures.permissions import May
from structures.selectors import partners_by_name
from territory.postcodes import normalise_postcode
from territory.words import plain_place

PER_PAGE = 30


def codes(partner: Partner) -> list[str]:
    """The partner's codes, as addresses have them."""
    return [partner.project.code.lower(), partner.code.lower()]


def own_action(request: PartnerRequest, pk) -> Action:
    """The action of that id if this partner organises it, with its counts; else 404."""
    mine = selectors.with_counts(Action.objects.filter(operator=request.place.partner))
    return get_object_or_404(mine.select_related("project", "operator__project"), pk=pk)


def to_action(request: PartnerRequest, action: Action) -> HttpResponse:
    return redirect("events:partner_action", *codes(request.place.partner), action.pk)


@require_safe
@partner_page(May.PLAN_ACTIONS)
def actions(request: PartnerRequest) -> HttpResponse:
    """What the partner organises, of all partners for the lead, filtered; the filters have an address."""
    form, found = _filtered(request)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "sees_all": request.place.may(May.SEE_ALL_PARTNERS)}
    return render(request, "events/actions.html", context)


@require_safe
@partner_page(May.PLAN_ACTIONS)
def export(request: PartnerRequest) -> HttpResponse:
    """The same actions as the list: one query for both."""
    header = [
        _("Beginning"), _("End"), _("Further dates"), _("Title"), _("Kind"), _("Programme"), _("Language"),
        _("Organiser"), _("Together with"), _("Where"), _("Places"), _("Registered"), _("Waiting"), _("Present"),
        _("People reached"), _("Evidence"), _("Status"),
    ]  # fmt: skip
    found = _filtered(request)[1].prefetch_related("joint__states")
    name = f"halte-actions-{request.place.partner.code.lower()}.csv"
    return csv_response(name, header, (export_row(action) for action in found))


def _filtered(request: PartnerRequest) -> tuple[ActionFilterForm, QuerySet[Action]]:
    place = request.place
    everyone = place.may(May.SEE_ALL_PARTNERS)
    form = ActionFilterForm(request.GET, partners=partners_by_name(place.partner.project) if everyone else ())
    form.is_valid()
    return form, selectors.actions_of(partner=place.partner, wanted=form.cleaned_data, everyone=everyone)


@partner_page(May.PLAN_ACTIONS)
@once
def new(request: PartnerRequest) -> HttpResponse:
    """Plan one."""
    partner = request.place.partner
    initial = {"kind": ActionKind.TRAINING, "variant": CORE, "language": request.LANGUAGE_CODE, "capacity": 12}
    form = ActionForm(request.POST or None, partner=partner, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.plan_action(partner=partner, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Planned. It stands in the public calendar."))
            return to_action(request, made)
    return render(request, "events/plan.html", {"form": form}, status=422 if form.errors else 200)


@partner_page(May.PLAN_ACTIONS)
def edit(request: PartnerRequest, pk) -> HttpResponse:
    """Correct one."""
    action = own_action(request, pk)
    form = ActionForm(request.POST or None, partner=request.place.partner, action=action)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            services.change_action(action=action, by=request.user, site=site_of(request), **form.cleaned_data)
        except Overtaken as error:
            form, status = ActionForm(request.POST, partner=request.place.partner, action=error.stored), 409
            show_overtaken(form, error)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Saved."))
            return to_action(request, action)
    return render(request, "events/plan.html", {"form": form, "action": action}, status=status)


@require_safe
@partner_page(May.PLAN_ACTIONS)
def action(request: PartnerRequest, pk) -> HttpResponse:
    """One of them: its facts, who comes, and what can be done now."""
    return _page(request, own_action(request, pk))


@require_POST
@partner_page(May.PLAN_ACTIONS)
@once
def cancel(request: PartnerRequest, pk) -> HttpResponse:
    """Cancelled at once, with a reason; undo rather than confirm."""
    found = own_action(request, pk)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    services.cancel_action(action=found, by=request.user, reason=form.cleaned_data["reason"], site=site_of(request))
    undo = reverse("events:restore", args=[*codes(request.place.partner), found.pk])
    messages.success(request, _("Cancelled. Registered people get an e-mail."), extra_tags=f"restore:{undo}")
    return to_action(request, found)


@require_POST
@partner_page(May.PLAN_ACTIONS)
@once
def restore(request: PartnerRequest, pk) -> HttpResponse:
    """The undo of a cancellation."""
    found = own_action(request, pk)
    services.restore_action(action=found, by=request.user, site=site_of(request))
    messages.success(request, _("It takes place after all."))
    return to_action(request, found)


@require_POST
@partner_page(May.VALIDATE_ROLLS)
@once
def close(request: PartnerRequest, pk) -> HttpResponse:
    """It took place, and counts."""
    found = own_action(request, pk)
    try:
        services.close_action(action=found, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        undo = reverse("events:reopen", args=[*codes(request.place.partner), found.pk])
        messages.success(request, _("Closed: it counts from now on."), extra_tags=f"undo:{undo}")
    return to_action(request, found)


@require_safe
@partner_page(May.PLAN_ACTIONS)
def place(request: PartnerRequest) -> HttpResponse:
    """What a postcode means, for the form: the municipality, and whether it lies in the zone."""
    read = normalise_postcode(request.GET.get("postcode", "")[:20], request.GET.get("country", "")[:2])
    found = plain_place(read.country, read.digits) if read.digits else None
    return render(request, "events/place.html", {"found": found})


def _page(request: PartnerRequest, found: Action, *, form: CancelForm | None = None) -> HttpResponse:
    may = {
        "tick": permissions.may_tick(found),
        "validate": permissions.may_validate(found),
        "close": permissions.may_close(found),
        "cancel": permissions.may_cancel(found),
    }
    context = {
        "action": found,
        "may": may,
        "cancel_form": form or CancelForm(),
        "place": plain_place(found.country, found.postcode) if found.postcode else None,
        "joint": found.joint.prefetch_related("states"),
    }
    return render(request, "events/partner_action.html", context, status=422 if form else 200)
