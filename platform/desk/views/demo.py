"""The demo's two doors. Their addresses exist only when settings.DEMO is on (config/urls.py)."""

from uuid import UUID

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.adapter import set_language_cookie
from accounts.fresh import note_mailed_proof
from accounts.models import User
from accounts.services import confirm_account
from desk.models import DemoMail
from desk.personas import BY_KEY, Persona, demo_learner
from learners import sessions

BACKEND = "accounts.backend.AccountBackend"


@login_not_required
@require_POST
def sign_in_as(request: HttpRequest, key: str) -> HttpResponse:
    """One click, and you are that synthetic person."""
    persona = BY_KEY.get(key)
    if persona is None or not settings.DEMO:
        raise Http404
    if persona.learner:
        return _learner(request, persona)
    user = get_object_or_404(User, email=persona.email, is_active=True)
    confirm_account(user=user)
    login(request, user, backend=BACKEND)
    note_mailed_proof(request, user)  # the click stands for the code of a letter
    response = redirect("desk:home")
    set_language_cookie(response, user.language)
    return response


def _learner(request: HttpRequest, persona: Persona) -> HttpResponse:
    found = demo_learner(persona)
    if found is None:
        raise Http404
    sessions.start(request, found, own_phone=bool(request.POST.get("own")))  # with it, modules work offline
    return sessions.welcome(found)


@login_not_required
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Everything that the demo has sent, newest first."""
    return render(request, "desk/mailbox.html", {"mails": DemoMail.objects.all()[:50]})


@login_not_required
@require_safe
def mail_calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The calendar file that goes with one mail."""
    found = get_object_or_404(DemoMail.objects.exclude(calendar=""), public=pk)
    response = HttpResponse(found.calendar, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="halte.ics"'
    return response


@login_not_required
@require_safe
@csp_update({"style-src": ["'unsafe-inline'"]})  # type: ignore[arg-type]  # its own type forgets that addresses have parts
def mail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The HTML version of one mail, as a mail program shows it."""
    found = get_object_or_404(DemoMail, public=pk)
    return HttpResponse(found.html or found.text)
