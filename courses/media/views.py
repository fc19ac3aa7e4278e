"""A file by its name. It holds nothing but what a published module shows, or a draft whose name nobody can guess."""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from courses.media.models import MediaFile
from exercises.media import is_sent

A_YEAR = 60 * 60 * 24 * 365
_RANGE = re.compile(r"bytes=(\d{1,9})-(\d{0,9})")


@login_not_required
@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def file(request: HttpRequest, name: str) -> HttpResponse:
    """The file, or the part of it that a player asks for. Opened by itself it may load and run nothing."""
    found = MediaFile.objects.filter(name=name).first() if is_sent(name) else None
    if found is None:
        raise Http404
    content, size = bytes(found.content), found.size
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "bytes",
    }
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None:
        return HttpResponse(content, content_type=found.kind, headers=headers)
    first, last = int(asked[1]), min(int(asked[2] or size - 1), size - 1)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return HttpResponse(content[first : last + 1], status=206, content_type=found.kind, headers=headers)
