"""Processor time of what a benchmark does, here and in the database's process: a busy machine doesn't change it."""

import time
from pathlib import Path

from django.db import connection


def database_process() -> int:
    """The process that answers this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def spent(process: int) -> float:
    """Seconds of processor so far, ours and that process's; by the clock where it is on another machine."""
    try:
        theirs = int(Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
    except OSError:
        return time.perf_counter()
    return time.process_time() + theirs
