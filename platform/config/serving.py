"""The web server and the background work of `./run`, in threads of one process. Importing it loads Django."""

import logging
import sys
import time

import django
from django.core.management import call_command, get_commands
from waitress.server import create_server

from config.background import Background

django.setup()

THREADS = 8


def serve(host: str, port: int, *, started: float) -> None:
    """Serve until Ctrl-C or SIGTERM, with a worker and a scheduler beside it. Returns when all stopped."""
    from config.wsgi import application  # noqa: PLC0415 - it reads the settings on import

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = create_server(application, host=host, port=port, threads=THREADS, ident="Halte")
    with Background():
        _greet(host, port, started)
        server.run()  # ends on KeyboardInterrupt and SystemExit, after the requests under way
    sys.stdout.write("\nStopped.\n")


def _greet(host: str, port: int, started: float) -> None:
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host  # noqa: S104 - compared, not bound
    took = time.monotonic() - started
    sys.stdout.write(f"\nHalte is at http://{shown}:{port}/ ({took:.0f} s). Ctrl-C stops it.\n")
    if "list_personas" in get_commands():
        call_command("list_personas")
    sys.stdout.flush()
