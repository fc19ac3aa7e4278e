"""Celery's worker and scheduler as threads of the serving process, for a trial without Redis.

Production runs `celery worker` and `celery beat` as processes of their own; the tasks are the same.
"""

import threading
import time
from types import TracebackType

from celery.beat import Scheduler, Service
from celery.worker import WorkController, state

from config.celery import app

CONCURRENCY = 2
PATIENCE = 15  # seconds that a task under way may take to end when everything stops


class Background:
    """A worker thread and a scheduler thread, for the length of a `with` block."""

    def __init__(self) -> None:
        app.set_current()
        app.set_default()
        if app.conf.broker_url.startswith("memory:"):
            app.conf.broker_transport_options = {"polling_interval": 0.2}  # its default, a second, is felt
        self.worker = WorkController(
            app=app,
            hostname="trial@localhost",
            pool="threads",
            concurrency=CONCURRENCY,
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
        )
        self.worker_thread = threading.Thread(target=self.worker.start, name="worker", daemon=True)
        # The schedule in memory: a trial needs none that survives it.
        self.scheduler = Service(app, max_interval=1, scheduler_cls=Scheduler)
        self.scheduler_thread = threading.Thread(target=self.scheduler.start, name="scheduler", daemon=True)

    def __enter__(self) -> "Background":
        self.worker_thread.start()
        self.scheduler_thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.scheduler.stop()
        state.should_stop = 0  # type: ignore[assignment]  # Celery's own way to ask: an exit code, else None
        deadline = time.monotonic() + PATIENCE
        # An idle worker looks at that word every two seconds only: nothing is lost by not waiting for it.
        while self.worker_thread.is_alive() and state.active_requests and time.monotonic() < deadline:
            self.worker_thread.join(0.1)
