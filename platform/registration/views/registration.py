"""A structure registers: one question a page, saved as one goes, sent at the end or taken up again from a letter."""

from allauth.core import ratelimit
from allauth.core.internal.ratelimit import consume as consume_also_of_get
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.codes import send_code
from affiliations.selectors.operators import operators_open
from common.errors import DomainError
from common.forms import seen_text
from common.sites import site_of
from portals.hosts import portal_of
from registration import questions
from registration.draft import Draft
from registration.selectors import possible_duplicates
from registration.services.drafts import draft_behind, send_draft_link
from registration.services.registration import ClosedAccount, register_structure, tell_closed
from registration.steps import first_open, steps_for
from structures.enterprise import clean_enterprise_number
from territory.words import plain_place

QUESTIONS: dict[str, type[questions.Question]] = {
    "place": questions.PlaceQuestion,
    "commune": questions.CommuneQuestion,
    "name": questions.NameQuestion,
    "kind": questions.KindQuestion,
    "number": questions.NumberQuestion,
    "operator": questions.OperatorQuestion,
    "you": questions.YouQuestion,
    "check": questions.CheckQuestion,
}
SHORTEST_NAME = 4


@login_not_required
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """To the first question that has no answer yet."""
    draft = Draft(request.session)
    return redirect("registration:register_step", step=first_open(draft.answers, draft.done))


@login_not_required
@never_cache
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One question; answered, on to the next one. A GET with the field's text is the same page, as far as one typed."""
    draft = Draft(request.session)
    if draft.sent and step == "check" and request.method == "POST":
        return _onward(request, draft)
    steps = steps_for(draft.answers)
    if step not in steps:
        raise Http404
    reached = first_open(draft.answers, draft.done)
    if steps.index(step) > steps.index(reached):
        return redirect("registration:register_step", step=reached)
    form = _form(request, step, draft)
    likenesses = _while_typing(request, step, draft, form)
    if request.method == "POST" and form.is_valid():
        if step == "check":
            return _send(request)
        likenesses = _likenesses(step, draft, form.cleaned_data)
        seen = {one.slug for one in likenesses} <= set(request.POST.getlist("seen"))
        if not likenesses or seen or "new" in request.POST:
            draft.keep(step, form.cleaned_data)
            return redirect("registration:register_step", step=first_open(draft.answers, draft.done))
    return _page(request, step, draft, form, likenesses=likenesses)


@login_not_required
@require_POST
@never_cache
def later(request: HttpRequest) -> HttpResponse:
    """The link to go on with, by e-mail: the same words for every address. What was typed is kept, right or not."""
    draft = Draft(request.session)
    at = request.POST.get("step", "")
    at = at if at in steps_for(draft.answers) else first_open(draft.answers, draft.done)
    draft.note(at, {name: request.POST.get(name, "") for name in QUESTIONS[at].base_fields})
    form = questions.LaterForm(request.POST, prefix="later")
    if not form.is_valid():
        question = _form(request, at, draft, bound=False)
        return _page(request, at, draft, question, later=form)
    email = form.cleaned_data["email"]
    if not ratelimit.consume(request, action="register_later", key=email.lower()):
        return render(request, "429.html", status=429)
    send_draft_link(draft=draft.begun(), email=email, language=request.LANGUAGE_CODE, site=site_of(request))
    messages.success(request, _("The link is on its way to %(to)s. It works for 30 days.") % {"to": email})
    return redirect("registration:register_step", step=at)


