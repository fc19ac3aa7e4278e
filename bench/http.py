"""How even the answers are over HTTP: gunicorn with 2 workers, 8 connections at once; p99 as a ratio to p50.

    ./run manage shell -c "import bench.http; bench.http.main()"

Needs the demo world. Starts gunicorn on a free port of this machine with production's own settings of it
(config/web.py), asks as the demo's people, prints a line a page, and ends what it started.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from bench.server import addresses

WORKERS, CONNECTIONS, EACH, LIMIT = 2, 8, 150, 4.0
WARM = 20


def main() -> None:
    """Measure page by page, print, and say which ratio is above the limit."""
    with served() as port:
        for name, (url, session) in addresses().items():
            took = measure(port, url, session)
            middle, late = statistics.median(took), statistics.quantiles(took, n=100)[98]
            verdict = "ok" if late <= LIMIT * middle else "ABOVE"
            each = f"p50 {middle * 1000:.0f} ms, p99 {late * 1000:.0f} ms, {len(took)} answers"
            print(f"{name}: p99 is {late / middle:.1f} x p50 (at most {LIMIT:g}) {verdict}: {each}")


@contextmanager
def served(**environment: str) -> Iterator[int]:
    """gunicorn with production's own settings of it, on a free port of this machine: the port, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = os.environ | {"BIND": f"127.0.0.1:{port}", "WEB_WORKERS": str(WORKERS), **environment}
    command = [sys.executable, "-m", "gunicorn", "-c", "python:config.web", "config.wsgi"]
    server = subprocess.Popen(command, env=settings, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def measure(port: int, url: str, session: str) -> list[float]:
    """Seconds of each answer: CONNECTIONS at once, each asks EACH times, one after the other."""
    took: list[float] = []
    failed: list[str] = []

    def ask() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}"
        for number in range(WARM + EACH):
            start = time.perf_counter()
            line.request("GET", url, headers={"Cookie": cookies, "Accept-Encoding": "br"})
            answer = line.getresponse()
            answer.read()
            if answer.status != 200:
                failed.append(f"{url}: {answer.status}")
            if number >= WARM:
                took.append(time.perf_counter() - start)
        line.close()

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(f"{len(failed)} answers were no pages: {failed[0]}")
    return took


def _wait_for(port: int) -> None:
    for _ in range(150):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=5)
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("gunicorn did not answer")
