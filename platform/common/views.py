"""Pages without a domain: health, long work, a form that came back too late."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common import jobs
from common.downloads import attachment
from common.models import Job, JobFile


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers and its database does: what a health check asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_safe
def job_page(request: HttpRequest, pk) -> HttpResponse:
    """How far the work is. htmx asks again, ever more slowly; without it, the page refreshes itself."""
    job = _job(request, pk)
    asked = request.GET.get("n", "")
    polls = min(int(asked), 20) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    template = "common/job_progress.html" if getattr(request, "htmx", False) else "common/job.html"
    context = {"job": job, "outdated": jobs.outdated(job), "next_poll": polls + 1, "wait": min(1 + polls, 10)}
    return render(request, template, context)


@require_safe
def job_file(request: HttpRequest, pk) -> HttpResponse:
    """The file that the job made; 410, and a sentence, once it is no longer kept or of no use any more."""
    done = jobs.jobs_of(request.user).filter(pk=pk, status=Job.Status.DONE)
    file = get_object_or_404(JobFile.objects.select_related("job"), job__in=done)
    if file.gone:
        return render(request, "common/job.html", {"job": file.job}, status=410)
    outdated = jobs.outdated(file.job)
    if outdated and outdated.whole:
        return render(request, "common/job.html", {"job": file.job, "outdated": outdated}, status=410)
    return attachment(file.name, bytes(file.content), file.content_type)


@require_POST
def job_cancel(request: HttpRequest, pk) -> HttpResponse:
    """Stop waiting for it."""
    job = _job(request, pk)
    jobs.cancel(job=job)
    return redirect("common:job", pk=job.pk)


def _job(request: HttpRequest, pk) -> Job:
    """Hers, and of a place that she has today; else 404."""
    return get_object_or_404(jobs.jobs_of(request.user), pk=pk)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that waited too long: say so, and that going back keeps what was typed."""
    message = _("This page waited too long. Go back, reload it and send again: what you typed is still there.")
    return render(request, "refused.html", {"message": message}, status=403)
