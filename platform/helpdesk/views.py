"""The help desk, for administrators; and, for everybody, who viewed as her."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from common.errors import DomainError
from common.once import once
from common.sites import site_of
from helpdesk import selectors, services, viewing
from helpdesk.forms import ReasonForm, SearchForm
from structures.guards import portal_page
from structures.permissions import May


@portal_page(May.ADMINISTER)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Who is stuck? By name or address; the search has an address."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    found, invited = selectors.search(words=form.cleaned_data["q"]) if form.is_valid() else ([], [])
    context = {"form": form, "found": found, "invited": invited, "asked": form.is_valid()}
    return render(request, "helpdesk/search.html", context)


@portal_page(May.ADMINISTER)
@require_safe
def person(request: HttpRequest, token: str) -> HttpResponse:
    """What stands in her way, and what can be done about it."""
    return _person(request, selectors.person_of(token), ReasonForm())


def _person(request: HttpRequest, user: User, form: ReasonForm, status: int = 200) -> HttpResponse:
    context = {"state": selectors.state_of(user=user), "form": form}
    return render(request, "helpdesk/person.html", context, status=status)


@require_POST
@portal_page(May.ADMINISTER)
@once
def view_as(request: SignedInRequest, token: str) -> HttpResponse:
    """Half an hour of her pages, for a reason."""
    user, form = selectors.person_of(token), ReasonForm(request.POST)
    if form.is_valid():
        try:
            begun = viewing.begin(
                person=user, by=request.user, reason=form.cleaned_data["reason"], site=site_of(request)
            )
        except DomainError as error:
            form.add_error("reason", str(error))
        else:
            request.session[viewing.KEY] = str(begun.pk)
            return redirect("desk:home")
    return _person(request, user, form, status=422)


@require_POST
def stop(request: SignedInRequest) -> HttpResponse:
    """Herself again, on the page of the person."""
    key = request.session.pop(viewing.KEY, None)
    found = viewing.of_viewer(key=key, viewer=request.user) if key else None
    if found is None:
        return redirect("desk:home")
    viewing.end(viewing=found)
    messages.success(request, _("You are yourself again."))
    return redirect("helpdesk:person", token=selectors.token_of(found.person))


def _act(act: Callable[..., str]) -> Callable[..., HttpResponse]:
    """A button of the person's page: does it, says so or why not, and shows her page again."""

    @require_POST
    @portal_page(May.ADMINISTER)
    def view(request: SignedInRequest, token: str, **kwargs) -> HttpResponse:
        user = selectors.person_of(token)
        try:
            messages.success(request, act(request, user, **kwargs))
        except DomainError as error:
            messages.error(request, str(error))
        return redirect("helpdesk:person", token=token)

    return view


def _letters(request: SignedInRequest, user: User) -> str:
    services.try_letters_again(user=user, by=request.user)
    return _("The address is tried again with the next letter.")


def _close(request: SignedInRequest, user: User) -> str:
    services.close_account(user=user, by=request.user)
    return _("The account is closed. What it did stays.")


def _reopen(request: SignedInRequest, user: User) -> str:
    services.reopen_account(user=user, by=request.user)
    return _("The account is open again.")


def _unlock(request: SignedInRequest, user: User) -> str:
    services.unlock_account(user=user, by=request.user)
    return _("Unlocked: the next try counts as the first.")


letters, close, reopen, unlock = _act(_letters), _act(_close), _act(_reopen), _act(_unlock)


@require_POST
@portal_page(May.ADMINISTER)
@once
def invitation(request: SignedInRequest, pk) -> HttpResponse:
    """The same invitation with a new link; back to where the button was."""
    try:
        sent = services.send_invitation_again(pk=pk, by=request.user, site=site_of(request))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("helpdesk:search")
    messages.success(request, _("The invitation is on its way to %(to)s.") % {"to": sent.email})
    return redirect(f"{reverse('helpdesk:search')}?q={sent.email}")


@require_safe
def viewings(request: SignedInRequest) -> HttpResponse:
    """Who viewed as me, when and why."""
    return render(request, "helpdesk/viewings.html", {"viewings": viewing.viewings_of(person=request.user)})
