"""A coordinator's pack: uploaded, analysed, read, then imported with one button."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.downloads import file_name
from common.errors import DomainError
from common.jobs import Made
from common.models import Job
from common.tables import CSV_TYPE, write_csv
from common.wall import across_structures, as_person
from reporting.models import PackUpload
from reporting.packs.badrows import HEADER, bad_lines
from reporting.services.importing import Imported, Reach, import_pack
from structures.selectors import imports_for

SHOWN_PROBLEMS, SHOWN_NOTICES = 300, 100
KEPT = timedelta(days=1)
ANALYSE, IMPORT = "reporting.analyse_pack", "reporting.import_pack"  # the kinds of the jobs
ALREADY = gettext_lazy("This pack has already been imported.")

Progress = Callable[[str, int], None]
Seal = Callable[[Made | None], None]


@transaction.atomic
def keep_upload(*, project, user, name: str, content: bytes) -> PackUpload:
    """Keep the file until it is imported. Her earlier one for that project is forgotten, unless a job is at it."""
    with as_person(user.pk):
        PackUpload.objects.filter(project=project, user=user, imported_at=None).exclude(pk__in=_at_work()).delete()
        return PackUpload.objects.create(project=project, user=user, name=name[:200], content=content)


def was_hers(*, user, pk, back: str) -> bool:
    """Whether she had that pack read from the page at `back`: her job remembers it when the pack has left."""
    return Job.objects.filter(user=user, kind=ANALYSE, args__upload_id=str(pk), back__iexact=back).exists()


def was_replaced(*, user, project, pk) -> bool:
    """Whether she had another pack of that project read after it; else it left because a day had passed."""
    read = Job.objects.filter(user=user, kind=ANALYSE)
    first = read.filter(args__upload_id=str(pk)).order_by("created_at").first()
    if first is None:
        return False
    later = read.filter(created_at__gt=first.created_at, back__istartswith=f"/p/{project.code}/")
    return later.exclude(args__upload_id=str(pk)).exists()


def brings_something(analysis: dict[str, Any] | None) -> bool:
    """Whether an import would write a row: one that is new or changed, in a pack that can be read."""
    if not analysis or not analysis["writable"]:
        return False
    return any(file["new"] or file["changed"] for file in analysis["files"])


def forget_uploads() -> None:
    """Packs that nobody imported within a day leave the database: they name people."""
    with across_structures("old uploads are deleted, whoever sent them"):
        old = PackUpload.objects.filter(imported_at=None, created_at__lt=timezone.now() - KEPT)
        old.exclude(pk__in=_at_work()).delete()


def _at_work() -> list[str]:
    found = Job.objects.filter(status__in=Job.ACTIVE, kind__in=[ANALYSE, IMPORT])
    return list(found.values_list("args__upload_id", flat=True))


def analyse(*, upload: PackUpload, progress: Progress | None = None) -> None:
    """What the import would do, without doing it: the numbers are those of the real thing."""
    result = import_pack(
        io.BytesIO(bytes(upload.content)), project_code=upload.project.code, by=upload.user, dry_run=True,
        skip_bad=True, progress=progress, reach=_reach(upload),
    )  # fmt: skip
    _keep_analysis(upload, result)


def import_upload(
    *, upload: PackUpload, skip_bad: bool, progress: Progress | None = None, seal: Seal | None = None
) -> Made | None:
    """Import it, once. With `skip_bad`, the good rows go in, and the bad ones are returned as a file.

    `seal` is called with that file in the transaction that writes the rows and marks the upload as imported.
    DomainError when it was imported already, or when rows are wrong without `skip_bad`.
    """
    if upload.imported_at:
        raise DomainError(ALREADY)
    bad: list[Made] = []

    def finish(result: Imported) -> None:
        # Another import of the same upload may have come first: the row tells, not the object.
        waiting = PackUpload.objects.filter(pk=upload.pk, imported_at=None)
        if not waiting.update(analysis=_told(result), imported_at=timezone.now(), content=b""):
            raise DomainError(ALREADY)
        if result.checked.bad_rows:
            bad.append(_bad_rows(upload, result))
        if seal:
            seal(bad[0] if bad else None)

    result = import_pack(
        io.BytesIO(bytes(upload.content)), project_code=upload.project.code, by=upload.user, skip_bad=skip_bad,
        progress=progress, reach=_reach(upload), before_commit=finish,
    )  # fmt: skip
    if not result.written:
        _keep_analysis(upload, result)
        raise DomainError(_("Some rows are wrong. Nothing was written."))
    return bad[0] if bad else None


@transaction.atomic
def _reach(upload: PackUpload) -> Reach | None:
    """What the sender's roles of this moment let her bring; the lead may bring everything."""
    with as_person(upload.user_id):
        partners = imports_for(user=upload.user, project=upload.project)
    return None if partners is None else Reach(upload.project, partners)


def _bad_rows(upload: PackUpload, result: Imported) -> Made:
    return Made(
        file_name(_("bad rows"), upload.project.code, extension="csv"),
        CSV_TYPE,
        write_csv(HEADER, list(bad_lines(result.checked)), bom=True),
    )


@transaction.atomic
def _keep_analysis(upload: PackUpload, result: Imported) -> None:
    with as_person(upload.user_id):
        PackUpload.objects.filter(pk=upload.pk).update(analysis=_told(result))


def _told(result: Imported) -> dict:
    return {
        "ok": result.checked.ok,
        "writable": result.checked.project_code is not None,
        "files": [
            {
                "name": name,
                "bad": result.checked.counts[name].bad if name in result.checked.counts else 0,
                **tally.as_dict(),
            }
            for stem, tally in result.tallies.items()
            for name in [f"{stem}.csv"]
            if name in result.checked.counts
        ],
        "problems": [
            {
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "value": problem.value,
                "message": problem.message,
            }
            for problem in result.checked.problems[:SHOWN_PROBLEMS]
        ],
        "problem_count": len(result.checked.problems),
        "notices": [
            {"file": notice.file, "lines": list(notice.lines), "message": notice.message}
            for notice in result.checked.notices[:SHOWN_NOTICES]
        ],
    }
