"""The coordinator's pages: reports by period, files, and packs to import."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common import jobs
from common.languages import page_language
from reporting.counting import CountingError
from reporting.forms import FileForm, PackForm
from reporting.models import PackUpload
from reporting.selectors.reports import periods_of
from reporting.selectors.sheet import sheet
from reporting.services import uploads
from structures.guards import PartnerRequest, partner_page
from structures.permissions import May


@partner_page(May.SEE_REPORTS)
@require_safe
def report_list(request: PartnerRequest) -> HttpResponse:
    """The project's periods, the current one marked."""
    today = timezone.localdate()
    periods = [
        (period, "past" if period.end < today else "open" if period.start <= today else "coming")
        for period in periods_of(request.place.partner.project)
    ]
    return render(request, "reporting/list.html", {"periods": periods})


@partner_page(May.SEE_REPORTS)
@require_safe
def report(request: PartnerRequest, period: int) -> HttpResponse:
    """One period of this partner; the lead may also see all partners together."""
    partner = request.place.partner
    consolidated = _consolidated(request)
    try:
        made = sheet(
            project=partner.project,
            period=period,
            partner=None if consolidated else partner.code,
            language=page_language(),
        )
    except CountingError as error:
        raise Http404 from error
    context = {
        "sheet": made,
        "period": period,
        "consolidated": consolidated,
        "may_consolidate": request.place.may(May.SEE_ALL_PARTNERS),
        "form": FileForm(initial={"language": request.user.language}),
    }
    return render(request, "reporting/report.html", context)


@partner_page(May.SEE_REPORTS)
@require_POST
def report_file(request: PartnerRequest, period: int) -> HttpResponse:
    """Ask for a file; a worker makes it, in the language chosen for it."""
    partner = request.place.partner
    consolidated = _consolidated(request)
    form = FileForm(request.POST)
    if not form.is_valid() or period not in {one.index for one in periods_of(partner.project)}:
        raise Http404
    wanted = form.cleaned_data
    job = jobs.enqueue(
        kind="reporting.report_file",
        title=_("Report, period %(index)s (%(form)s, %(language)s)")
        % {"index": period, "form": wanted["form"].upper(), "language": wanted["language"].upper()},
        user=request.user,
        language=page_language(),
        back=request.get_full_path().replace("file/", ""),
        args={
            "project_id": partner.project_id,
            "period": period,
            "partner": None if consolidated else partner.code,
            **wanted,
        },
    )
    return redirect("common:job", job.pk)


@partner_page(May.IMPORT_ACTIVITY)
def pack_upload(request: PartnerRequest) -> HttpResponse:
    """Upload a pack; a worker reads it, and nothing is written yet."""
    partner = request.place.partner
    form = PackForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        pack = form.cleaned_data["pack"]
        upload = uploads.keep_upload(project=partner.project, user=request.user, name=pack.name, content=pack.read())
        return redirect(_start(request, uploads.ANALYSE, _("Reading the pack"), upload))
    past = PackUpload.objects.filter(project=partner.project, user=request.user).exclude(imported_at=None)
    return render(request, "reporting/upload.html", {"form": form, "past": past[:10]})


@partner_page(May.IMPORT_ACTIVITY)
@require_safe
def pack_analysis(request: PartnerRequest, pk) -> HttpResponse:
    """What the pack would do: new, changed, unchanged, bad, likely duplicates."""
    upload = _own_upload(request, pk)
    return render(request, "reporting/analysis.html", {"upload": upload, "analysis": upload.analysis})


@partner_page(May.IMPORT_ACTIVITY)
@require_POST
def pack_import(request: PartnerRequest, pk) -> HttpResponse:
    """The one button."""
    upload = _own_upload(request, pk)
    if upload.imported_at:
        return redirect("reporting:analysis", request.place.partner.project.code, request.place.partner.code, upload.pk)
    return redirect(_start(request, uploads.IMPORT, _("Importing the pack"), upload, skip=True))


def _start(request: PartnerRequest, kind: str, title: str, upload: PackUpload, *, skip: bool = False):
    partner = request.place.partner
    args: dict[str, Any] = {"upload_id": str(upload.pk)}
    back = f"/p/{partner.project.code}/{partner.code}/import/{upload.pk}/"
    if skip:
        args |= {"skip_bad": bool(request.POST.get("skip_bad"))}
    language = page_language()
    # One upload, one job of a kind: a second press shows the first.
    job = jobs.enqueue(
        kind=kind, title=title, user=request.user, language=language, back=back, args=args, key=str(upload.pk)
    )
    return f"/jobs/{job.pk}/"


def _own_upload(request: PartnerRequest, pk) -> PackUpload:
    mine = PackUpload.objects.filter(project=request.place.partner.project, user=request.user).defer("content")
    return get_object_or_404(mine, pk=pk)


def _consolidated(request: PartnerRequest) -> bool:
    if request.GET.get("scope") != "project":
        return False
    if not request.place.may(May.SEE_ALL_PARTNERS):
        raise PermissionDenied
    return True
