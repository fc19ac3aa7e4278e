"""Several people at the same moment, each on a connection of her own: for tests with `django_db(transaction=True)`."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run all acts at the same moment; what each returned, or the exception that it raised, in their order."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=20)
            found[place] = act()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads), "an act still waits for another"
    return found


def meanwhile(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """`second` begins when `first` is done and not committed yet; what `second` returned or raised."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(second())
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        _until(lambda: bool(found) or _waited_for())
    thread.join(timeout=30)
    assert found, "the second act still waits"
    return found[0]


def _waited_for() -> bool:
    """Whether somebody waits for a row that this connection holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))")
        return cursor.fetchone() is not None


def _until(done: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)
