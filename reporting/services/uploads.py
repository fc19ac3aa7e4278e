"""A coordinator's pack: uploaded, analysed, read, then imported with one button."""

import io

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.jobs import Made
from common.tables import CSV_TYPE, write_csv
from reporting.models import PackUpload
from reporting.packs.badrows import HEADER, bad_lines
from reporting.services.importing import Imported, import_pack

SHOWN_PROBLEMS, SHOWN_NOTICES = 300, 100


@transaction.atomic
def keep_upload(*, project, user, name: str, content: bytes) -> PackUpload:
    """Keep the file until it is imported; earlier uploads of the same person are forgotten."""
    PackUpload.objects.filter(user=user, imported_at=None).delete()
    return PackUpload.objects.create(project=project, user=user, name=name[:200], content=content)


def analyse(*, upload: PackUpload, progress=None) -> None:
    """What the import would do, without doing it: the numbers are those of the real thing."""
    result = import_pack(
        io.BytesIO(bytes(upload.content)), project_code=upload.project.code, by=upload.user, dry_run=True,
        skip_bad=True, progress=progress,
    )  # fmt: skip
    upload.analysis = _told(result)
    upload.save(update_fields=["analysis"])


def import_upload(*, upload: PackUpload, skip_bad: bool, progress=None) -> Made | None:
    """Import it. With `skip_bad`, the good rows go in and the bad ones come back as a file."""
    if upload.imported_at:
        raise DomainError(_("This pack has already been imported."))
    result = import_pack(
        io.BytesIO(bytes(upload.content)), project_code=upload.project.code, by=upload.user, skip_bad=skip_bad,
        progress=progress,
    )  # fmt: skip
    upload.analysis = _told(result)
    if result.written:
        upload.imported_at, upload.content = timezone.now(), b""
    upload.save(update_fields=["analysis", "imported_at", "content"])
    if not result.written:
        raise DomainError(_("Some rows are wrong. Nothing was written."))
    if not result.checked.bad_rows:
        return None
    return Made("halte-bad-rows.csv", CSV_TYPE, write_csv(HEADER, list(bad_lines(result.checked)), bom=True))


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
