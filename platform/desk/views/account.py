"""The account's own page: who she is, how she signs in, where she is signed in, what she is where."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import devices, second_step
from accounts.adapter import set_language_cookie
from accounts.requests import SignedInRequest
from accounts.services import change_profile
from desk.forms import ProfileForm
from desk.views.home import places_with_urls
from structures.second_step import needs
from team.selectors.vouching import reach_of

BEFORE = "profile_before"  # in the session: names and language before the last change
FIELDS = ("first_name", "last_name", "language")


def account(request: SignedInRequest) -> HttpResponse:
    """Names, language, address; the second step; the devices; her places; the doors to her journal and her data."""
    user = request.user
    before = {name: getattr(user, name) for name in FIELDS}
    form = ProfileForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        request.session[BEFORE] = before
        return _changed(request, form.cleaned_data, extra_tags="undo:/account/undo/")
    context = {
        "form": form,
        "places": places_with_urls(user),
        "devices": [(one, one.session_key == request.session.session_key) for one in devices.open_devices(user=user)],
        "second": second_step.has_one(user),
        "needed": needs(user),
        "vouches": bool(reach_of(by=user)),
    }
    return render(request, "desk/account.html", context, status=422 if form.errors else 200)


@require_POST
def undo(request: SignedInRequest) -> HttpResponse:
    """Names and language as they were before the last change in this session."""
    before = request.session.pop(BEFORE, None)
    if before is None:
        return redirect("desk:account")
    return _changed(request, before)


def _changed(request: SignedInRequest, values: dict, extra_tags: str = "") -> HttpResponse:
    change_profile(user=request.user, **values)
    with translation.override(request.user.language):
        messages.success(request, _("Your changes are saved."), extra_tags=extra_tags)
    response = redirect("desk:account")
    set_language_cookie(response, request.user.language)
    return response


@require_POST
def end_device(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One session of hers: its next request finds nobody signed in. This one: she is signed out."""
    device = get_object_or_404(devices.open_devices(user=request.user), pk=pk)
    here = device.session_key == request.session.session_key
    devices.end(device=device)
    if here:
        request.session.flush()
        return redirect("account_login")
    messages.success(request, _("%(device)s is signed out.") % {"device": device.name})
    return redirect("desk:account")


@require_POST
def end_other_devices(request: SignedInRequest) -> HttpResponse:
    """All sessions of hers but this one."""
    devices.end_all(user=request.user, but=request)
    messages.success(request, _("All your other devices are signed out."))
    return redirect("desk:account")
