"""A structure's own sheet: kept by its referent, looked at before it is shown, hidden at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.errors import DomainError
from common.overtaken import Overtaken, show_overtaken
from directory import selectors
from directory.forms import SheetForm
from directory.permissions import EDIT_SHEET
from directory.services import lacks, publish, save_sheet, withdraw
from directory.views.public import place_context
from structures.guards import StructureRequest, structure_page
from structures.selectors import state_of
from territory.words import commune_name


@require_http_methods(["GET", "HEAD", "POST"])
@structure_page(EDIT_SHEET)
def sheet(request: StructureRequest) -> HttpResponse:
    """The sheet, and whether it is shown."""
    structure = request.place.structure
    state = state_of(structure)
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        entry=selectors.sheet_of(structure=structure),
        country=state.country if state else "",
        address=state.address if state else "",
    )
    status = 422
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            save_sheet(structure=structure, by=request.user, fields=form.fields_of_entry(), seen=seen)
        except Overtaken as error:
            show_overtaken(form, error)
            status = 409
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The sheet is kept."))
            return redirect("directory:preview", slug=structure.slug)
    entry = selectors.own_entry(structure=structure)
    town = f"{state.postcode} {commune_name(state.country, state.postcode, state.commune)}" if state else ""
    context = {"form": form, "entry": entry, "state": state, "town": town, "structure": structure}
    return render(request, "directory/sheet.html", context, status=status if form.errors else 200)


@require_safe
@structure_page(EDIT_SHEET)
def preview(request: StructureRequest) -> HttpResponse:
    """The page as everybody would see it, with what is still missing, and the button that shows it."""
    structure = request.place.structure
    entry = selectors.own_entry(structure=structure)
    if entry is None:
        return redirect("directory:sheet", slug=structure.slug)
    context = place_context(request, entry) | {
        "structure": structure,
        "missing": lacks(entry),
        "affiliated": selectors.may_be_shown(structure=structure),
    }
    return render(request, "directory/preview.html", context)


@require_POST
@structure_page(EDIT_SHEET)
def publish_sheet(request: StructureRequest) -> HttpResponse:
    """Show it; the message offers to undo that."""
    structure = request.place.structure
    try:
        publish(structure=structure, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        undo = reverse("directory:withdraw", args=[structure.slug])
        messages.success(request, _("Your place is in the directory now."), extra_tags=f"undo:{undo}")
    return redirect("directory:preview", slug=structure.slug)


@require_POST
@structure_page(EDIT_SHEET)
def withdraw_sheet(request: StructureRequest) -> HttpResponse:
    """Hide it at once; the message offers to undo that."""
    structure = request.place.structure
    if withdraw(structure=structure, by=request.user):
        undo = reverse("directory:publish", args=[structure.slug])
        messages.success(request, _("Your place is out of the directory."), extra_tags=f"undo:{undo}")
    return redirect("directory:preview", slug=structure.slug)
