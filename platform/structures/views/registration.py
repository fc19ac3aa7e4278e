"""A structure registers: one question a page, kept in the session as it goes, sent at the end."""

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common.sites import site_of
from structures import forms, selectors
from structures.draft import Draft
from structures.registration import first_open, plain_place, steps_for
from structures.services import register_structure

QUESTIONS: dict[str, type[forms.Question]] = {
    "place": forms.PlaceQuestion,
    "commune": forms.CommuneQuestion,
    "name": forms.NameQuestion,
    "kind": forms.KindQuestion,
    "number": forms.NumberQuestion,
    "operator": forms.OperatorQuestion,
    "you": forms.YouQuestion,
    "check": forms.CheckQuestion,
}


@login_not_required
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """To the first question that has no answer yet."""
    draft = Draft(request.session)
    return redirect("structures:register_step", step=first_open(draft.answers, draft.done))


@login_not_required
@never_cache
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One question; answered, on to the next one."""
    draft = Draft(request.session)
    if draft.sent and step == "check" and request.method == "POST":
        return _onward(request, draft)
    steps = steps_for(draft.answers)
    if step not in steps:
        raise Http404
    reached = first_open(draft.answers, draft.done)
    if steps.index(step) > steps.index(reached):
        return redirect("structures:register_step", step=reached)
    form = _form(request, step, draft)
    likenesses: list = []
    if request.method == "POST" and form.is_valid():
        likenesses = _likenesses(step, draft, form)
        if step == "check":
            return _send(request)
        if not likenesses or "new" in request.POST:
            draft.keep(step, form.cleaned_data)
            return redirect("structures:register_step", step=first_open(draft.answers, draft.done))
    context = {"form": form, "step": step, "likenesses": likenesses, **_page(draft, step, steps)}
    return render(request, "structures/register.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, step: str, draft: Draft) -> forms.Question:
    initial = dict(draft.answers)
    if step == "you":
        initial.setdefault("language", request.LANGUAGE_CODE)
        if request.user.is_authenticated:
            user = request.user
            initial |= {"first_name": user.first_name, "last_name": user.last_name, "email": user.email}
    form = QUESTIONS[step](request.POST if request.method == "POST" else None, answers=draft.answers, initial=initial)
    if step == "you" and request.user.is_authenticated:
        form.fields["email"].disabled = True
    return form


def _page(draft: Draft, step: str, steps: list[str]) -> dict:
    answers = draft.answers
    where = None
    if "place" in draft.done and step != "place":
        where = plain_place(answers["country"], answers["postcode"], answers.get("commune", ""))
    return {
        "trail": draft.trail(step),
        "done": steps.index(step),
        "total": len(steps),
        "back": steps[steps.index(step) - 1] if step != steps[0] else "",
        "where": where,
        "no_operator": step == "operator" and not selectors.operators_open(),
    }


def _likenesses(step: str, draft: Draft, form: forms.Question) -> list:
    """Structures that may be the same one, asked where the name or the number was just given."""
    if step not in {"name", "number"}:
        return []
    given = {
        "name": form.cleaned_data.get("name", ""),
        "enterprise_number": form.cleaned_data.get("enterprise_number", ""),
    }
    if not any(given.values()):
        return []
    return selectors.possible_duplicates(**given, country=draft.answers["country"], postcode=draft.answers["postcode"])


def _send(request: HttpRequest) -> HttpResponse:
    draft = _held(request)
    if draft.sent:
        return _onward(request, draft)
    if first_open(draft.answers, draft.done) != "check":
        return redirect("structures:register")
    if not ratelimit.consume(request, action="register"):
        return render(request, "429.html", status=429)
    signed_in = request.user if request.user.is_authenticated else None
    structure, user = register_structure(
        structure=draft.structure(),
        applicant=draft.applicant(email=signed_in.email if signed_in else None),
        operator=draft.operator(),
        site=site_of(request),
    )
    if signed_in:
        onward = reverse("desk:structure_home", args=[structure.slug])
    else:
        onward = reverse("account_confirm_login_code")
        LoginCodeVerificationProcess.initiate(request=request, user=user, email=user.email)
    draft.mark_sent(name=structure.name, onward=onward)
    return _onward(request, draft)


def _held(request: HttpRequest) -> Draft:
    """The draft as it is now. Its session is held until the transaction ends: two clicks come one after the other."""
    key = request.session.session_key
    if Session.objects.select_for_update().filter(pk=key).first():
        request.session = type(request.session)(key)
    return Draft(request.session)


def _onward(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The page after a registration, for the second click too."""
    assert draft.sent
    if request.user.is_authenticated:
        told = _("Your request is sent. %(name)s is ready for you.") % {"name": draft.sent["name"]}
    else:
        told = _("Your request is sent. Now confirm your e-mail address with the code.")
    messages.success(request, told)
    return redirect(draft.sent["onward"])
