"""Viewing as somebody: an administrator sees Halte as she does, and can do nothing (docs/sign-in.md).

The viewer stays signed in as herself; a session key names the viewing, and each request asks again whether it runs and
whether she may. The person is the request's `user`, so that the wall opens what it opens for her, and nothing else.
"""

import re
from collections.abc import Callable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from common.wall import across_structures, as_person, open_structure
from helpdesk import letters
from helpdesk.models import Viewing
from structures import journal
from structures.models import Membership
from structures.permissions import May
from structures.selectors import portal_permissions

KEY = "viewing"
LASTS = timedelta(minutes=30)
SHORTEST_REASON = 10
STOP = "/help-desk/stop/"
# Not hers to see: how the person signs in and what is kept of her, what she writes for herself in her training, the
# administration, the help desk itself, and files that somebody made.
CLOSED = re.compile(r"^/(accounts|account|admin|help-desk|jobs|people|join|invitation|demo|training)/|^/i18n/")


@transaction.atomic
def begin(*, person: User, by: User, reason: str, site: str) -> Viewing:
    """Half an hour of viewing as her. She gets a letter, and finds it on her account's page.

    Raises DomainError for a reason of less than ten signs, for oneself, and for who may do the same.
    """
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise DomainError(_("Say why in a few words: the person will read them."), field="reason")
    with as_person(person.pk):
        powerful = person.is_superuser or May.ADMINISTER in portal_permissions(user=person)
    if person.pk == by.pk or powerful or not person.is_active:
        raise DomainError(_("Nobody views Halte as this person."), field="reason")
    with across_structures("the help desk looks at no one structure"):
        viewing = Viewing.objects.create(person=person, by=by, reason=reason, ends_at=timezone.now() + LASTS)
    journal.record(act="viewing_begun", by=by, target=person, viewing=str(viewing.pk))
    for structure_id in _structures_of(person):
        with open_structure(structure_id):
            journal.record(act="viewing_begun", by=by, target=person, viewing=str(viewing.pk))
    letters.somebody_looks(to=person, by=by, reason=reason, site=site)
    return viewing


@transaction.atomic
def end(*, viewing: Viewing) -> None:
    """She is herself again."""
    with across_structures("the help desk looks at no one structure"):
        ended = Viewing.objects.filter(pk=viewing.pk, ended_at=None).update(ended_at=timezone.now())
    if ended:
        journal.record(act="viewing_ended", by=viewing.by, target=viewing.person, viewing=str(viewing.pk))


def of_viewer(*, key: str, viewer: User) -> Viewing | None:
    """The viewing of that id, if it is hers who asks."""
    with across_structures("the help desk looks at no one structure"):
        try:
            return Viewing.objects.select_related("person", "by").filter(pk=key, by=viewer.pk).first()
        except ValidationError:
            return None


def viewings_of(*, person: User) -> list[Viewing]:
    """Who viewed as her, and why, the last one first. Needs `as_person`."""
    return list(Viewing.objects.filter(person=person).select_related("by").order_by("-started_at")[:50])


class ViewingMiddleware:
    """While a viewing runs, `request.user` is the person and `request.viewer` the administrator.

    Nothing is sent, nothing is taken away: any other method than GET and HEAD is refused, and so are the closed pages
    and every download.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewing = _running(request) if KEY in request.session else None
        if viewing is None or request.path_info == STOP:
            return self.get_response(request)
        request.viewing, request.viewer = viewing, request.user  # type: ignore[attr-defined]
        request.user = viewing.person
        if request.method not in {"GET", "HEAD"}:
            return _refused(request, _("You are viewing as somebody else: nothing can be sent."))
        if CLOSED.match(request.path_info):
            return _refused(request, _("This page is closed to who views as somebody else."))
        response = self.get_response(request)
        if response.get("Content-Disposition", "").startswith("attachment"):
            refusal = _refused(request, _("You are viewing as somebody else: nothing can be taken away."))
            response.close()  # ends the connection to the database too
            return refusal
        return response


def _running(request: HttpRequest) -> Viewing | None:
    """The viewing that the session names, while it lasts and its viewer may; else the session forgets it."""
    viewer = request.user
    if not viewer.is_authenticated:
        return None
    with transaction.atomic():
        found = of_viewer(key=request.session[KEY], viewer=viewer)
    runs = found is not None and found.ended_at is None and found.ends_at > timezone.now() and found.person.is_active
    if runs:
        with transaction.atomic(), as_person(viewer.pk):
            runs = May.ADMINISTER in portal_permissions(user=viewer)
    if not runs:
        request.session.pop(KEY, None)
        return None
    return found


def _structures_of(person: User) -> list[int]:
    with across_structures("each structure of hers has a line about it in its journal"):
        places = Membership.objects.active().filter(user=person, structure__isnull=False)
        return sorted(set(places.values_list("structure_id", flat=True)))


def _refused(request: HttpRequest, message: str) -> HttpResponse:
    return render(request, "refused.html", {"message": message}, status=403)
