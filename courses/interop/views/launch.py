"""What learning platforms call: our keys, the login, the launch; and the page on which a teacher chooses a module.

They come from another site, without our cookies and without a token against forgery: what they bring is signed.
"""

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError
from common.languages import page_language
from common.sites import site_of
from courses.interop import services
from courses.interop.enums import LAUNCH_SECONDS
from courses.interop.services import launches
from courses.interop.views.common import LTI, when
from learners import sessions

log = logging.getLogger("halte.interop")


@login_not_required
@require_safe
@when(LTI)
def tool_keys(request: HttpRequest) -> JsonResponse:
    """Our public keys, for platforms."""
    return JsonResponse(services.jwks())


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@when(LTI)
def login(request: HttpRequest) -> HttpResponse:
    """The platform says that somebody comes: she is sent back to it, to say who. Writes nothing but a cookie."""
    values = request.POST if request.method == "POST" else request.GET
    try:
        begun = launches.begin(values=values.dict(), launch_url=site_of(request) + reverse("interop:launch"))
    except DomainError as error:
        return _refused(request, error)
    answer = redirect(begun.address)
    # The launch is a POST from the platform's site: a browser brings no Lax cookie with it.
    secure = request.is_secure()
    answer.set_cookie(
        begun.cookie,
        begun.value,
        max_age=LAUNCH_SECONDS,
        secure=secure,
        httponly=True,
        samesite="None" if secure else None,
        path=reverse("interop:launch"),
    )
    return answer


@csrf_exempt
@login_not_required
@never_cache
@require_POST
@transaction.non_atomic_requests
@when(LTI)
def launch(request: HttpRequest) -> HttpResponse:
    """Somebody comes in: a learner to her module, a teacher to the choice of one."""
    values = request.POST.dict()
    cookie = launches.cookie_of(values.get("state", ""))
    try:
        message = launches.accept(values=values, kept=request.COOKIES.get(cookie, ""))
        answer = _choice(request, message) if message.choosing else _opened(request, message)
    except DomainError as error:
        answer = _refused(request, error)
    answer.delete_cookie(cookie, path=reverse("interop:launch"))
    return answer


def _opened(request: HttpRequest, message: launches.Message) -> HttpResponse:
    if message.by_staff:
        module = next((one for one in launches.offered(message.platform) if one.code == message.module), None)
        return render(request, "interop/for_teachers.html", {"module": module, "platform": message.platform})
    launched = services.sign_in(
        platform=message.platform,
        subject=message.subject,
        module=message.module,
        language=message.language,
        scores=message.scores,
    )
    sessions.start(request, launched.signed_in, own_phone=False)
    answer = redirect("courses:onward", launched.assignment.pk)
    language = launched.signed_in.language
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.LANGUAGE_COOKIE_AGE, samesite="Lax")
    return answer


def _choice(request: HttpRequest, message: launches.Message) -> HttpResponse:
    context = {"token": launches.to_choose(message), "platform": message.platform}
    context["modules"] = launches.offered(message.platform)
    return render(request, "interop/choose.html", context)


@login_not_required
@never_cache
@require_POST
@when(LTI)
def choose(request: HttpRequest) -> HttpResponse:
    """The module that was chosen, signed, on its way back: one button, since another site takes it."""
    try:
        link = launches.chosen(
            token=request.POST.get("token", ""),
            code=request.POST.get("module", ""),
            language=page_language(),
            launch_url=site_of(request) + reverse("interop:launch"),
        )
    except DomainError as error:
        return _refused(request, error)
    response = render(request, "interop/send_back.html", {"link": link})
    response._csp_update = {"form-action": [_origin(link.back)]}  # type: ignore[attr-defined]  # django-csp's own way
    return response


def _origin(address: str) -> str:
    return "/".join(address.split("/")[:3])


def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """In plain words, with what to do; why stands in the log."""
    if isinstance(error, launches.Unproved):
        log.warning("a launch was refused: %s", error.why)
    return render(request, "interop/refused.html", {"message": error.message}, status=400)
