"""Acts on the exercises of a draft: a new one, a copy, another place, none any more."""

import re
from typing import Any

from django.utils.translation import gettext as _

from common.errors import DomainError
from courses.authoring import services
from courses.authoring.filling import first_item, in_order
from courses.authoring.outline import WITH_EXERCISES, file_of
from courses.authoring.shapes import QUESTIONS, exercise_shape
from courses.authoring.trees import as_list, as_yaml, at, blank_text
from courses.learning.models import ModuleVersion
from exercises import load_yaml
from exercises.documents import Files

MOST = 40
NEW_TYPES = (*QUESTIONS, "listen")


def add(*, version: ModuleVersion, step: str, kind: str, by) -> str:
    """An empty exercise of that type at the end of a step; its id. DomainError for a type or a step that isn't one."""
    if kind not in NEW_TYPES:
        raise DomainError(_("Choose a type of exercise."))
    with services.held(version) as files:
        key = next_id(version, files)
        name = f"exercises/{key.partition('-')[2]}-{kind}.yaml"
        after = {**put_in_step(files, key, step), name: as_yaml(_blank(key, kind, step))}
        services.keep(version=version, files=after, by=by, apart=True)
    return key


def duplicate(*, version: ModuleVersion, key: str, by) -> str:
    """The same exercise once more, after itself; the id of the copy."""
    with services.held(version) as files:
        tree = _exercise(files, key)
        new = next_id(version, files)
        name = f"exercises/{new.partition('-')[2]}-{tree.get('type', 'exercise')}.yaml"
        after = put_in_step(files, new, _step_of(files, key), after=key)
        services.keep(version=version, files={**after, name: as_yaml({**tree, "id": new})}, by=by, apart=True)
    return new


def delete(*, version: ModuleVersion, key: str, by) -> None:
    """The exercise is gone, from its step too: the undo is `services.go_back`."""
    with services.held(version) as files:
        _exercise(files, key)
        kept = {name: text for name, text in files.items() if name != file_of(files, key)}
        services.keep(version=version, files=_taken_out(kept, key), by=by, apart=True)


def move(*, version: ModuleVersion, key: str, to: str, by) -> None:
    """`up` or `down` in its step, or the name of another step, at its end: there it gets that step's mode."""
    with services.held(version) as files:
        tree, here = _exercise(files, key), _step_of(files, key)
        if to in ("up", "down"):
            after = _shifted(files, key, here, 1 if to == "down" else -1)
        else:
            after = put_in_step(_taken_out(files, key), key, to)
            if tree.get("mode") != _mode(to):
                after[file_of(files, key)] = as_yaml({**tree, "mode": _mode(to)})
        services.keep(version=version, files=after, by=by, apart=True)


def _mode(step: str) -> str:
    return "assessment" if step == "check" else "practice"


def _blank(key: str, kind: str, step: str) -> dict[str, Any]:
    """What an exercise of that type must have, empty."""
    tree: dict[str, Any] = {"id": key, "version": 1, "type": kind}
    if kind == "listen":
        tree["child"] = "choice"
    tree |= {"mode": _mode(step), "competences": [], "level": 1, "picto": "question"}
    for field in exercise_shape(tree):
        if field.kind == "text" and field.needed:
            tree[field.key] = blank_text()
        elif field.key in ("options", "left", "right", "fields") and field.kind == "list":
            tree[field.key] = [{**first_item(field, "fr"), "id": name} for name in ("a", "b")]
        elif field.kind == "group" and field.key not in ("card", "picture"):
            tree[field.key] = first_item(field, "fr")
    if kind == "listen":
        tree["says"] = {"message": blank_text()}
    if step != "check" and kind != "case":
        tree["hints"] = [{"after": errors, "text": blank_text()} for errors in (1, 2)]
    tree["alternative"] = {"kind": "same", **tree["alternative"]}
    model, points = ("grm", [-1.0, 0.0, 1.0]) if kind == "case" else ("2pl", [0.0])
    tree["item"] = {"model": model, "a": 1.2, "b": points, "answers": 0, "source": "expert"}
    return in_order(_answered(tree, kind), exercise_shape(tree))


