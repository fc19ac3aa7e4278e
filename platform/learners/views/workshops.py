"""A workshop's room as its aidant sees it: opened, shown big, renewed, closed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from common import cookies
from common.errors import DomainError
from common.once import once
from common.sites import site_of
from learners import rooms
from learners.cards import ROOM_OPEN_FOR, room_code_shown
from learners.entering import is_open
from learners.forms import RoomForm
from learners.models import Room
from learners.qr import qr_path
from structures.guards import StructureRequest, structure_page
from structures.permissions import May

KNOWN_FOR = int(ROOM_OPEN_FOR.total_seconds())


@structure_page(May.HELP)
@once
def room_list(request: StructureRequest) -> HttpResponse:
    """The rooms that are open now, and the form that opens one."""
    structure = request.place.structure
    form = RoomForm(request.POST if request.method == "POST" else None, structure=structure)
    if request.method == "POST" and form.is_valid():
        try:
            room, code = rooms.open_room(structure=structure, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _shown(request, room, code)
    context = {"form": form, "rooms": rooms.with_counts(structure=structure)}
    return render(request, "learners/rooms.html", context, status=422 if form.is_bound else 200)


@structure_page(May.HELP)
@never_cache
@require_safe
def room_page(request: StructureRequest, pk) -> HttpResponse:
    """The code and its QR, big: to project or to print. A browser that doesn't know the code can ask for a new one."""
    room = get_object_or_404(Room.objects.select_related("group"), pk=pk, structure=request.place.structure)
    code = cookies.read_signed(request, _cookie(room), seconds=KNOWN_FOR)
    if code and rooms.is_code_of(room, code):
        address = site_of(request) + reverse("learners:room_qr", args=[code])
        shown = {"code": room_code_shown(code), "qr": qr_path(address)}
    else:
        shown = {}
    context = {"room": room, "open": is_open(room), "count": rooms.learners_in(room).count(), **shown}
    context["door"] = site_of(request).rsplit("//", maxsplit=1)[-1] + reverse("learners:room_door")
    return render(request, "learners/room.html", context)


@structure_page(May.HELP)
@require_POST
def room_renew(request: StructureRequest, pk) -> HttpResponse:
    """Another code, which this browser then knows."""
    room = get_object_or_404(Room, pk=pk, structure=request.place.structure)
    try:
        code = rooms.renew_code(room=room, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("learners:rooms", request.place.structure.slug)
    return _shown(request, room, code)


@structure_page(May.HELP)
@require_POST
def room_close(request: StructureRequest, pk) -> HttpResponse:
    """At once."""
    room = get_object_or_404(Room, pk=pk, structure=request.place.structure)
    rooms.close_room(room=room, by=request.user)
    messages.success(request, _("The room is closed. Whoever came in by it is signed out."))
    response = redirect("learners:rooms", request.place.structure.slug)
    cookies.drop(response, _cookie(room))
    return response


def _shown(request: StructureRequest, room: Room, code: str) -> HttpResponse:
    """To the room's page. The code travels in a signed cookie: it is in no address, and in no table."""
    response = redirect("learners:room", request.place.structure.slug, room.pk)
    cookies.keep(response, _cookie(room), code, seconds=KNOWN_FOR, signed=True)
    return response


def _cookie(room: Room) -> str:
    return f"room-{room.pk}"
