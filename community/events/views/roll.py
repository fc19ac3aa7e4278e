"""The roll of an action: who came, and the validation that makes it count."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common import jobs
from common.errors import DomainError
from common.languages import page_language
from common.once import once
from community.events import permissions, selectors, services
from community.events.forms import WalkInForm
from community.events.models import Action, ActionStatus, Attendance
from community.events.views.actions import codes, own_action
from structures import job_places
from structures.guards import PartnerRequest, partner_page
from structures.models import Person
from structures.permissions import May

ROW = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
MARK, SHOWN = re.compile("p" + ROW), re.compile("w" + ROW)  # what a row is to say; what it said
VALIDATE = ("validate", "nobody")  # the second one says, when asked, that nobody came
STRANGER = "new"  # the answer "somebody else" to "is it one of these?"


def _roll_action(request: PartnerRequest, pk) -> Action:
    action = own_action(request, pk)
    if not action.has_roll:
        raise Http404
    return action


def _to_roll(request: PartnerRequest, action: Action) -> HttpResponse:
    return redirect("events:roll", *codes(request.place.partner), action.pk)


@partner_page(May.VALIDATE_ROLLS)
@once
def roll(request: PartnerRequest, pk) -> HttpResponse:
    """One row a person: present or absent. Each tap is kept; validating makes the presences count."""
    action = _roll_action(request, pk)
    if request.method != "POST":
        return _page(request, action)
    act = request.POST.get("act", "")
    try:
        if act != "reopen":
            rest = Attendance.Status.ABSENT if act == "absent" else ""
            marks = {"marks": _by_row(request, action, MARK), "shown": _by_row(request, action, SHOWN)}
            if overtaken := services.mark_roll(action=action, by=request.user, rest=rest, **marks):
                return _page(request, action, error=_overtaken(overtaken))
        if act in VALIDATE:
            return _validated(request, action, nobody=act == "nobody")
    except DomainError as error:
        return _page(request, action, error=str(error), ask_nobody=error.field == "nobody")
    if getattr(request, "htmx", False):
        return _page(request, action)
    messages.success(request, _("Kept. The roll is not validated yet."))
    return _to_roll(request, action)


def _validated(request: PartnerRequest, action: Action, *, nobody: bool) -> HttpResponse:
    present = services.validate_roll(action=action, by=request.user, nobody=nobody)
    undo = reverse("events:reopen", args=[*codes(request.place.partner), action.pk])
    words = ngettext("%(n)s validated presence.", "%(n)s validated presences.", present) % {"n": present}
    messages.success(request, words, extra_tags=f"undo:{undo}")
    return _to_roll(request, action)


@require_POST
@partner_page(May.VALIDATE_ROLLS)
@once
def reopen(request: PartnerRequest, pk) -> HttpResponse:
    """A closed action is open again; until it is closed anew, it does not count."""
    action = own_action(request, pk)
    services.reopen_action(action=action, by=request.user)
    messages.success(request, _("Open again. It does not count until it is closed anew."))
    if action.has_roll:
        return _to_roll(request, action)
    return redirect("events:partner_action", *codes(request.place.partner), action.pk)


@require_POST
@partner_page(May.VALIDATE_ROLLS)
def seat(request: PartnerRequest, pk, row: UUID) -> HttpResponse:
    """Somebody of the waiting list came."""
    action = _roll_action(request, pk)
    attendance = get_object_or_404(action.attendances, public=row)
    services.seat_waiting(attendance=attendance, by=request.user)
    return _to_roll(request, action)


@partner_page(May.VALIDATE_ROLLS)
@once
def add(request: PartnerRequest, pk) -> HttpResponse:
    """Add somebody who came without having registered; the page asks first when the register has a like name."""
    action = _roll_action(request, pk)
    names_url = reverse("events:structure_names", args=codes(request.place.partner))
    form = WalkInForm(request.POST or None, project=action.project, names_url=names_url)
    likely: list[Person] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        person, likely = _who(action, data, request.POST.get("same", ""))
        if not likely:
            walk_in = services.WalkIn(data["first_name"], data["last_name"], data["email"], data["structure"])
            services.add_walk_in(action=action, walk_in=walk_in, person=person, by=request.user)
            messages.success(request, _("%(name)s is on the roll, present.") % {"name": data["first_name"]})
            return _to_roll(request, action)
    status = 422 if form.errors or likely else 200
    choices = [(selectors.handle_of(one), one) for one in likely]
    context = {"action": action, "form": form, "likely": choices, "stranger": STRANGER}
    return render(request, "events/walk_in.html", context, status=status)


def _who(action: Action, data: dict, answer: str) -> tuple[Person | None, list[Person]]:
    """The person chosen among those of a like name, and those to ask about while nothing was chosen."""
    if data["email"] and Person.objects.filter(project=action.project_id, email__iexact=data["email"]).exists():
        return None, []  # an address settles it
    likely = selectors.people_like(project=action.project, name=f"{data['first_name']} {data['last_name']}")
    chosen = next((one for one in likely if selectors.handle_of(one) == answer), None)
    return chosen, [] if chosen or answer == STRANGER else likely


@require_POST
@partner_page(May.VALIDATE_ROLLS)
def sheet(request: PartnerRequest, pk) -> HttpResponse:
    """The sheet to print and sign: a job, and its page."""
    action = _roll_action(request, pk)
    job = jobs.enqueue(
        kind="events.sign_in_sheet",
        title=_("Attendance sheet"),
        user=request.user,
        language=page_language(),
        place=job_places.at(request.place.partner, May.VALIDATE_ROLLS),
        back=reverse("events:roll", args=[*codes(request.place.partner), action.pk]),
        args={"action_id": str(action.pk), "partner_id": request.place.partner.pk},
    )
    return redirect("common:job", job.pk)


@require_safe
@partner_page(May.VALIDATE_ROLLS)
def structures(request: PartnerRequest) -> HttpResponse:
    """Names of structures that hold what was typed, for the walk-in form's list."""
    typed = " ".join(request.GET.get("structure", "")[:80].split())
    found = selectors.structures_called(project=request.place.partner.project, name=typed) if len(typed) > 1 else []
    return render(request, "events/structure_names.html", {"found": found})


