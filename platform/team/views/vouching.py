"""A lost app or key: whom to ask, and the page of who vouches."""

from allauth.account.stages import LoginStageController
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from common.errors import DomainError
from common.once import once
from structures import second_step
from team.forms.vouching import VouchForm
from team.selectors.vouching import SHOWN, Reach, people_to_vouch_for, reach_of, vouchers_of
from team.services.vouching import vouch as vouch_for


@login_not_required
@never_cache
@require_safe
def lost(request: HttpRequest) -> HttpResponse:
    """For who has proven her address, or is signed in: the names of those who may help. For anybody else: sign in."""
    user = request.user if isinstance(request.user, User) else None
    if user is None and (stage := LoginStageController.enter(request, AuthenticateStage.key)):
        user = stage.login.user
    if user is None:
        return redirect("account_login")
    return render(request, "mfa/lost.html", {"vouchers": vouchers_of(user=user)})


@once
def vouch(request: SignedInRequest) -> HttpResponse:
    """The people for whom she answers and who have a second step; one of them, and how she knows that it is she."""
    reach = reach_of(by=request.user)
    if not reach:
        raise PermissionDenied
    strict = second_step.REQUIRED if reach.everything or reach.partners else ()
    if answer := second_step.wanted(request, strict):
        return answer
    words = request.GET.get("q", "").strip()[:80]
    people = people_to_vouch_for(by=request.user, reach=reach, words=words)
    form = VouchForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid() and _done(request, form, reach):
        return redirect("team:vouch")
    context = {"form": form, "people": people, "words": words, "more": len(people) == SHOWN}
    return render(request, "team/vouch.html", context, status=422 if form.errors else 200)


def _done(request: SignedInRequest, form: VouchForm, reach: Reach) -> bool:
    site = request.build_absolute_uri("/").rstrip("/")
    given = form.cleaned_data
    try:
        user = vouch_for(by=request.user, reach=reach, handle=given["person"], how=given["how"], site=site)
    except DomainError as error:
        form.add_error(error.field, str(error))
        return False
    words = _("%(name)s can sign in with a code by e-mail, and sets up a new second step then. She has a letter.")
    messages.success(request, words % {"name": str(user)})
    return True
