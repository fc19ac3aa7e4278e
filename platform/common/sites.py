"""Where this installation is, for links in letters and on paper."""

from django.http import HttpRequest


def site_of(request: HttpRequest) -> str:
    """`https://halte.example`, as the browser asked for it: no slash at the end."""
    return request.build_absolute_uri("/").rstrip("/")