def _by_row(request: PartnerRequest, action: Action, name: re.Pattern[str]) -> dict[int, str]:
    """Attendance id -> what was sent for it: the page has the rows' public identifiers."""
    found = ((name.fullmatch(sent), value) for sent, value in request.POST.items())
    given = {UUID(match[1]): str(value) for match, value in found if match}
    rows = action.attendances.filter(public__in=given).values_list("pk", "public") if given else ()
    return {pk: given[public] for pk, public in rows}


def _overtaken(rows: list[Attendance]) -> str:
    """The sentence for rows that somebody else marked otherwise since the page was drawn."""
    words = ngettext(
        "Somebody marked %(names)s otherwise meanwhile. The list shows what is kept now: look at it, then go on.",
        "Somebody marked these people otherwise meanwhile: %(names)s. The list shows what is kept now: look at it, "
        "then go on.",
        len(rows),
    )
    return words % {"names": ", ".join(str(row.person) for row in rows)}


def _page(request: PartnerRequest, action: Action, *, error: str = "", ask_nobody: bool = False) -> HttpResponse:
    rows = list(selectors.roll_of(action=action))
    unmarked = [row.pk for row in rows if row.status == Attendance.Status.REGISTERED]
    count = selectors.count_roll(rows)
    may_validate = permissions.may_validate(action)
    context = {
        "action": action,
        "rows": rows,
        "count": count,
        "here": unmarked[0] if unmarked else None,
        "waiting": action.attendances.waiting().select_related("person__home"),
        "closed": action.status == ActionStatus.CLOSED,
        "may_tick": permissions.may_tick(action),
        "may_validate": may_validate,
        "ready": may_validate and count.present and not count.left,
        "ask_nobody": ask_nobody,
        "error": error,
    }
    return render(request, "events/roll.html", context, status=409 if error else 200)
