"""The public calendar, its feed, and a helper's place in what it shows."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.downloads import file_name
from common.errors import DomainError
from common.sites import site_of
from community.events import agenda, ical, selectors, services
from community.events.forms import CalendarForm
from community.events.models import Action, ActionStatus, Attendance
from community.events.permissions import may_tick, over
from portals.scope import Scope, scope_of
from structures.permissions import May
from structures.selectors import partner_place

PER_PAGE = 30
FEED_DAYS = 400


@login_not_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What is to come, two months at a time; everybody may read it."""
    form = CalendarForm(request.GET)
    wanted, scope = _wanted(request, form)
    first = agenda.read_month(request.GET.get("month"))
    last = agenda.next_month(agenda.next_month(first)) - dt.timedelta(days=1)
    page = Paginator(selectors.calendar(wanted=wanted, first=first, last=last), PER_PAGE).get_page(
        request.GET.get("page")
    )
    mine = selectors.registrations_of(user=request.user)
    homes = selectors.structures_by_project(user=request.user)
    coming = sorted(mine.values(), key=lambda one: one.action.starts_at)
    context = {
        "form": form,
        "scope": scope,
        "page": page,
        "days": agenda.by_day(agenda.entries(page, mine, homes)),
        "months": agenda.months(first, 2, selectors.busy_days(first=first, last=last, wanted=wanted)),
        "weekdays": agenda.weekdays(),
        "before": agenda.month_before(first) if first > timezone.localdate() else None,
        "after": agenda.next_month(first),
        "next": coming[0] if coming else None,
    }
    return render(request, "events/calendar.html", context)


def _wanted(request: HttpRequest, form: CalendarForm) -> tuple[dict, Scope]:
    """What the form asks for, within the host's portal; a postcode beyond its border asks for all portals."""
    wanted = form.wanted()
    place = wanted.get("place")
    scope = scope_of(request).looking_at(place.country if place else "")
    return {**wanted, "portal": scope.portal}, scope


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The calendar to subscribe to, with the filters of the page."""
    today = timezone.localdate()
    wanted, _scope = _wanted(request, CalendarForm(request.GET))
    found = selectors.calendar(wanted=wanted, first=today, last=today + dt.timedelta(days=FEED_DAYS))
    return _ical(ical.calendar_file(found, site=site_of(request)), "halte.ics")


@login_not_required
@require_safe
def action_file(request: HttpRequest, pk) -> HttpResponse:
    """One action, for a calendar."""
    action = get_object_or_404(Action, pk=pk)
    name = file_name(action.title, extension="ics", on=timezone.localdate(action.starts_at))
    return _ical(ical.calendar_file([action], site=site_of(request)), name)


@login_not_required
@require_safe
def action(request: HttpRequest, pk) -> HttpResponse:
    """One training or event: what, when, where, and her place in it."""
    return _action_page(request, pk)


@require_POST
def register(request: HttpRequest, pk) -> HttpResponse:
    """A place, or one on the waiting list."""
    found = get_object_or_404(Action, pk=pk)
    homes = selectors.structures_by_project(user=request.user).get(found.project_id, [])
    home = next((one for one in homes if one.slug == request.POST.get("structure")), None)
    try:
        attendance = services.register(action=found, user=request.user, structure=home, site=site_of(request))
    except DomainError as error:
        return _action_page(request, pk, error=str(error), status=409)
    if attendance.status == Attendance.Status.WAITING:
        place = selectors.place_in_line(attendance)
        messages.info(
            request, _("All places are taken: you are number %(place)s on the waiting list.") % {"place": place}
        )
    else:
        messages.success(request, _("You are registered. An e-mail with the details is on its way."))
    return redirect("events:action", found.pk)


@require_POST
def withdraw(request: HttpRequest, pk) -> HttpResponse:
    """The place is given back; undo asks for one again."""
    found = get_object_or_404(Action, pk=pk)
    attendance = selectors.registrations_of(user=request.user, actions=[found]).get(found.pk)
    if attendance is None:
        return redirect("events:action", found.pk)
    try:
        services.withdraw(attendance=attendance, by=request.user, site=site_of(request))
    except DomainError as error:
        return _action_page(request, pk, error=str(error), status=409)
    undo = reverse("events:register", args=[found.pk])
    messages.success(request, _("You are no longer on the list."), extra_tags=f"restore:{undo}")
    return redirect("events:action", found.pk)


def _action_page(request: HttpRequest, pk, *, error: str = "", status: int = 200) -> HttpResponse:
    shown = selectors.with_counts(Action.objects.select_related("operator", "project")).prefetch_related(
        "operator__states", "joint__states"
    )
    found = get_object_or_404(shown, pk=pk)
    mine = selectors.registrations_of(user=request.user, actions=[found])
    entry = agenda.entries([found], mine, selectors.structures_by_project(user=request.user))[0]
    waiting = entry.attendance if entry.status == Attendance.Status.WAITING else None
    context = {
        "entry": entry,
        "action": found,
        "over": over(found),
        "error": error,
        "line_place": selectors.place_in_line(waiting) if waiting else None,
        "at_work": _at_work(request, found),
        "runs": found.project.start <= timezone.localdate() <= found.project.end,
    }
    return render(request, "events/action.html", context, status=status)


def _at_work(request: HttpRequest, action: Action) -> dict | None:
    """For the organiser's people: where they work on it; `roll` for those who may take its roll."""
    if not request.user.is_authenticated:
        return None
    codes = {"project": action.project.code.lower(), "partner": action.operator.code.lower()}
    place = partner_place(user=request.user, **codes)
    if place is None or not place.may(May.PLAN_ACTIONS):
        return None
    roll = action.has_roll and action.status != ActionStatus.CANCELLED and place.may(May.VALIDATE_ROLLS)
    return codes | {"roll": roll, "tick": may_tick(action)}


def _ical(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
