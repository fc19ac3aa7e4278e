"""A new module of the house: its facts, six steps and two sheets with nothing in them yet, as its first draft."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from courses.authoring.filling import in_order
from courses.authoring.services import in_order as files_in_order
from courses.authoring.shapes import FACTS, STEPS
from courses.authoring.trees import as_yaml, blank_text
from courses.learning.content import from_files
from courses.learning.enums import StepName
from courses.learning.models import Module, ModuleVersion
from exercises import sha256
from exercises.documents import Files
from exercises.texts import COUNTRIES, LANGUAGES
from structures import journal

MINUTES = {"why": 2, "show": 3, "guided": 4, "alone": 6, "check": 4, "bridge": 3}  # 22, as our modules have
WORKSHOP_MINUTES = 60


@transaction.atomic
def begin_module(*, code: str, title: str, source: str, audience: str, level: int, by) -> ModuleVersion:
    """The first draft of a module under a code that no module has. DomainError for one that is taken.

    The row of a module whose only draft was deleted is there still: its code may be begun anew.
    """
    module, made = Module.objects.select_for_update(no_key=True).get_or_create(code=code, defaults={"title": title})
    if not made and (module.own or module.versions.exists()):
        words = _("There is a module %(code)s already: %(title)s. Choose another code.")
        raise DomainError(words % {"code": code, "title": module.title})
    for language in LANGUAGES:
        setattr(module, f"title_{language}", title if language == source else None)
    module.level, module.audience, module.minutes = level, audience, sum(MINUTES.values())
    module.save()
    files = first_files(code=code, title=title, source=source, audience=audience, level=level)
    document, _wrong = from_files(files)
    draft = ModuleVersion.objects.create(
        module=module, number=1, document=document, sha256=sha256(document), files=list(files.items())
    )
    journal.record(act="module_begun", by=by, target=draft, module=code, number=1)
    return draft


def first_files(*, code: str, title: str, source: str, audience: str, level: int) -> Files:
    """The files of an empty module (docs/modules.md): all that must be there, to be filled in."""
    facts: dict[str, Any] = {
        "code": code,
        "version": 1,
        "status": "draft",
        "audience": audience,
        "source": source,
        "languages": list(LANGUAGES),
        "countries": list(COUNTRIES),
        "track": "",
        "level": level,
        "competences": [],
        "minutes": sum(MINUTES.values()),
        "workshop_minutes": WORKSHOP_MINUTES,
        "mastery": {"items": 5, "right_first_try": 4},
        "offline_kb": 300,
        "licence": "CC-BY-4.0",
        "title": blank_text() | {source: title},
        "promise": blank_text(),
        "personas": {},
        "words": [],
        "steps": [_blank_step(name) for name in StepName.values],
    }
    memo = {"module": code, "version": 1, "title": blank_text() | {source: title}, "steps": []}
    kit = {"module": code, "version": 1, "objectives": []}
    kit |= {"frame": {name: blank_text() for name in ("duration", "group", "before")}, "plan": []}
    files = {"module.yaml": in_order(facts, FACTS), "memo.yaml": memo, "facilitator.yaml": kit}
    return files_in_order({name: as_yaml(tree) for name, tree in files.items()})


def _blank_step(name: str) -> dict[str, Any]:
    """A step with what it must have, empty."""
    empty: dict[str, Any] = {"screens": [], "exercises": [], "tasks": [], "captions": []}
    step: dict[str, Any] = {"step": name, "minutes": MINUTES[name]}
    for field in STEPS[name]:
        if field.kind == "text" and field.needed:
            step[field.key] = blank_text()
        elif field.key in empty:
            step[field.key] = list(empty[field.key])
    if name == StepName.CHECK:
        step["result"] = {"reached": blank_text(), "not_yet": blank_text()}
    return in_order(step, STEPS[name])
