"""The language of a page: what the person chose, else what her browser asks for."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from accounts import devices

SCRIPT = "fetch"  # what a script of ours says in X-Requested-With


class SignedInMiddleware(LoginRequiredMiddleware):
    """Strangers go to sign in; a script is told so (401), for its page has something typed that must not be lost."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is not None and request.headers.get("X-Requested-With") == SCRIPT:
            return JsonResponse({"sign_in": answer.headers["Location"]}, status=401)
        return answer


class PersonLocaleMiddleware:
    """Cookie, then the browser's wish, then the default: among what the portal offers, and its default.

    Signing in puts the account's language in the cookie.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = _language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response


def _language(request: HttpRequest) -> str:
    portal = getattr(request, "portal", None)
    offered = (portal.offered_languages if portal else None) or [code for code, _name in settings.LANGUAGES]
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen and chosen in offered:
        return chosen
    wished = parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    known = (tag.partition("-")[0] for tag, _weight in wished)
    default = portal.default_language if portal else settings.LANGUAGE_CODE
    return next((code for code in known if code in offered), default)


class PrivateMiddleware:
    """No cache keeps a page that was made for somebody who is signed in: her name is on every one of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = request.user.is_authenticated
        response = self.get_response(request)
        if before or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class DeviceMiddleware:
    """Says when a session was last seen, and remembers the browser that somebody has just signed in with."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            devices.saw(request)
        response = self.get_response(request)
        if user := getattr(request, "signed_in", None):
            devices.remember(request, response, user)
        return response
