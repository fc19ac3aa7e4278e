"""Where the link of an invitation leads: first the language, then who invites where, then a name, and in."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common.errors import DomainError
from common.sentences import one_stop
from structures.enums import Role
from structures.models import Invitation, Structure
from structures.permissions import table_of
from team.forms.invitations import AcceptForm
from team.selectors.invitations import invitation_of
from team.selectors.teams import Host
from team.services.invitations import Joined, accept_invitation, hash_token


@login_not_required
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks for the language, then (`?go=1`) says who invites where, as what; POST joins and signs in."""
    found = invitation_of(token_hash=hash_token(token))
    if found is None or not found.open:
        return _closed(request, found)
    known = request.user if request.user.is_authenticated and request.user.email == found.email else None
    if request.method != "POST" and known is None and not request.GET.get("go"):
        return render(request, "team/invitation_language.html", {"next": f"{request.path}?go=1"})
    form = AcceptForm(request.POST or None, initial=_names(found, known))
    if request.method == "POST" and form.is_valid():
        try:
            joined = accept_invitation(token=token, language=request.LANGUAGE_CODE, **form.cleaned_data)
        except DomainError:  # withdrawn, or out of time, a moment ago
            return _closed(request, None)
        return _welcome(request, joined)
    context = {"invitation": found, "form": form, "other": None if known else request.user}
    context["powers"] = [one.words for one in table_of([Role(found.role)])]
    return render(request, "team/invitation.html", context, status=422 if form.errors else 200)


def _closed(request: HttpRequest, found: Invitation | None) -> HttpResponse:
    """Used: as good as joined. Unknown, withdrawn, out of time: one page, the same words, for all of them."""
    if found and found.accepted_at:
        return _joined_before(request, found.place)
    return render(request, "team/invitation_closed.html", status=410)


def _welcome(request: HttpRequest, joined: Joined) -> HttpResponse:
    if joined.user is None:  # two at once: the other one was quicker
        return _joined_before(request, joined.place)
    if request.user.is_authenticated and request.user != joined.user:
        logout(request)
    messages.success(request, one_stop(_("Welcome to %(place)s.") % {"place": joined.place}))
    address = _address(joined.place)
    if request.user.is_authenticated:
        return redirect(address)
    return perform_login(request, joined.user, redirect_url=address)


def _joined_before(request: HttpRequest, place: Host) -> HttpResponse:
    """A used link signs nobody in: who is in goes on, who is not gets a code by e-mail."""
    return render(request, "team/invitation_joined.html", {"invited_to": place, "address": _address(place)})


def _address(place: Host) -> str:
    """Where the place's people work."""
    if isinstance(place, Structure):
        return reverse("desk:structure_home", args=[place.slug])
    return reverse("desk:home")


def _names(found: Invitation, user) -> dict[str, str]:
    one = user or found
    return {"first_name": one.first_name, "last_name": one.last_name}
