"""What the frame of every page needs: the menu of the place, and the way home."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from desk import navigation


def frame(request: HttpRequest) -> dict:
    """`viewing` (helpdesk), `nav`, `account_nav`, `home_url` of templates/base; computed if the page shows them."""
    return {
        "viewing": getattr(request, "viewing", None),
        "nav": SimpleLazyObject(lambda: navigation.items(request)),
        "account_nav": SimpleLazyObject(lambda: navigation.account_items(request)),
        "home_url": "/home/" if getattr(request, "user", None) and request.user.is_authenticated else "/",
    }
