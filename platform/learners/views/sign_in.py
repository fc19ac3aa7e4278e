"""Signing in without e-mail: by the card's QR, or by its code and a secret."""

import re

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from common import cookies
from common.clients import client_address
from common.errors import DomainError
from learners import entering, sessions
from learners.cards import PICTURES, SECRET_LENGTH, given_back
from learners.forms import CodeForm
from learners.picking import is_whole, picked_so_far

HELD = "card"  # the signed cookie that carries a token from the QR's address to the question
HELD_FOR = 600
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")


@login_not_required
@never_cache
@require_safe
def by_token(request: HttpRequest, token: str) -> HttpResponse:
    """The QR's address. It opens nothing: the token leaves the address at once, and a question follows."""
    response = redirect("learners:hello")
    if not TOKEN.fullmatch(token):
        cookies.drop(response, HELD)
        return response
    cookies.keep(response, HELD, token, seconds=HELD_FOR, signed=True)
    return response


@login_not_required
@never_cache
def hello(request: HttpRequest) -> HttpResponse:
    """“Hello Amina, is it you?” Only yes, by POST, signs in."""
    token = cookies.read_signed(request, HELD, seconds=HELD_FOR)
    found = entering.find_by_token(token=token) if token else None
    if found is None:
        response = render(request, "learners/card_unknown.html", status=404)
        cookies.drop(response, HELD)
        return response
    if request.method == "POST":
        sessions.start(request, found, own_phone=bool(request.POST.get("own")))
        response = sessions.welcome(found)
        cookies.drop(response, HELD)
        return response
    return render(request, "learners/hello.html", {"found": found})


@login_not_required
@never_cache
def by_code(request: HttpRequest) -> HttpResponse:
    """Step one: the 8 signs of the card. Right or wrong, the next page asks for the secret."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = "pictures" if request.POST.get("kind") == "pictures" else "digits"
        context = {"code": given_back(form.cleaned_data["code"]), "kind": kind, "pictures": PICTURES}
        return render(request, "learners/secret.html", {**context, "picked": [], "left": SECRET_LENGTH})
    return render(request, "learners/code.html", {"form": form, "kind": request.POST.get("kind")})


@transaction.non_atomic_requests
@login_not_required
@never_cache
@sensitive_post_parameters()
@require_POST
def by_secret(request: HttpRequest) -> HttpResponse:
    """Step two: 4 digits, or 4 pictures tapped one by one. One answer for every failure.

    No transaction around it: a try is committed before its secret is looked at (learners/entering.py).
    """
    code = request.POST.get("code", "")[:20]
    kind = "pictures" if (request.POST.get("other") or request.POST.get("kind")) == "pictures" else "digits"
    context = {"code": given_back(code), "kind": kind, "pictures": PICTURES}
    picked = [] if request.POST.get("other") else picked_so_far(request, kind)
    if not is_whole(picked, kind):
        return _unfinished(request, context, picked)
    again = {**context, "picked": [], "left": SECRET_LENGTH}
    address = client_address(request)
    if pause := entering.address_pause(address=address):
        told = {**again, "error": _("Too many tries from here. Wait a little. Then try again.")}
        response = render(request, "learners/secret.html", told, status=429)
        response["Retry-After"] = str(pause)
        return response
    try:
        found = entering.sign_in_by_code(code=code, secret=picked, address=address)
    except DomainError as error:
        return render(request, "learners/secret.html", {**again, "error": error.message, "failed": True}, status=422)
    sessions.start(request, found, own_phone=bool(request.POST.get("own")))
    return sessions.welcome(found)


def _unfinished(request: HttpRequest, context: dict, picked: list[str]) -> HttpResponse:
    """More pictures, another kind of secret, or digits that are not four: no try yet, so none is counted."""
    missing = context["kind"] == "digits" and not request.POST.get("other")
    context |= {"picked": picked, "left": SECRET_LENGTH - len(picked), "error": _("Type 4 digits.") if missing else ""}
    return render(request, "learners/secret.html", context)


@login_not_required
@require_POST
def done(request: HttpRequest) -> HttpResponse:
    """“I'm done”: the learner's session ends on this phone. In a workshop, the next one taps her name."""
    in_room = (request.session.get(sessions.KEY) or {}).get("room")
    sessions.end(request)
    return redirect("learners:room_names" if in_room else "learners:code")