@login_not_required
@never_cache
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link of the letter leads: GET says what is there, POST goes on with it on this device."""
    row = draft_behind(token=token)
    if row is None or row.sent:
        context = {"sent": row.sent if row else None}
        return render(request, "registration/register_closed.html", context, status=200 if row else 410)
    if request.method == "POST":
        Draft(request.session).take(row)
        return redirect("registration:register")
    answers = row.answers
    placed = "place" in row.done
    where = plain_place(answers["country"], answers["postcode"], answers.get("commune", "")) if placed else None
    left = len([one for one in steps_for(answers) if one not in row.done])
    context = {"name": answers.get("name", ""), "where": where, "left": left}
    return render(request, "registration/register_resume.html", context)


def _form(request: HttpRequest, step: str, draft: Draft, *, bound: bool = True) -> questions.Question:
    initial = draft.answers | draft.typed(step)
    if step == "you":
        initial.setdefault("language", request.LANGUAGE_CODE)
        if draft.row and draft.row.email:
            initial.setdefault("email", draft.row.email)
        if request.user.is_authenticated:
            user = request.user
            initial |= {"first_name": user.first_name, "last_name": user.last_name, "email": user.email}
    data = request.POST if bound and request.method == "POST" else None
    form = QUESTIONS[step](data, answers=draft.answers, initial=initial)
    if step == "you" and request.user.is_authenticated:
        form.fields["email"].disabled = True
    return form


def _page(
    request: HttpRequest,
    step: str,
    draft: Draft,
    form: questions.Question,
    *,
    likenesses: list | None = None,
    later: questions.LaterForm | None = None,
) -> HttpResponse:
    answers, steps, where = draft.answers, steps_for(draft.answers), None
    if "place" in draft.done and step != "place":
        where = plain_place(answers["country"], answers["postcode"], answers.get("commune", ""))
    known = answers.get("email") or (draft.row.email if draft.row else "")
    context = {
        "form": form,
        "step": step,
        "likenesses": likenesses or [],
        "later": later or questions.LaterForm(initial={"email": known}, prefix="later"),
        "trail": draft.trail(step),
        "done": steps.index(step),
        "total": len(steps),
        "back": steps[steps.index(step) - 1] if step != steps[0] else "",
        "where": where,
        "no_operator": step == "operator" and not operators_open(),
    }
    wrong = form.errors or (later and later.errors)
    return render(request, "registration/register.html", context, status=422 if wrong else 200)


def _while_typing(request: HttpRequest, step: str, draft: Draft, form: questions.Question) -> list:
    """What the text typed so far brings: towns to choose from (kept by the form), or structures like it (returned).

    Too many looks from one address find nothing for a while: the page works without.
    """
    field = {"place": "postcode", "name": "name", "number": "enterprise_number"}.get(step, "")
    typed = seen_text(request.GET.get(field, ""))[:200].strip() if field and request.method == "GET" else ""
    if not typed or not _may_look(request):
        return []
    form.initial[field] = typed
    if isinstance(form, questions.PlaceQuestion):
        form.look_up(typed)
        return []
    if step == "name":
        return _likenesses(step, draft, {"name": typed}) if len(typed) >= SHORTEST_NAME else []
    try:
        number = clean_enterprise_number(draft.answers.get("country", ""), typed)
    except DomainError:
        return []
    return _likenesses(step, draft, {"enterprise_number": number})


def _may_look(request: HttpRequest) -> bool:
    return bool(consume_also_of_get(request, app="allauth.account", action="register_look", limit_get=True))


def _likenesses(step: str, draft: Draft, given: dict) -> list:
    """Structures that may be the same one, asked where the name or the number is given."""
    wanted = {name: given.get(name, "") for name in ("name", "enterprise_number")}
    if step not in {"name", "number"} or not any(wanted.values()):
        return []
    answers = draft.answers
    return possible_duplicates(**wanted, country=answers["country"], postcode=answers["postcode"])


def _send(request: HttpRequest) -> HttpResponse:
    draft = _held(request)
    if draft.sent:
        return _onward(request, draft)
    if first_open(draft.answers, draft.done) != "check":
        return redirect("registration:register")
    if not ratelimit.consume(request, action="register"):
        return render(request, "429.html", status=429)
    signed_in = request.user if request.user.is_authenticated else None
    name, slug = draft.answers["name"], ""
    try:
        structure, user = register_structure(
            structure=draft.structure(),
            applicant=draft.applicant(email=signed_in.email if signed_in else None),
            operator=draft.operator(),
            portal=portal_of(request),
            site=site_of(request),
        )
        name, slug = structure.name, structure.slug
    except ClosedAccount as closed:  # the page says what it says to anybody; her letter says the rest
        user = closed.user
        tell_closed(user=user, name=name)
    if signed_in and slug:
        onward = reverse("desk:structure_home", args=[slug])
    else:
        onward = reverse("account_confirm_login_code")
        send_code(request=request, user=user, email=draft.answers["email"])
    draft.mark_sent(name=name, onward=onward)
    return _onward(request, draft)


def _held(request: HttpRequest) -> Draft:
    """The draft as it is now. It and its session are held until the transaction ends: two clicks, or two devices,
    come one after the other.
    """
    key = request.session.session_key
    if Session.objects.select_for_update().filter(pk=key).first():
        request.session = type(request.session)(key)
    draft = Draft(request.session)
    draft.hold()
    return draft


def _onward(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The page after a registration, for the second click too."""
    assert draft.sent
    if request.user.is_authenticated:
        told = _("Your request is sent. %(name)s is ready for you.") % {"name": draft.sent["name"]}
    else:
        told = _("Your request is sent. Now confirm your e-mail address with the code.")
    messages.success(request, told)
    return redirect(draft.sent["onward"])
