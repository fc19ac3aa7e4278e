"""The shape of the tree: what no linter sees, and what would break far from its cause."""

import ast
import importlib.util
import platform
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [
    "accompaniments",
    "accounts",
    "affiliations",
    "assessments",
    "common",
    "community.events",
    "community.forums",
    "config",
    "courses",
    "desk",
    "digcomp",
    "directory",
    "exercises",
    "helpdesk",
    "journal",
    "learners",
    "merging",
    "portals",
    "privacy",
    "registration",
    "reporting",
    "structures",
    "team",
    "territory",
]
ROOTS = ["platform", "assessments", "community", "courses", "reporting", "tests", "bench"]
MOST_LINES = 400
MOST_LINES_OF_A_VIEW = 30
NOT_FOR_OTHERS = {"views", "forms", "tasks"}


def code(*roots: str) -> list[Path]:
    """Every Python file of ours below these folders, migrations apart."""
    found = [p for root in roots for p in (ROOT / root).rglob("*.py") if "migrations" not in p.parts]
    assert found, roots
    return sorted(found)


def room_of(path: Path) -> str | None:
    """The room that a file belongs to, by its dotted name."""
    parts = path.relative_to(ROOT).parts
    parts = parts[1:] if parts[0] == "platform" else parts
    return next((room for room in ROOMS if parts[: room.count(".") + 1] == tuple(room.split("."))), None)


def test_platform_is_a_folder_and_no_package():
    """A platform/__init__.py would shadow the standard library's module of that name."""
    assert list((ROOT / "platform").glob("*.py")) == []
    assert ROOT not in Path(platform.__file__).parents


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_resolves_inside_the_repository(room):
    """The roots come after site-packages: an installed package of the same name would win."""
    spec = importlib.util.find_spec(room)
    assert spec is not None and spec.origin is not None
    assert ROOT in Path(spec.origin).parents
    assert ".venv" not in Path(spec.origin).parts


def test_no_room_is_missing_here():
    """A new package is added to the list above, and to the import contracts in pyproject.toml."""
    folders = [p.parent for p in code("platform", "assessments", "community", "courses", "reporting")]
    assert {room_of(folder / "x.py") for folder in folders if (folder / "__init__.py").exists()} - {None} == set(ROOMS)
    assert {p.name for p in (ROOT / "platform").iterdir() if p.is_dir() and (p / "__init__.py").exists()} <= set(ROOMS)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {path.removeprefix("platform/") for path in wheel} == {room.split(".")[0] for room in ROOMS}


def test_files_stay_short():
    long = {str(p.relative_to(ROOT)): n for p in code(*ROOTS) if (n := len(p.read_text().splitlines())) > MOST_LINES}
    assert long == {}


def test_views_stay_short():
    """Permission, one selector or service, template: more belongs in a service."""
    long = {}
    for path in code("platform", "assessments", "community", "courses", "reporting"):
        if "views" not in (path.stem, path.parent.name):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > MOST_LINES_OF_A_VIEW:
                    long[f"{path.relative_to(ROOT)}: {node.name}"] = lines
    assert long == {}


def test_nothing_is_called_utils():
    found = [p for root in ROOTS for p in (ROOT / root).rglob("*") if p.stem in {"utils", "util", "helpers"}]
    assert found == []


def test_only_a_room_itself_uses_its_views_forms_and_tasks():
    """Of another room: models, selectors, services, signals, permissions. What `common` offers is for all."""
    crossing = []
    for path in code("platform", "assessments", "community", "courses", "reporting"):
        here = room_of(path)
        for name in imported(path):
            for room in ROOMS:
                inner = name.removeprefix(f"{room}.").split(".")[0] if name.startswith(f"{room}.") else ""
                if inner in NOT_FOR_OTHERS and room not in {here, "common"}:
                    crossing.append(f"{path.relative_to(ROOT)} imports {name}")
    assert crossing == []


def imported(path: Path) -> set[str]:
    """Dotted names that a file imports; of `from a import b` both `a` and `a.b`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_locks_and_code_name_no_registry():
    """Where packages come from is a matter of the machine, not of the repository."""
    for name in ("requirements.lock", "requirements-embedded.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text().splitlines()
        assert [line for line in lines if "://" in line or line.startswith("-")] == []
        assert all("==" in line or line.lstrip().startswith(("--hash=sha256:", "#")) for line in lines if line)


def test_the_locks_hold_what_the_project_asks_for():
    """A dependency added to pyproject.toml and not locked would be missing on a fresh machine."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    def plain(name: str) -> str:
        return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name)[0]).lower()

    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-embedded.lock": project["dependency-groups"]["embedded"],
        "requirements-dev.lock": project["dependency-groups"]["dev"],
    }
    for lock, asked in wanted.items():
        locked = {plain(line) for line in (ROOT / lock).read_text().splitlines() if "==" in line}
        assert {plain(one) for one in asked} <= locked, lock
