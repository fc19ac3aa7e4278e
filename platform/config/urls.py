"""Every address of Halte, room by room."""

from collections.abc import Callable

from allauth.account.decorators import secure_admin_login
from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from desk.urls import demo_urlpatterns

# Nobody has a password: the administration is entered by the same code as everything else.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# The administration's own scripts evaluate expressions, and its widgets carry styles: allowed there, nowhere else.
ADMIN_CSP = {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE], "font-src": [SELF]}
_admin_view = admin.site.admin_view


def admin_view(view: Callable, cacheable: bool = False) -> Callable:
    """A view of the administration, under the administration's policy."""
    return csp_update(ADMIN_CSP)(_admin_view(view, cacheable))


admin.site.admin_view = admin_view  # type: ignore[method-assign, assignment]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("", include("common.urls")),
    path("", include("structures.urls")),
    path("", include("desk.urls")),
    path("", include("learners.urls")),
    path("", include("accompaniments.urls")),
    path("", include("assessments.urls")),
    path("", include("courses.urls")),
    path("", include("community.events.urls")),
    path("", include("community.forums.urls")),
    path("", include("reporting.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("", include((demo_urlpatterns, "demo"))))
