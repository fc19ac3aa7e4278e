"""What no view should have to repeat."""

from collections.abc import Callable

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.translation import gettext as _

from common import cookies
from common.errors import DomainError
from common.templatetags.halte import SHEET_COOKIE

_NEVER = (
    "accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer",
    "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
_OURS = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join([*(f"{name}=()" for name in _NEVER), *(f"{name}=(self)" for name in _OURS)])

SHEET_AGE = 60 * 60 * 24 * 30

NUL = "\x00"
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


class PlainTextMiddleware:
    """Refuses NUL in an address, a query, a cookie or a form (400): PostgreSQL can't hold it, and nobody types it.

    Refuses (400) a request that says its text is in anything but a charset browsers send: Python knows codecs that
    are none. A form that is too large to be read is said so (413), before any view asks for it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "odd_charset", ""):  # config.handler
            raise BadRequest("a charset that is none")
        query = request.META.get("QUERY_STRING", "").replace("%00", NUL)
        if any(NUL in text for text in (request.path_info, query, *request.COOKIES.values())):
            raise BadRequest("a NUL in the request")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """The form is read here for the first time. What isn't a form (JSON) is its view's own affair."""
        try:
            dirty = any(NUL in value for _name, values in request.POST.lists() for value in values)
        except TOO_LARGE:
            return too_large(request)
        except UnreadablePostError:  # the browser is gone; nobody reads what we would say
            return None
        if dirty:
            raise BadRequest("a NUL in a form")
        return None


def too_large(request: HttpRequest) -> HttpResponse:
    """More than settings.DATA_UPLOAD_MAX_MEMORY_SIZE of text, or thousands of fields: why, in plain words."""
    message = _("This is too large to send. Make it shorter, or send it in several parts.")
    return render(request, "refused.html", {"message": message}, status=413)


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


class PermissionsMiddleware:
    """What no page of ours may ask a browser for, nor anything that found its way into one. Passkeys may be used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


class SheetMiddleware:
    """Notes which style sheet a page carried inside and asked the browser to keep: the next page links to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if sheets := getattr(request, "sheets", ""):
            cookies.keep(response, SHEET_COOKIE, sheets, seconds=SHEET_AGE)
        return response


class CsrfMiddleware(CsrfViewMiddleware):
    """Our pages send no referrer, so that no card's or invitation's link leaks; their forms then send `Origin: null`.

    Such an origin proves nothing either way: the token in the form, which another site can't read, decides. An
    origin that is named must be ours, as ever.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META.get("HTTP_ORIGIN") == "null":
            return True
        return super()._origin_verified(request)  # type: ignore[misc]  # private, so not in the stubs
