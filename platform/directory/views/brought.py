"""A partner's places: what its files brought, and a new file, analysed before it is written."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.downloads import attachment
from common.once import once
from common.tables import CSV_TYPE
from directory import mednum, selectors
from directory.doubles import chosen
from directory.forms import PlacesForm, SearchForm
from directory.models import DirectoryUpload
from directory.permissions import IMPORT_PLACES
from directory.services import Analysis, analyse, keep_upload, show_brought, write_upload
from structures.guards import PartnerRequest, partner_page

PER_PAGE = 30
REFUSED_SHOWN = 60
DOUBTFUL_SHOWN = 200


def _address(request: PartnerRequest, name: str, *more: Any) -> str:
    partner = request.place.partner
    return reverse(f"directory:{name}", args=[partner.project.code.lower(), partner.code.lower(), *more])


def _upload(request: PartnerRequest, pk: Any) -> DirectoryUpload:
    found = selectors.upload_of(user=request.user, partner=request.place.partner, pk=pk)
    if found is None:
        raise Http404
    return found


@require_safe
@partner_page(IMPORT_PLACES)
def brought(request: PartnerRequest) -> HttpResponse:
    """The places that the partner's files brought, shown or not, and the addresses of the public files."""
    partner = request.place.partner
    form = SearchForm(request.GET)
    search = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(selectors.brought_by(partner=partner, search=search), PER_PAGE).get_page(request.GET.get("page"))
    context = {"partner": partner, "form": form, "search": search, "page": page}
    return render(request, "directory/brought.html", context)


@require_POST
@partner_page(IMPORT_PLACES)
def show(request: PartnerRequest, pk: Any) -> HttpResponse:
    """Show a place that a file brought."""
    return _shown(request, pk, shown=True)


@require_POST
@partner_page(IMPORT_PLACES)
def hide(request: PartnerRequest, pk: Any) -> HttpResponse:
    """Hide a place that a file brought."""
    return _shown(request, pk, shown=False)


def _shown(request: PartnerRequest, pk: Any, *, shown: bool) -> HttpResponse:
    entry = show_brought(partner=request.place.partner, by=request.user, pk=pk, shown=shown)
    if entry is None:
        raise Http404
    words = _("%(name)s is shown in the directory.") if shown else _("%(name)s is out of the directory.")
    undo = _address(request, "brought_hide" if shown else "brought_show", pk)
    messages.success(request, words % {"name": entry.name}, extra_tags=f"undo:{undo}")
    return redirect(_address(request, "brought"))


@require_http_methods(["GET", "HEAD", "POST"])
@partner_page(IMPORT_PLACES)
@once
def upload(request: PartnerRequest) -> HttpResponse:
    """Send a file; the next page says what it would do."""
    form = PlacesForm(request.POST, request.FILES) if request.method == "POST" else PlacesForm()
    if request.method == "POST" and form.is_valid():
        file, partner = form.cleaned_data["file"], request.place.partner
        content = file.read()
        try:
            mednum.read(content)
        except mednum.FileRefusedError as error:
            form.add_error("file", str(error))
        else:
            kept = keep_upload(partner=partner, user=request.user, name=file.name, content=content)
            return redirect(_address(request, "analysis", kept.pk))
    return render(request, "directory/upload.html", {"form": form, "partner": request.place.partner},
                  status=422 if form.errors else 200)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@partner_page(IMPORT_PLACES)
@once
def analysis(request: PartnerRequest, pk: Any) -> HttpResponse:
    """What the file would do, row by row; the POST does it, once."""
    kept = _upload(request, pk)
    if request.method == "POST":
        written = write_upload(upload=kept, by=request.user, choices=chosen(request.POST.dict().items()))
        if written is not None:
            _tell(request, written)
        return redirect(_address(request, "brought"))
    found = analyse(partner=request.place.partner, content=bytes(kept.content))
    noticed = [row for row in [*found.new, *found.changed] if row.notices]
    context = {
        "partner": request.place.partner, "upload": kept, "found": found, "refused": found.refused[:REFUSED_SHOWN],
        "noticed": noticed[:REFUSED_SHOWN], "more": max(0, len(found.refused) - REFUSED_SHOWN),
        "doubtful": [(row, found.doubles[row.line]) for row in found.doubtful[:DOUBTFUL_SHOWN]],
        "more_doubtful": max(0, len(found.doubtful) - DOUBTFUL_SHOWN),
    }  # fmt: skip
    return render(request, "directory/analysis.html", context)


def _tell(request: PartnerRequest, written: Analysis) -> None:
    new, changed, linked, out = map(len, (written.new, written.changed, written.linked, written.doubtful))
    if not written.to_write and not out:
        messages.info(request, _("All of it is here already: nothing was written."))
        return
    parts = [
        ngettext("%(n)s place added", "%(n)s places added", new) % {"n": new},
        ngettext("%(n)s place changed", "%(n)s places changed", changed) % {"n": changed},
    ]
    if linked:
        parts.append(ngettext("%(n)s sheet prepared", "%(n)s sheets prepared", linked) % {"n": linked})
    if out:
        parts.append(ngettext("%(n)s row left out", "%(n)s rows left out", out) % {"n": out})
    messages.success(request, ", ".join(parts) + ".")


@require_safe
@partner_page(IMPORT_PLACES)
def refused(request: PartnerRequest, pk: Any) -> HttpResponse:
    """The refused rows with their reasons, to correct and send again."""
    kept = _upload(request, pk)
    found = analyse(partner=request.place.partner, content=bytes(kept.content))
    rows = (
        (row.line, row.cells, [f"{one.column}: {one.message}" if one.column else one.message for one in row.problems])
        for row in found.refused
    )
    return attachment("halte-refused-rows.csv", mednum.refused_file(found.file.header, rows), CSV_TYPE)
