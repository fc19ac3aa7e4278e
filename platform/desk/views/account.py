"""The account's own page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.adapter import set_language_cookie
from accounts.requests import SignedInRequest
from accounts.services import change_profile
from desk.forms import ProfileForm
from desk.views.home import places_with_urls


def account(request: SignedInRequest) -> HttpResponse:
    """Name and language; the places where she has a role."""
    user = request.user
    initial = {"first_name": user.first_name, "last_name": user.last_name, "language": user.language}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        change_profile(user=user, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Your changes are saved."))
        response = redirect("desk:account")
        set_language_cookie(response, user.language)
        return response
    context = {"form": form, "places": places_with_urls(user)}
    return render(request, "desk/account.html", context, status=422 if form.errors else 200)
