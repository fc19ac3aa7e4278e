"""Everything that must hold before a change lands: what `./check` does once its Python environment is there.

  ./check         all stages
  ./check fast    all but the browser's

The stages go from the quickest to the slowest, and the first that fails ends the run. Nothing is left out silently:
what a stage needs is installed (as root on Debian or Ubuntu) or asked for by name.
"""

import ctypes
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ["platform", "assessments", "community", "courses", "reporting"]
PROGRAMS = {
    "chromium": "chromium",
    "redis-server": "redis-server",
    "xgettext": "gettext",
    "pdftoppm": "poppler-utils",
    "docker-compose": "docker-compose",
}
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libatomic.so.1": "libatomic1",  # the JavaScript engine that plays the exercises beside Python's
}
FILES = {"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf": "fonts-dejavu-core"}
NO_DATABASE = "postgres://nobody@/nothing?host=/nonexistent"


@dataclass(frozen=True)
class Stage:
    """A command of the check. `failing` says, to the person who reads it, what to do."""

    name: str
    command: list[str]
    failing: str
    environment: dict[str, str] = field(default_factory=dict)


def stages(*, browser: bool) -> list[Stage]:
    """All stages, in their order."""
    tests = ["pytest", "--no-header", "-p", "no:cacheprovider"]
    beside = ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]  # in the order of tests/conftest.py
    catalogues = "tests/unit/test_locale.py"
    modules = [str(path.parent) for path in sorted(ROOT.glob("courses/content/*/module.yaml"))]
    found = [
        Stage("format", ["ruff", "format", "--check"], "Run: .venv/bin/ruff format"),
        Stage("lint", ["ruff", "check"], "Run: .venv/bin/ruff check --fix, and mend what remains."),
        Stage("templates", ["djangofmt", "check", "templates"], "Mend the templates that are named above."),
        Stage("import contracts", ["lint-imports"], "An import goes up or sideways: see docs/decisions.md."),
        Stage("types", ["mypy", *CODE], "Mend the types that are named above."),
        Stage(
            "migrations",
            ["python", "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"],
            "A model changed without its migration. Run: ./run manage makemigrations",
            {"DATABASE_URL": NO_DATABASE},
        ),
        Stage("catalogues", [*tests, catalogues], "A message lacks its translation: see locale/README.md."),
        Stage("modules", ["python", "-m", "exercises.lint", *modules], "A module breaks the rules of docs/modules.md."),
        Stage(
            "tests",
            [*tests, *beside, "-m", "not browser", f"--ignore={catalogues}"],
            "A test fails; the summary above names it.",
        ),
    ]
    if browser:
        sites = ["-n", "2", "--dist", "loadfile"]  # a site and a Chromium for each process
        found.append(Stage("browser", [*tests, *sites, "tests/browser"], "A test in the browser fails."))
    return found


def main(argv: list[str]) -> int:
    """Run the stages; returns 0 where all hold, else the exit code of the first that doesn't."""
    if argv not in ([], ["fast"]):
        sys.stderr.write(__doc__ or "")
        return 2
    browser = not argv
    os.chdir(ROOT)
    took: list[tuple[str, float]] = []
    lacking = packages_lacking(browser=browser)
    if lacking and not _install(lacking):
        return 1
    for stage in stages(browser=browser):
        started = time.monotonic()
        before = f" ({took[-1][0]} took {took[-1][1]:.0f} s)" if took else ""
        _say(f"\n== {stage.name}{before}")
        code = subprocess.run(stage.command, env=os.environ | stage.environment, check=False).returncode
        took.append((stage.name, time.monotonic() - started))
        if code:
            _say(f"\n== {stage.name} failed ({took[-1][1]:.0f} s). {stage.failing}")
            return code
    if not os.environ.get("CI"):  # there, the last words are pytest's own
        _say("\n== all hold: " + ", ".join(f"{name} {seconds:.0f} s" for name, seconds in took))
    return 0


def packages_lacking(*, browser: bool) -> list[str]:
    """Debian's packages that the stages need and this machine lacks."""
    programs = {p: package for p, package in PROGRAMS.items() if browser or p != "chromium"}
    found = [package for program, package in programs.items() if shutil.which(program) is None]
    found += [package for library, package in LIBRARIES.items() if not _loads(library)]
    return found + [package for path, package in FILES.items() if not Path(path).exists()]


def _install(packages: list[str]) -> bool:
    line = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        _say(f"The check needs more of this machine. As root: {line}")
        return False
    _say(f"== {line}")
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-q", *command],
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            _say(f"{done.stdout[-3000:]}\napt-get {command[0]} failed. The check needs: {line}")
            return False
    return True


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
