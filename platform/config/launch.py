"""Halte on one machine, in one process: what `./run` does once its Python environment is there.

  ./run                    prepare, then serve on http://localhost:8000 until Ctrl-C
  ./run setup [--empty]    prepare and end; --empty leaves the demo world out
  ./run manage COMMAND...  run a management command on the same services

From the environment: PORT (8000), HOST (127.0.0.1), HALTE_DATA (folder of the data, var/), DATABASE_URL and
DATABASE_OWNER_URL (a PostgreSQL of your own instead of the embedded one), REDIS_URL.
"""

import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from config import preparing
from config.embedded import Cluster, DatabaseUnavailable
from config.provision import Passwords, provision

ROOT = Path(__file__).resolve().parents[2]


def main(argv: list[str]) -> int:
    """Run one of the three forms; returns the exit code."""
    started = time.monotonic()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's `./run &` would leave it ignored
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        match argv:
            case []:
                return _serve(started)
            case ["setup"] | ["setup", "--empty"]:
                return _set_up(empty="--empty" in argv)
            case ["manage", *command]:
                return _manage(command)
            case _:
                sys.stdout.write(__doc__ or "")
                return 0 if argv[0] in {"help", "-h", "--help"} else 2
    except (DatabaseUnavailable, preparing.NotPrepared) as error:
        sys.stderr.write(f"{error}\n")
    except psycopg2.OperationalError as error:
        sys.stderr.write(f"The database refuses: {error}Its words are in {data_dir() / 'secrets.json'}.\n")
    except KeyboardInterrupt:
        sys.stdout.write("\nStopped.\n")
        return 130
    return 1


def data_dir() -> Path:
    """The folder of the embedded data: HALTE_DATA, else var/ in the checkout."""
    return Path(os.environ.get("HALTE_DATA") or ROOT / "var").expanduser().resolve()


@contextlib.contextmanager
def services(*, quiet: bool = False) -> Iterator[None]:
    """The database for the length of a block, and its URLs in the environment."""
    home = data_dir()
    os.environ.setdefault("MEDIA_ROOT", str(home / "media"))
    # Of this installation, not of the checkout: two of one checkout would clear each other's files.
    os.environ.setdefault("STATIC_ROOT", str(home / "static"))
    if os.environ.get("DATABASE_URL"):
        os.environ.setdefault("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])
        yield
        return
    cluster = Cluster(home)
    for name in ("SECRET_KEY", "CARD_CODE_KEY", "SECOND_STEP_KEYS", "OPENBADGES_KEY"):
        os.environ.setdefault(name, cluster.secret(name))
    if cluster.root != home and not quiet:
        preparing.say(f"The data lie in {cluster.root}, for PostgreSQL, as 'nobody', can't reach {home}.")
    try:
        cluster.join()
        passwords = Passwords(owner=cluster.secret("halte_owner"), app=cluster.secret("halte_app"))
        urls = provision(cluster.admin_dsn(), passwords=passwords)
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = urls.app, urls.owner
        yield
    finally:
        # A second Ctrl-C while the database closes would leave it running.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        cluster.leave()


def _serve(started: float) -> int:
    host, port = os.environ.get("HOST", "127.0.0.1"), _port()
    _check_free(host, port)
    with services(), preparing.pdf_libraries():
        preparing.prepare(demo=preparing.Demo.UNLESS_DECLINED)
        from config import serving  # noqa: PLC0415 - it loads Django, which needs the database's URL

        serving.serve(host, port, started=started)
    return 0


def _set_up(*, empty: bool) -> int:
    with services(), preparing.pdf_libraries():
        preparing.prepare(demo=preparing.Demo.DECLINED if empty else preparing.Demo.WANTED)
    sys.stdout.write("Ready. Start with: ./run\n")
    return 0


def _manage(command: list[str]) -> int:
    with services(quiet=True):
        if command and command[0] not in preparing.COMMANDS_OF_A_DEVELOPER:
            preparing.prepare(demo=preparing.Demo.LATER, quiet=True)
        return preparing.manage(*command)


def _port() -> int:
    word = os.environ.get("PORT", "8000")
    if not word.isdecimal() or not 0 < int(word) < 65536:
        raise preparing.NotPrepared(f"PORT={word} is no port: take a number from 1 to 65535.")
    return int(word)


def _check_free(host: str, port: int) -> None:
    """Say at once that the port is taken, not after a minute of preparing."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise preparing.NotPrepared(
                f"Port {port} can't be used on {host} ({error.strerror}). Take another one: PORT=8001 ./run"
            ) from None


def _leave(signum: int, frame: object) -> None:
    raise SystemExit(128 + signum)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
