"""The coordinator's pages: reports by period, files, and packs to import."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common import jobs
from common.languages import page_language
from reporting.counting import CountingError
from reporting.counting.periods import Period
from reporting.forms import FileForm, PackForm
from reporting.models import PackUpload
from reporting.selectors.reports import periods_of
from reporting.selectors.sheet import Sheet, sheet
from reporting.services import uploads
from reporting.services.asking import ask_for_file
from structures import job_places
from structures.guards import PartnerRequest, partner_page
from structures.models import Project
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
    ended = request.place.partner.project.end < today
    return render(request, "reporting/list.html", {"periods": periods, "ended": ended})


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
    coming = _coming(partner.project, period)
    if coming:
        return render(request, "reporting/to_come.html", _to_come(made, coming))
    context = {
        "sheet": made,
        "period": period,
        "consolidated": consolidated,
        "may_consolidate": request.place.may(May.SEE_ALL_PARTNERS),
        "form": FileForm(initial={"language": request.user.language}),
    }
    return render(request, "reporting/report.html", context)


def _to_come(made: Sheet, period: Period) -> dict[str, Any]:
    targets = [line for line in made.lines if line.data["target"] is not None]
    return {"sheet": made, "coming": period, "targets": targets}


def _coming(project: Project, index: int) -> Period | None:
    """The period when it has not begun: there is nothing to report of it."""
    today = timezone.localdate()
    return next((one for one in periods_of(project) if one.index == index and one.start > today), None)


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
    title = _("Report, period %(index)s (%(form)s, %(language)s)")
    job = ask_for_file(
        partner=partner,
        period=period,
        consolidated=consolidated,
        wanted=wanted,
        title=title % {"index": period, "form": wanted["form"].upper(), "language": wanted["language"].upper()},
        by=request.user,
        language=page_language(),
        back=request.get_full_path().replace("file/", ""),
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
    context = {"form": form, "past": past[:10]}
    return render(request, "reporting/upload.html", context, status=422 if form.errors else 200)


@partner_page(May.IMPORT_ACTIVITY)
@require_safe
def pack_analysis(request: PartnerRequest, pk) -> HttpResponse:
    """What the pack would do: new, changed, unchanged, bad, likely duplicates."""
    upload = _own_upload(request, pk)
    if upload is None:
        return _gone(request, pk)
    importable = uploads.brings_something(upload.analysis)
    context = {"upload": upload, "analysis": upload.analysis, "importable": importable}
    return render(request, "reporting/analysis.html", context)


@partner_page(May.IMPORT_ACTIVITY)
@require_POST
def pack_import(request: PartnerRequest, pk) -> HttpResponse:
    """The one button."""
    upload = _own_upload(request, pk)
    if upload is None:
        return _gone(request, pk)
    if upload.imported_at:
        return redirect(_address(request, upload.pk))
    return redirect(_start(request, uploads.IMPORT, _("Importing the pack"), upload, skip=True))


def _start(request: PartnerRequest, kind: str, title: str, upload: PackUpload, *, skip: bool = False):
    args: dict[str, Any] = {"upload_id": str(upload.pk)}
    back = _address(request, upload.pk)
    if skip:
        args |= {"skip_bad": bool(request.POST.get("skip_bad"))}
    language = page_language()
    # One upload, one job of a kind: a second press shows the first.
    job = jobs.enqueue(
        kind=kind,
        title=title,
        user=request.user,
        language=language,
        place=job_places.at(request.place.partner, May.IMPORT_ACTIVITY),
        back=back,
        args=args,
        key=str(upload.pk),
    )
    return f"/jobs/{job.pk}/"


def _address(request: PartnerRequest, pk) -> str:
    partner = request.place.partner
    return reverse("reporting:analysis", args=[partner.project.code.lower(), partner.code.lower(), pk])


def _own_upload(request: PartnerRequest, pk) -> PackUpload | None:
    """Hers; None when it was hers, read from this very page, and has left. Else 404, whoever's it is."""
    mine = PackUpload.objects.filter(project=request.place.partner.project, user=request.user).defer("content")
    found = mine.filter(pk=pk).first()
    if found is None and not uploads.was_hers(user=request.user, pk=pk, back=_address(request, pk)):
        raise Http404
    return found


def _gone(request: PartnerRequest, pk) -> HttpResponse:
    replaced = uploads.was_replaced(user=request.user, project=request.place.partner.project, pk=pk)
    return render(request, "reporting/upload_gone.html", {"replaced": replaced}, status=410)


def _consolidated(request: PartnerRequest) -> bool:
    if request.GET.get("scope") != "project":
        return False
    if not request.place.may(May.SEE_ALL_PARTNERS):
        raise PermissionDenied
    return True
