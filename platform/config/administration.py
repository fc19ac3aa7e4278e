"""The administration, /admin/: who enters it, by which door, under which policy."""

from collections.abc import Callable
from functools import wraps

from allauth.account.decorators import secure_admin_login
from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite

from structures.administration import may_enter

# Its own scripts evaluate expressions, and its widgets carry styles: allowed there, nowhere else.
POLICY = {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE], "font-src": [SELF]}


class Administration(UnfoldAdminSite):
    """For curators and administrators. A stranger is sent to sign in, everybody else gets a 403."""

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter(request)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Nobody has a password: the administration is entered by the same code as everything else."""
        if not request.user.is_authenticated:
            return secure_admin_login(super().login)(request, extra_context)
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")

    def search(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        try:
            return super().search(request, extra_context)
        except InvalidPage as error:
            raise Http404 from error

    def admin_view(self, view: Callable, cacheable: bool = False) -> Callable:
        """A view of the administration, under its policy."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return csp_update(POLICY)(guarded)
