"""What this portal shows of the modules: each shown or hidden, in which order, and what of those to come."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.errors import DomainError
from courses.authoring.forms import ShownForm
from courses.authoring.selectors import may_choose_for, shown_rows
from courses.learning import services
from courses.learning.catalogue import choice_of
from courses.learning.models import Module, PortalCatalogue
from portals.hosts import portal_of
from structures.guards import portal_page
from structures.models import Portal
from structures.permissions import May

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page(May.EDIT_CONTENT)
def shown(request: HttpRequest) -> HttpResponse:
    """The portal of this host; a POST does what its button says, and goes back to the same part of the list."""
    portal = portal_of(request)
    if portal is None:
        raise Http404
    if not may_choose_for(user=request.user, portal=portal):
        raise PermissionDenied(_("Who has a role in this portal chooses what it shows."))
    if request.method == "POST":
        try:
            _act(request, portal)
        except DomainError as error:
            messages.warning(request, str(error))
        return redirect(request.get_full_path())
    form = ShownForm(request.GET)
    wanted = form.wanted()
    page = Paginator(shown_rows(portal, **wanted), PER_PAGE).get_page(request.GET.get("page"))
    others = PortalCatalogue.objects.filter(portal=portal.pk).values_list("others_shown", flat=True).first()
    context = {"form": form, "page": page, "narrowed": any(wanted.values()), "chooser": portal}
    return render(request, "authoring/shown.html", context | {"others": others is not False})


def _act(request: HttpRequest, portal: Portal) -> None:
    do, by = request.POST.get("do", ""), request.user
    acts: dict[str, tuple[Any, dict[str, Any]]] = {
        "show": (services.show_module, {"shown": True}),
        "hide": (services.show_module, {"shown": False}),
        "up": (services.move_module, {"later": False}),
        "down": (services.move_module, {"later": True}),
        "others_shown": (services.show_others, {"shown": True}),
        "others_hidden": (services.show_others, {"shown": False}),
        "by_code": (services.order_by_code, {}),
    }
    if do not in acts:
        raise DomainError(_("Choose what to do."))
    act, more = acts[do]
    if act in (services.show_module, services.move_module):
        more["module"] = get_object_or_404(choice_of(portal), code=request.POST.get("module", ""))
    act(portal=portal, by=by, **more)
    messages.success(request, _said(do, more.get("module")))


def _said(do: str, module: Module | None) -> str:
    words = {
        "show": _("“%(title)s” is shown."),
        "hide": _("“%(title)s” is hidden. Who has it already keeps it."),
        "others_shown": _("New modules are shown at once."),
        "others_hidden": _("New modules are hidden until you show them."),
        "by_code": _("The modules stand by their codes again."),
    }
    return words.get(do, _("“%(title)s” is moved.")) % {"title": module.title if module else ""}
