"""The few addresses that the frame of a page names, so that the style guide can be drawn without the rooms."""

from django.http import HttpResponse
from django.urls import include, path

NAMES = "set_language account_login account_logout"
DESK = "accessibility privacy"


def _named(names: str) -> list:
    return [path(f"{name}/", HttpResponse, name=name) for name in names.split()]


urlpatterns = [*_named(NAMES), path("desk/", include((_named(DESK), "desk")))]
