"""What these pages share: each half is there when the installation names it."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

View = Callable[..., HttpResponse]
XAPI, LTI = "INTEROP_XAPI", "INTEROP_LTI"


def when(*halves: str) -> Callable[[View], View]:
    """404 where none of these halves is on (docs/interop.md)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not any(getattr(settings, one) for one in halves):
                raise Http404
            return view(request, *args, **kwargs)

        return asked

    return decorate
