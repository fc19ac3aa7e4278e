"""Where the link of an invitation leads: first the language, then who invites where, then a name, and in."""

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from accounts.codes import send_code
from accounts.fresh import note_mailed_proof
from accounts.models import User
from accounts.services import account_of
from common.errors import DomainError
from structures.enums import Role
from structures.models import Invitation, Structure
from structures.permissions import table_of
from team.forms.invitations import AcceptForm
from team.receivers import WAITING, welcome_to
from team.selectors.invitations import invitation_of
from team.selectors.teams import Host
from team.services.invitations import Joined, accept_invitation, hash_token, join_as


@login_not_required
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks for the language, then (`?go=1`) says who invites where, as what; POST joins.

    Somebody new is in at once, for the link proves her address. Where that address has an account, a code goes to it
    first: whoever was forwarded the letter is not she.
    """
    found = invitation_of(token_hash=hash_token(token))
    if found is None or not found.open:
        return _closed(request, found)
    known = account_of(email=found.email)
    herself = known is not None and request.user == known
    if request.method != "POST" and not herself and not request.GET.get("go"):
        return render(request, "team/invitation_language.html", {"next": f"{request.path}?go=1"})
    form = None if known else AcceptForm(request.POST or None, initial=_names(found))
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            return _accept(request, found, token, known, form.cleaned_data if form else {})
        except DomainError:  # withdrawn, or out of time, a moment ago
            return _closed(request, None)
    context = {
        "invitation": found, "form": form, "herself": herself, "other": None if herself else request.user,
        "powers": [one.words for one in table_of([Role(found.role)])],
    }  # fmt: skip
    return render(request, "team/invitation.html", context, status=422 if form and form.errors else 200)


def _accept(request: HttpRequest, found: Invitation, token: str, known: User | None, names: dict) -> HttpResponse:
    if known and request.user == known:
        return _welcome(request, join_as(invitation_id=str(found.pk), user=known))
    if known is None:
        joined = accept_invitation(token=token, language=request.LANGUAGE_CODE, **names)  # type: ignore[attr-defined]
        if joined.known is None:
            return _welcome(request, joined)
        known = joined.known
    return _ask_for_code(request, found, known)


def _ask_for_code(request: HttpRequest, found: Invitation, known: User) -> HttpResponse:
    """To the address that was invited; the sign-in then joins at once (team/receivers.py)."""
    if not ratelimit.consume(request, action="request_login_code", key=found.email.lower()):
        return render(request, "429.html", status=429)
    if request.user.is_authenticated:
        logout(request)
    request.session[WAITING] = str(found.pk)
    send_code(request=request, user=known, email=found.email)
    onward = urlencode({"next": _address(found.place)})
    return redirect(f"{reverse('account_confirm_login_code')}?{onward}")


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
    messages.success(request, welcome_to(joined.place))
    address = _address(joined.place)
    if request.user.is_authenticated:
        return redirect(address)
    note_mailed_proof(request, joined.user)
    return perform_login(request, joined.user, redirect_url=address)


def _joined_before(request: HttpRequest, place: Host) -> HttpResponse:
    """A used link signs nobody in: who is in goes on, who is not gets a code by e-mail."""
    return render(request, "team/invitation_joined.html", {"invited_to": place, "address": _address(place)})


def _address(place: Host) -> str:
    """Where the place's people work."""
    if isinstance(place, Structure):
        return reverse("desk:structure_home", args=[place.slug])
    return reverse("desk:home")


def _names(found: Invitation) -> dict[str, str]:
    return {"first_name": found.first_name, "last_name": found.last_name}
