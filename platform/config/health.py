"""The containers' health checks: `python -P platform/config/health.py web|beat`; exits 0 where all is well.

`web` asks this container's own /healthz/. `beat` looks when the scheduler last noted a run in the database: it does
so every three minutes, and something is due each minute.
"""

import os
import sys
import urllib.request

SILENCE = "15 minutes"


def web() -> bool:
    """Whether gunicorn and the database behind it answer."""
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].lstrip(".").replace("*", "localhost")
    address = "http://127.0.0.1:8000/healthz/"
    request = urllib.request.Request(address, headers={"Host": host})
    with urllib.request.urlopen(request, timeout=8) as answer:  # noqa: S310 - our own address
        return answer.status == 200


def beat() -> bool:
    """Whether the scheduler sent anything lately."""
    import psycopg2  # noqa: PLC0415 - the web's check runs every few seconds and needs no database

    url = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1)
    connection = psycopg2.connect(url, connect_timeout=8)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT max(last_run_at) > now() - %s::interval FROM django_celery_beat_periodictask", [SILENCE]
            )
            return cursor.fetchone() == (True,)
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not {"web": web, "beat": beat}[sys.argv[1]]())
