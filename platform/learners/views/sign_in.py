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

from common.clients import client_address
from common.errors import DomainError
from learners import entering, sessions
from learners.cards import PICTURES, SECRET_LENGTH, normalise_code
from learners.forms import CodeForm

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
        response.delete_cookie(HELD, path="/c/")
        return response
    response.set_signed_cookie(
        HELD, token, max_age=HELD_FOR, path="/c/", httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


@login_not_required
@never_cache
def hello(request: HttpRequest) -> HttpResponse:
    """“Hello Amina, is it you?” Only yes, by POST, signs in."""
    token = request.get_signed_cookie(HELD, default=None, max_age=HELD_FOR)  # None: absent, old, or not ours
    found = entering.find_by_token(token=token) if token else None
    if found is None:
        response = render(request, "learners/card_unknown.html", status=404)
        response.delete_cookie(HELD, path="/c/")
        return response
    if request.method == "POST":
        sessions.start(request, found, own_phone=bool(request.POST.get("own")))
        response = sessions.welcome(found)
        response.delete_cookie(HELD, path="/c/")
        return response
    return render(request, "learners/hello.html", {"found": found})


@login_not_required
@never_cache
def by_code(request: HttpRequest) -> HttpResponse:
    """Step one: the 8 signs of the card. Right or wrong, the next page asks for the secret."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = "pictures" if request.POST.get("kind") == "pictures" else "digits"
        context = {"code": normalise_code(form.cleaned_data["code"])[:8], "kind": kind, "pictures": PICTURES}
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
    code, kind = request.POST.get("code", "")[:20], request.POST.get("kind", "digits")
    picked = picked_so_far(request, kind)
    context = {"code": code, "kind": kind, "pictures": PICTURES, "picked": picked}
    if len(picked) < SECRET_LENGTH and kind == "pictures":
        return render(request, "learners/secret.html", {**context, "left": SECRET_LENGTH - len(picked)})
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


def picked_so_far(request: HttpRequest, kind: str) -> list[str]:
    """The secret so far: digits as typed, or the pictures tapped before plus the one just tapped."""
    if kind != "pictures":
        return list("".join(request.POST.get("digits", "").split())[:12])
    if request.POST.get("clear"):
        return []
    tapped = [*request.POST.get("so_far", "").split(), request.POST.get("picture", "")]
    return [name for name in tapped if name in PICTURES][:SECRET_LENGTH]


@login_not_required
@require_POST
def done(request: HttpRequest) -> HttpResponse:
    """“I'm done”: the learner's session ends on this phone. In a workshop, the next one taps her name."""
    in_room = (request.session.get(sessions.KEY) or {}).get("room")
    sessions.end(request)
    return redirect("learners:room_names" if in_room else "learners:code")
