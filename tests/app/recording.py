"""Which acts the code records: read from its syntax, with constants, and through the functions that hand an act on."""

import ast
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models.signals import post_save

from structures.models import JournalEntry

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [ROOT / name for name in ("platform", "assessments", "community", "courses", "reporting")]


@contextmanager
def noting():
    """The acts of the lines that the block writes."""
    acts: set[str] = set()

    def note(sender, instance, **kwargs) -> None:
        acts.add(instance.act)

    post_save.connect(note, sender=JournalEntry)
    try:
        yield acts
    finally:
        post_save.disconnect(note, sender=JournalEntry)


@dataclass
class Module:
    """A file: its words that stand for a text, what it takes from other files, its functions that take an `act`."""

    name: str
    tree: ast.Module
    constants: dict[str, str] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)  # name -> module it comes from
    takers: dict[str, ast.FunctionDef] = field(default_factory=dict)


def recorded_acts() -> frozenset[str]:
    """Every act that is handed to `journal.record`. Fails on one that can't be read from the code."""
    modules = {module.name: module for module in map(_read, _files())}
    handing = {"record", "send"}  # functions whose `act` ends in the journal; a signal's receiver may be one
    while True:
        more = {
            name
            for module in modules.values()
            for name, function in module.takers.items()
            if name not in handing
            and any(isinstance(act, ast.Name) and act.id == "act" for act in _given(module, function, handing))
        }
        if not more:
            break
        handing |= more
    found: set[str] = set()
    for module in modules.values():
        for act in _given(module, module.tree, handing):
            if isinstance(act, ast.Name) and act.id == "act":
                continue  # handed on: whoever calls says it
            found |= _words(act, module, modules)
        for name in handing & module.takers.keys():
            default = _default(module.takers[name])
            found |= _words(default, module, modules) if default else set()
    return frozenset(found)


def _files() -> list[Path]:
    return [path for folder in SOURCES for path in folder.rglob("*.py") if "migrations" not in path.parts]


def _read(path: Path) -> Module:
    folder = next(one for one in SOURCES if one in path.parents)
    base = folder if folder.name == "platform" else ROOT
    name = ".".join(path.relative_to(base).with_suffix("").parts).removesuffix(".__init__")
    module = Module(name, ast.parse(path.read_text(encoding="utf-8")))
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            module.imported |= {one.asname or one.name: node.module for one in node.names}
        if isinstance(node, ast.FunctionDef) and "act" in _parameters(node):
            module.takers[node.name] = node
    for node in module.tree.body:
        if isinstance(node, ast.Assign):
            _take_constants(module, node)
    return module


def _take_constants(module: Module, node: ast.Assign) -> None:
    for target in node.targets:
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        if len(names) != len(values):
            continue
        for name, value in zip(names, values, strict=True):
            if isinstance(name, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str):
                module.constants[name.id] = value.value


def _parameters(function: ast.FunctionDef) -> list[str]:
    taken = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return [one.arg for one in taken if one.arg not in {"self", "cls"}]


def _default(function: ast.FunctionDef) -> ast.expr | None:
    """What `act` is where nobody says it."""
    args = function.args
    plain = [*args.posonlyargs, *args.args]
    pairs = [*zip(plain[len(plain) - len(args.defaults) :], args.defaults, strict=True)]
    pairs += [(one, value) for one, value in zip(args.kwonlyargs, args.kw_defaults, strict=True) if value]
    return next((value for one, value in pairs if one.arg == "act"), None)


def _given(module: Module, within: ast.AST, handing: set[str]) -> list[ast.expr]:
    """What is said for `act` in the calls of those functions."""
    found = []
    for node in ast.walk(within):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in handing:
            continue
        said = [one.value for one in node.keywords if one.arg == "act"]
        if not said and name in module.takers and name != "record":
            place = _parameters(module.takers[name]).index("act")
            said = [node.args[place]] if len(node.args) > place else []
        found += said
    return found


def _words(act: ast.expr, module: Module, modules: dict[str, Module]) -> set[str]:
    if isinstance(act, ast.Constant) and isinstance(act.value, str):
        return {act.value}
    if isinstance(act, ast.IfExp):
        return _words(act.body, module, modules) | _words(act.orelse, module, modules)
    if isinstance(act, ast.Name):
        home = modules.get(module.imported.get(act.id, ""), module)
        if act.id in home.constants:
            return {home.constants[act.id]}
    raise AssertionError(f"{module.name}, line {act.lineno}: say the act as a word or a constant: {ast.unparse(act)}")
