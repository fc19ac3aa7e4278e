"""The administrators' list of platforms that may launch modules."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.errors import DomainError
from common.once import once
from common.sites import site_of
from courses.interop import selectors, services
from courses.interop.forms import PlatformForm
from courses.interop.models import Platform
from courses.interop.views.common import LTI, when
from structures.guards import portal_page
from structures.permissions import May


@portal_page(May.ADMINISTER)
@require_safe
@when(LTI)
def platforms(request: HttpRequest) -> HttpResponse:
    """All of them, and our own addresses, which each platform asks for."""
    site = site_of(request)
    ours = [
        (_("Tool URL"), site + reverse("interop:launch")),
        (_("Initiate login URL"), site + reverse("interop:login")),
        (_("Redirection URI"), site + reverse("interop:launch")),
        (_("Public keyset URL"), site + reverse("interop:tool_keys")),
    ]
    return render(request, "interop/platforms.html", {"platforms": selectors.every_platform(), "ours": ours})


@portal_page(May.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@when(LTI)
@once
def platform_new(request: HttpRequest) -> HttpResponse:
    """Register one."""
    return _written(request, Platform())


@portal_page(May.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
@when(LTI)
def platform(request: HttpRequest, pk: Any) -> HttpResponse:
    """Correct one."""
    found = selectors.platform_by_id(pk)
    if found is None:
        raise Http404
    return _written(request, found)


def _written(request: HttpRequest, one: Platform) -> HttpResponse:
    new = one._state.adding
    form = PlatformForm(request.POST if request.method == "POST" else None, instance=one)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_platform(platform=form.save(commit=False), by=request.user)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            words = _("Kept. A referent of the organisation turns it on.") if new else _("Kept.")
            messages.success(request, words)
            return redirect("interop:platforms")
    context = {"form": form, "new": new}
    return render(request, "interop/platform_form.html", context, status=422 if form.is_bound else 200)
