"""JSON that a page of ours posts, without a token: a page may be older than any token lasts."""

from django.http import HttpRequest

OURS = "same-origin"


def from_our_page(request: HttpRequest) -> bool:
    """Whether a page of ours sent it, as JSON: another site can neither send JSON nor hide that it sends."""
    return request.content_type == "application/json" and request.headers.get("Sec-Fetch-Site", OURS) == OURS
