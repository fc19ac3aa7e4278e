"""A workshop's room as a learner sees it: the code, her name, her secret. And nothing of it anywhere else."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from common import cookies
from common.clients import client_address
from common.errors import DomainError
from learners import entering, rooms, sessions
from learners.cards import PICTURES, ROOM_OPEN_FOR, SECRET_LENGTH
from learners.forms import RoomCodeForm
from learners.models import Room
from learners.picking import is_whole, picked_so_far
from learners.views.sign_in import HELD_FOR, TOKEN

DOOR, TICKET = "room-code", "room"  # signed cookies: what the QR says, for a moment; which room this browser is in
NAMES_AT_ONCE = 40


@login_not_required
@never_cache
@require_safe
def by_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The QR's address: the code leaves it at once, and the next page shows it filled in."""
    response = redirect("learners:room_door")
    if TOKEN.fullmatch(code):
        cookies.keep(response, DOOR, code, seconds=HELD_FOR, signed=True)
    return response


@transaction.non_atomic_requests
@login_not_required
@never_cache
def door(request: HttpRequest) -> HttpResponse:
    """The code of the room. No transaction around it: a try is committed before the room is looked for."""
    scanned = cookies.read_signed(request, DOOR, seconds=HELD_FOR)
    form = RoomCodeForm(request.POST or None, initial={"code": scanned})
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        address = client_address(request)
        if pause := entering.address_pause(address=address):
            form.add_error("code", _("Too many tries from here. Wait a little. Then try again."))
            response = render(request, "learners/room_door.html", {"form": form}, status=429)
            response["Retry-After"] = str(pause)
            return response
        try:
            room = entering.find_room(code=form.cleaned_data["code"], address=address)
        except DomainError as error:
            form.add_error("code", str(error))
        else:
            response = redirect("learners:room_names")
            seconds = int(ROOM_OPEN_FOR.total_seconds())
            cookies.keep(response, TICKET, rooms.ticket_of(room), seconds=seconds, signed=True)
            cookies.drop(response, DOOR)
            return response
    return render(request, "learners/room_door.html", {"form": form}, status=status)


@login_not_required
@never_cache
@require_safe
def names(request: HttpRequest) -> HttpResponse:
    """The names of this room, for whoever knows its code."""
    room = _room(request)
    if room is None:
        return redirect("learners:room_door")
    if not entering.is_open(room):
        return _closed(request)
    page = Paginator(rooms.names_in(room), NAMES_AT_ONCE).get_page(request.GET.get("page"))
    return render(request, "learners/room_names.html", {"page": page, "place": room.structure.name})


@transaction.non_atomic_requests
@login_not_required
@never_cache
@sensitive_post_parameters()
@require_POST
def secret(request: HttpRequest) -> HttpResponse:
    """Her digits, or her pictures one by one; the same limits as with a card. This phone is never her own."""
    room = _room(request)
    if room is None:
        return redirect("learners:room_door")
    if not entering.is_open(room):
        return _closed(request)
    learner = rooms.one_of(room, request.POST.get("learner", ""))
    if learner is None:
        raise Http404
    kind = learner.card.secret_kind
    picked = picked_so_far(request, kind)
    context = {"learner": learner, "kind": kind, "pictures": PICTURES, "picked": [], "left": SECRET_LENGTH}
    if not is_whole(picked, kind):
        context |= {"picked": picked, "left": SECRET_LENGTH - len(picked)}
        context["error"] = _("Type 4 digits.") if kind == "digits" and "digits" in request.POST else ""
        return render(request, "learners/room_secret.html", context)
    return _tried(request, room, picked, context)


def _tried(request: HttpRequest, room: Room, picked: list[str], context: dict) -> HttpResponse:
    address = client_address(request)
    if pause := entering.address_pause(address=address):
        context["error"] = _("Too many tries from here. Wait a little. Then try again.")
        response = render(request, "learners/room_secret.html", context, status=429)
        response["Retry-After"] = str(pause)
        return response
    try:
        found = entering.sign_in_in_room(room=room, learner=str(context["learner"].pk), secret=picked, address=address)
    except DomainError as error:
        return render(request, "learners/room_secret.html", {**context, "error": error.message}, status=422)
    sessions.start(request, found, own_phone=False)
    return sessions.welcome(found)


def _room(request: HttpRequest) -> Room | None:
    ticket = cookies.read_signed(request, TICKET, seconds=int(ROOM_OPEN_FOR.total_seconds()))
    return rooms.open_one(ticket) if ticket else None


def _closed(request: HttpRequest) -> HttpResponse:
    response = render(request, "learners/room_closed.html", status=410)
    cookies.drop(response, TICKET)
    return response
