"""The language switch; setting up the second step; another e-mail address."""

from functools import partial
from typing import cast

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import address, fresh, second_step
from accounts.forms import AddressCodeForm, AddressForm, MailedCodeForm
from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.services import change_language
from common.errors import DomainError

public = login_not_required


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The cookie on this device and, for who is signed in, the account: letters come in that language too."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        change_language(user=request.user, language=language)
    return i18n.set_language(request)


# --- the second step

ONWARD = "second_step_next"  # in the session: the page that waits behind the set-up


@require_safe
def set_up_second_step(request: SignedInRequest) -> HttpResponse:
    """What a role needs before its pages open: an app or a passkey, each in words, and the way to her other pages."""
    onward = request.GET.get("next", "")
    if second_step.is_taken(request):
        return HttpResponseRedirect(_ours(request, onward))
    if second_step.has_one(request.user):
        return second_step.lead_to(request)
    request.session[ONWARD] = _ours(request, onward)
    return render(request, "mfa/set_up.html")


def _ours(request: HttpRequest, url: str) -> str:
    """A way onward on this site, from its root; the way home for any other, and for what is no address at all."""
    fine = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if fine else reverse(settings.LOGIN_REDIRECT_URL)


def _proven(request: HttpRequest, kind: str) -> None:
    """She has just shown that it works: it counts as the second step, and for the page of the spare codes after it."""
    record_authentication(request, request.user, "mfa", type=kind, reauthenticated=True)
    second_step.note_taken(request, request.user)  # type: ignore[arg-type]  # signed in, by the library's own guard


@method_decorator(fresh.fresh_required, name="dispatch")
class SetUpApp(ActivateTOTPView):
    """The library's page; the first code is the proof."""

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        return context | {"spelt": [secret[at : at + 4] for at in range(0, len(secret), 4)]}

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        _proven(self.request, Authenticator.Type.TOTP)
        return response


@method_decorator(fresh.fresh_required, name="dispatch")
class AddPasskey(AddWebAuthnView):
    """The library's page; making the passkey is the proof."""

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        _proven(self.request, Authenticator.Type.WEBAUTHN)
        return response


class SpareCodes(ViewRecoveryCodesView):
    """The library's page, and the way onward to the page that waited."""

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"onward": self.request.session.get(ONWARD, "")}


# --- that it is still she, without an app or a passkey


@method_decorator(never_cache, name="dispatch")
class ProveByMail(BaseReauthenticateView):
    """A code to the address that the account has; then back to what she was about to do."""

    form_class = MailedCodeForm
    template_name = "account/reauthenticate_by_mail.html"

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.POST.get("act") != "send":
            return super().post(request, *args, **kwargs)
        if not ratelimit.consume(request, action="fresh_code", user=request.user):
            return render(request, "429.html", status=429)
        fresh.send_code(request, cast(User, request.user))
        return redirect(self.passthrough_next_url(request.path))

    def form_valid(self, form) -> HttpResponse:
        if fresh.prove(self.request, cast(User, self.request.user), form.cleaned_data["code"]):
            return super().form_valid(form)
        if fresh.waits(self.request):
            form.add_error("code", _("This is not the code. Look at the last letter."))
        else:
            form.add_error(None, _("This code no longer works. Ask for a new one."))
        return self.form_invalid(form)

    def form_invalid(self, form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"waits": fresh.waits(self.request), "minutes": fresh.MINUTES}


# --- another address


@fresh.fresh_required
def change_address(request: SignedInRequest) -> HttpResponse:
    """The new address; a code goes there."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if not ratelimit.consume(request, action="change_address", user=request.user, key=email.lower()):
            form.add_error(None, _("There were too many tries. Wait an hour, then try again."))
        else:
            try:
                address.begin(request=request, user=request.user, email=email)
            except DomainError as error:
                form.add_error(error.field, str(error))
            else:
                return redirect("change_address_code")
    return render(request, "account/change_address.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
def change_address_code(request: SignedInRequest) -> HttpResponse:
    """The code that came to the new address."""
    waiting = address.asked(request)
    if not waiting:
        return redirect("change_address")
    form = AddressCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            address.finish(
                request=request, user=request.user, code=form.cleaned_data["code"], undo_url=partial(_undo_url, request)
            )
        except DomainError as error:
            if not address.asked(request):
                messages.error(request, str(error))
                return redirect("change_address")
            form.add_error("code", str(error))
        else:
            messages.success(request, _("Your address is now %(email)s.") % {"email": waiting})
            return redirect("desk:account")
    context = {"form": form, "email": waiting, "minutes": address.MINUTES}
    return render(request, "account/change_address_code.html", context, status=422 if form.errors else 200)


def _undo_url(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("undo_address", args=[token]))


@login_not_required
@never_cache
def undo_address(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the letter to the old address: GET says what would happen, POST puts it back. Needs no sign-in."""
    found = address.change_behind(token=token)
    if request.method != "POST" or found is None:
        return render(request, "account/undo_address.html", {"found": found}, status=200 if found else 410)
    try:
        user = address.undo(token=token)
    except DomainError as error:
        return render(request, "account/undo_address.html", {"found": None, "error": str(error)}, status=409)
    if request.user == user:
        logout(request)
    told = _("Your address is %(email)s again. Nobody is signed in any more.") % {"email": user.email}
    return render(request, "account/undo_address.html", {"done": told})
