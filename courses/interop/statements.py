"""What a learner did, as xAPI says it (1.0.3 and 2.0: the statements are the same). Nothing here asks the database.

Who: an account of this site, whose name is a pseudonym that no other structure gives her. Never what she typed.
"""

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from courses.interop.enums import Kind

ADL = "http://adlnet.gov/expapi"
VERBS = {
    "attempted": {"fr": "a commencé", "nl": "is begonnen met", "en": "attempted"},
    "answered": {"fr": "a répondu à", "nl": "heeft geantwoord op", "en": "answered"},
    "completed": {"fr": "a terminé", "nl": "heeft afgerond", "en": "completed"},
    "passed": {"fr": "a réussi", "nl": "is geslaagd voor", "en": "passed"},
    "failed": {"fr": "n’a pas encore réussi", "nl": "is nog niet geslaagd voor", "en": "failed"},
}
Statement = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing that happened. `source` is the answer's or the assignment's own id: the statement's is made of it.

    points  (reached, of); of 0: nothing to count
    names   the activity's name by language; `parent` the module's, of an exercise
    """

    kind: Kind
    source: str
    structure: int
    learner: str
    language: str
    assignment: str
    module: str
    version: int
    at: dt.datetime
    names: Mapping[str, str]
    parent: Mapping[str, str] | None = None
    exercise: str = ""
    points: tuple[int, int] = (0, 0)
    success: bool | None = None
    helped: bool = False


def pseudonym(structure: int, learner: str) -> str:
    """What she is called: keyed, and another one in each structure, so that two stores can't be laid side by side."""
    said = f"interop:{structure}:{learner}"
    return hmac.new(settings.CARD_CODE_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()[:32]


def id_of(site: str, kind: str, source: str) -> str:
    """The same doing has the same id whenever it is told, so that telling it twice is harmless."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{site}/xapi/{kind}/{source}"))


def statement_of(doing: Doing, site: str) -> Statement:
    """The statement. `site`: https://halte.example, the home of its accounts and activities."""
    verb = doing.kind.value if doing.kind != Kind.RESULT else "passed" if doing.success else "failed"
    return {
        "id": id_of(site, doing.kind, doing.source),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": f"{site}/", "name": pseudonym(doing.structure, doing.learner)},
        },
        "verb": {"id": f"{ADL}/verbs/{verb}", "display": VERBS[verb]},
        "object": _activity(site, doing),
        **_result(doing),
        "context": _context(site, doing),
        "timestamp": doing.at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }


def _module(site: str, code: str, names: Mapping[str, str]) -> dict[str, Any]:
    definition = {"type": f"{ADL}/activities/module", "name": dict(names)}
    return {"objectType": "Activity", "id": f"{site}/xapi/modules/{code}", "definition": definition}


def _activity(site: str, doing: Doing) -> dict[str, Any]:
    if not doing.exercise:
        return _module(site, doing.module, doing.names)
    definition = {"type": f"{ADL}/activities/question", "name": dict(doing.names)}
    address = f"{site}/xapi/modules/{doing.module}/exercises/{doing.exercise}"
    return {"objectType": "Activity", "id": address, "definition": definition}


def _result(doing: Doing) -> dict[str, Any]:
    found: dict[str, Any] = {}
    reached, most = doing.points
    if most:
        found["score"] = {"scaled": round(reached / most, 4), "raw": reached, "min": 0, "max": most}
    if doing.success is not None:
        found["success"] = doing.success
    if doing.kind != Kind.ATTEMPTED:
        found["completion"] = True
    return {"result": found} if found else {}


def _context(site: str, doing: Doing) -> dict[str, Any]:
    extensions: dict[str, Any] = {f"{site}/xapi/version": doing.version}
    if doing.kind == Kind.ANSWERED:
        extensions[f"{site}/xapi/helped"] = doing.helped
    found: dict[str, Any] = {"platform": "Halte", "language": doing.language, "extensions": extensions}
    if doing.assignment:  # not its own id, which is in the learner's addresses
        found["registration"] = id_of(site, "registration", doing.assignment)
    if doing.parent is not None:
        found["contextActivities"] = {"parent": [_module(site, doing.module, doing.parent)]}
    return found
