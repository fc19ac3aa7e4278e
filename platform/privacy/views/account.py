"""An account's own data: its copy, its objection, its end."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import fresh
from accounts.requests import SignedInRequest
from common.errors import DomainError
from common.languages import page_language
from common.once import once
from privacy import selectors, services
from privacy.forms import ConfirmForm


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """Three acts, and what was asked before."""
    context = {"objects": selectors.objects(user=request.user), "acts": selectors.acts_of(user=request.user)[:10]}
    return render(request, "privacy/account.html", context)


@require_POST
@once
def copy(request: SignedInRequest) -> HttpResponse:
    """One click, a job, a zip."""
    job = services.ask_for_copy(user=request.user, language=page_language(), back=reverse("privacy:account"))
    return redirect("common:job", job.pk)


@require_POST
def objection(request: SignedInRequest) -> HttpResponse:
    """One click each way."""
    objects = request.POST.get("objects") == "1"
    services.object_to_statistics(user=request.user, objects=objects)
    told = _("Your sessions are no longer counted.") if objects else _("Your sessions are counted again.")
    messages.success(request, told)
    return redirect("privacy:account")


def erase(request: SignedInRequest) -> HttpResponse:
    """What goes, what stays; her address, typed, and then the proof that it is she."""
    left = selectors.left_behind(user=request.user)
    form = ConfirmForm(request.POST or None, left=left)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["typed"].strip().lower() != request.user.email.lower():
            form.add_error("typed", _("This is not the address of your account."))
        else:
            fresh.require(request)  # asked last: the library keeps what was sent here, and comes back with it
            try:
                act = services.erase_account(
                    user=request.user, receipt_url=lambda act: _receipt(request, act), handed_to=form.handed_to()
                )
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                logout(request)
                return redirect("privacy:receipt", act.pk)
    context = {"form": form, "hindered": selectors.hindered_at(user=request.user)}
    return render(request, "privacy/erase.html", context, status=422 if form.errors else 200)


def _receipt(request: HttpRequest, act) -> str:
    return request.build_absolute_uri(reverse("privacy:receipt", args=[act.pk]))


@login_not_required
@require_safe
def receipt(request: HttpRequest, pk) -> HttpResponse:
    """What was done, in numbers: for whoever has its address, since she may have no account any more."""
    act = selectors.receipt(pk=pk)
    if act is None:
        raise Http404
    template = "privacy/own_receipt.html" if act.learner else "privacy/receipt.html"
    return render(request, template, {"act": act, "lines": selectors.receipt_lines(act)})
