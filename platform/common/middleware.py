"""What no view should have to repeat."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render

from common.errors import DomainError


class DomainErrorMiddleware:
    """A rule that refused, in a view that did not expect it: a plain page that says why, never a 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return render(request, "refused.html", {"message": exception.message}, status=409)
        return None


class CsrfMiddleware(CsrfViewMiddleware):
    """Our pages send no referrer, so that no card's or invitation's link leaks; their forms then send `Origin: null`.

    Such an origin proves nothing either way: the token in the form, which another site can't read, decides. An
    origin that is named must be ours, as ever.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        return request.META.get("HTTP_ORIGIN") == "null" or super()._origin_verified(request)