def _answered(tree: dict[str, Any], kind: str) -> dict[str, Any]:
    """With an answer that can be shown, to be changed: the first option, or all of them as they stand."""
    if kind in ("choice", "multiple", "hotspot", "listen"):
        tree["options"][0]["right"] = True
    elif kind == "case":
        for option, rating in zip(tree["options"], (3, 0), strict=True):
            option["rating"] = rating
    elif kind == "order":
        tree["answer"] = ["a", "b"]
    elif kind == "match":
        tree["answer"] = {"a": "a", "b": "b"}
    elif kind in ("fill", "keyboard"):
        for field in tree["fields"]:
            field["answer"] = blank_text()
    return tree


def next_id(version: ModuleVersion, files: Files) -> str:
    """The id after the highest one. DomainError when the module is full."""
    code = version.module.family
    pattern = re.compile(rf"^id:\s*[\"']?{re.escape(code)}-(\d{{1,3}})", re.MULTILINE)
    used = [
        int(found[1])
        for name, text in files.items()
        if name.startswith("exercises/")
        for found in pattern.finditer(text)
    ]
    if len(used) >= MOST:
        raise DomainError(_("A module has %(n)s exercises at most.") % {"n": MOST})
    return f"{code}-{max(used, default=0) + 1:02}"


def _exercise(files: Files, key: str) -> dict[str, Any]:
    name = file_of(files, key)
    tree = load_yaml(files[name], name) if name in files else None
    if not isinstance(tree, dict):
        raise DomainError(_("Somebody has taken this part away meanwhile."))
    return tree


def _steps(files: Files) -> tuple[dict[str, Any], list[Any]]:
    module = load_yaml(files["module.yaml"], "module.yaml")
    return module, as_list(module.get("steps") if isinstance(module, dict) else None)


def _step_of(files: Files, key: str) -> str:
    for step in _steps(files)[1]:
        if key in as_list(at(step, ("exercises",))):
            return str(step.get("step", ""))
    return ""


def _with_steps(files: Files, module: dict[str, Any], steps: list[Any]) -> Files:
    return {**files, "module.yaml": as_yaml({**module, "steps": steps})}


def put_in_step(files: Files, key: str, name: str, after: str = "") -> Files:
    """In that step, after another one or at the end; in none when the name is empty."""
    if not name:
        return dict(files)
    module, steps = _steps(files)
    if name not in WITH_EXERCISES or not any(at(step, ("step",)) == name for step in steps):
        raise DomainError(_("Choose a step with exercises."))

    def put(step: dict[str, Any]) -> dict[str, Any]:
        listed = list(as_list(step.get("exercises")))
        listed.insert(listed.index(after) + 1 if after in listed else len(listed), key)
        return {**step, "exercises": listed}

    return _with_steps(files, module, [put(one) if at(one, ("step",)) == name else one for one in steps])


def _taken_out(files: Files, key: str) -> Files:
    """In no step any more, nor among what must always be done."""
    module, steps = _steps(files)

    def without(step: Any) -> Any:
        found = dict(step)
        if key in as_list(at(step, ("exercises",))):
            found["exercises"] = [one for one in step["exercises"] if one != key]
        if key in as_list(at(step, ("choose", "always"))):
            found["choose"] = {**step["choose"], "always": [one for one in step["choose"]["always"] if one != key]}
        return found

    return _with_steps(files, module, [without(one) if isinstance(one, dict) else one for one in steps])


def _shifted(files: Files, key: str, name: str, by: int) -> Files:
    module, steps = _steps(files)

    def shift(step: dict[str, Any]) -> dict[str, Any]:
        listed = list(step["exercises"])
        here = listed.index(key)
        there = min(max(here + by, 0), len(listed) - 1)
        listed[here], listed[there] = listed[there], listed[here]
        return {**step, "exercises": listed}

    return _with_steps(files, module, [shift(one) if name and at(one, ("step",)) == name else one for one in steps])
