"""A person asks to join a structure, from the register or with its code; its referent answers."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.codes import send_code
from accounts.models import User
from accounts.services import account_for
from common.errors import DomainError
from common.once import once
from common.sites import site_of
from structures.guards import StructureRequest, structure_page
from structures.models import JoinRequest
from structures.permissions import May
from team.forms.joining import AnswerForm, CodeForm, IdentityForm, MessageForm
from team.selectors.joining import door_by_code, door_of, member_of
from team.services.joining import (
    accept_request,
    as_code,
    ask_to_join,
    decline_request,
    end_join_code,
    renew_join_code,
    withdraw_request,
)


@login_not_required
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """With a structure's code. The same words for a code that is wrong, ended or never was."""
    if not request.user.is_authenticated:
        return _who(request, {})
    data = request.POST if request.method == "POST" else None
    form = CodeForm(data, initial={"code": request.GET.get("code", "")[:20]})
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="join_code"):
            return render(request, "429.html", status=429)
        door = door_by_code(code=as_code(form.cleaned_data["code"]))
        if door is None:
            form.add_error("code", _("This code opens nothing. Look at it again, or ask your referent for a new one."))
        else:
            return _ask(request, door.structure, by_code=True)
    return render(request, "team/join_code.html", {"form": form}, status=422 if form.errors else 200)


@login_not_required
@never_cache
@once
def join_place(request: HttpRequest, place: str) -> HttpResponse:
    """From the register: a few words to the referents, and the request is on its way."""
    door = door_of(slug=place)
    if door is None:
        raise Http404
    if not request.user.is_authenticated:
        return _who(request, {"door": door})
    if member_of(structure=door.structure, user=request.user):
        return redirect("desk:structure_home", slug=door.structure.slug)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="join"):
            return render(request, "429.html", status=429)
        return _ask(request, door.structure, message=form.cleaned_data["message"])
    context = {"form": form, "door": door}
    return render(request, "team/join_place.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, pk) -> HttpResponse:
    """By the person herself."""
    found = get_object_or_404(JoinRequest.objects.select_related("structure"), pk=pk, user=request.user)
    try:
        withdraw_request(request=found)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your request to %(place)s is withdrawn.") % {"place": found.structure.name})
    return redirect("desk:places")


@structure_page(May.INVITE)
@once
def answer(request: StructureRequest, pk) -> HttpResponse:
    """One request: who asks, her words, and yes or no with a reason."""
    structure = request.place.structure
    found = get_object_or_404(JoinRequest.objects.select_related("user", "structure"), pk=pk, structure=structure)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        name = found.user.full_name or found.user.email
        try:
            if form.cleaned_data["answer"] == "accept":
                accept_request(request=found, by=request.user, site=site_of(request))
                told = _("%(name)s is here now, as a digital helper.") % {"name": name}
            else:
                decline_request(request=found, by=request.user, reason=form.cleaned_data["reason"])
                told = _("%(name)s gets your answer by e-mail.") % {"name": name}
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, told)
        return redirect("team:people", slug=structure.slug)
    context = {"found": found, "form": form}
    return render(request, "team/join_answer.html", context, status=422 if form.errors else 200)


@require_POST
@structure_page(May.INVITE)
def code(request: StructureRequest) -> HttpResponse:
    """A new code for the structure, or none any more."""
    structure = request.place.structure
    if request.POST.get("act") == "end":
        end_join_code(structure=structure, by=request.user)
        messages.success(request, _("The code has ended. Nobody can ask with it any more."))
    else:
        renew_join_code(structure=structure, by=request.user)
        messages.success(request, _("There is a new code. An earlier one no longer works."))
    return redirect(reverse("team:people", args=[structure.slug]) + "#code")


def _ask(request: HttpRequest, structure, *, message: str = "", by_code: bool = False) -> HttpResponse:
    assert isinstance(request.user, User)  # both views have asked who she is
    try:
        _found, new = ask_to_join(
            structure=structure, user=request.user, message=message, by_code=by_code, site=site_of(request)
        )
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("desk:places")
    names = {"place": structure.name}
    if new:
        told = _("Your request is with %(place)s. The answer comes by e-mail.") % names
    else:
        told = _("You have asked %(place)s already. The answer comes by e-mail.") % names
    messages.success(request, told)
    return redirect("desk:places")


def _who(request: HttpRequest, context: dict) -> HttpResponse:
    """Before asking: who is it? A code goes to her address, then she is back here. Known or not, it looks the same."""
    form = IdentityForm(request.POST if request.method == "POST" else None)
    onward = urlencode({"next": request.get_full_path()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if not ratelimit.consume(request, action="join_who", key=data["email"].lower()):
            return render(request, "429.html", status=429)
        user, _new = account_for(**data, language=request.LANGUAGE_CODE)
        send_code(request=request, user=user, email=data["email"])
        return redirect(f"{reverse('account_confirm_login_code')}?{onward}")
    context |= {"form": form, "onward": onward}
    return render(request, "team/join_who.html", context, status=422 if form.errors else 200)
