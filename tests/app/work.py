"""How a test asks for long work and looks at it."""

import io
import threading
import zipfile

from django.db import connections

from common.jobs import enqueue
from common.models import Job
from common.wall import across_structures
from tests.app.packs import write_pack


def asked(user, kind: str = "test.work", *, key: str = "", **args) -> Job:
    return enqueue(kind=kind, title="Work", user=user, args=args, language="en", place="", back="/back/", key=key)


def row(job: Job) -> Job:
    with across_structures("a test looks at a job"):
        return Job.objects.select_related("file").get(pk=job.pk)


def zipped(folder) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    return packed.getvalue()


def pack_of(project, tmp_path, **files: str) -> bytes:
    """A small pack for a project that exists: nothing that names the project itself."""
    return zipped(write_pack(tmp_path / "pack", **{"project": None, "targets": None, **files}))


def in_another_thread(act) -> None:
    def work() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    assert not thread.is_alive(), "it waits for a transaction that waits for it"
