"""What each part of a module has to fill in (docs/modules.md): fields by kind, in the order of the format.

The kinds: `text` (three languages), `word`, `area` (words on several lines), `number`, `numbers`, `flag`, `choice`,
`words` (several, by commas), `yaml` (what has no form: the lint stands beside it), `pairs` (of a match), `group`,
`list` (of groups), `texts` (a list of texts), `map` (groups by name), `said` (texts by name), and `kept`, which is
written back and not shown.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.authoring.labels import HINTS, LABELS

SIMULATED = "world site start options goal slips trap says solution vectors"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. `choices` names a list that the form knows: `personas`, `exercises`, `worlds`..."""

    key: str
    kind: str
    of: tuple["Field", ...] = ()
    choices: Any = ()
    label: Any = ""
    needed: bool = False  # stays in the file when it is empty

    @property
    def words(self) -> Any:
        return self.label or LABELS.get(self.key, self.key)

    @property
    def hint(self) -> Any:
        return HINTS.get(f"{self.kind} {self.key}") or HINTS.get(self.key, "")


def text(key: str, label: Any = "", needed: bool = True) -> Field:
    return Field(key, "text", label=label, needed=needed)


def maybe(key: str, label: Any = "") -> Field:
    return text(key, label, needed=False)


def many(key: str, *of: Field) -> Field:
    return Field(key, "list", of)


def group(key: str, *of: Field) -> Field:
    return Field(key, "group", of)


def one_of(key: str, choices: Any, needed: bool = False) -> Field:
    return Field(key, "choice", choices=choices, needed=needed)


def plain(kind: str, keys: str) -> tuple[Field, ...]:
    return tuple(Field(key, kind) for key in keys.split())


PICTURE = group("picture", one_of("file", "pictures"), text("alt"))

# --- module.yaml

FACTS = (
    *plain("kept", "code version status audience source languages countries"),
    *plain("word", "track"),
    *plain("number", "level"),
    *plain("words", "competences also prerequisites"),
    *plain("number", "minutes workshop_minutes"),
    group("mastery", *plain("number", "items right_first_try")),
    *plain("number", "offline_kb"),
    *plain("word", "licence"),
    text("title"),
    text("promise"),
    Field("personas", "map", (*plain("word", "name"), *plain("yaml", "phone"), PICTURE)),
    many("words", text("word"), text("means")),
    *plain("kept", "steps"),
)
ANSWERS = many("answers", *plain("word", "id"), text("label"))
SCREENS = many("screens", one_of("picture", "personas"), maybe("text"), maybe("ask"), ANSWERS)
_STEP = (*plain("kept", "step"), *plain("number", "minutes"))
_PRACTICE = (text("intro"), *plain("words", "exercises"))
STEPS: dict[str, tuple[Field, ...]] = {
    "why": (*_STEP, SCREENS),
    "show": (*_STEP, maybe("intro"), one_of("replay", "simulators"), Field("captions", "texts"), SCREENS),
    "guided": (*_STEP, *_PRACTICE),
    "alone": (*_STEP, *_PRACTICE, group("choose", *plain("number", "at_least"), *plain("words", "always"))),
    "check": (*_STEP, *_PRACTICE, group("result", text("reached"), text("not_yet"))),
    "bridge": (*_STEP, text("intro"), many("tasks", *plain("word", "id"), text("text")), text("evidence")),
}

# --- memo.yaml, facilitator.yaml

_SHEET = plain("kept", "module version")
SHEETS: dict[str, tuple[Field, ...]] = {
    "memo": (
        *_SHEET,
        text("title"),
        many("steps", *plain("word", "picto"), text("text")),
        group("box", *plain("word", "picto"), text("title"), text("text")),
        Field("write_here", "texts"),
    ),
    "facilitator": (
        *_SHEET,
        Field("objectives", "texts"),
        group("frame", text("duration"), text("group"), text("before")),
        Field("material", "texts"),
        Field("prepare", "texts"),
        many("plan", *plain("number", "minutes"), text("title"), text("helper"), text("learner")),
        *plain("yaml", "variants"),
        many("pitfalls", text("sign"), text("answer")),
        *plain("yaml", "vocabulary"),
    ),
}

# --- exercises

_CHILD = one_of("child", "children")
_HEAD = (
    *plain("kept", "id version type"),
    one_of("mode", (("practice", _("practice")), ("assessment", _("check"))), needed=True),
    *plain("words", "competences outcomes"),
    *plain("number", "level"),
    *plain("word", "picto"),
    text("instruction"),
    group("card", one_of("persona", "personas"), maybe("text")),
)
_TAIL = (
    many("hints", *plain("number", "after"), text("text"), *plain("word", "highlight")),
    group("feedback", text("success"), maybe("partial"), text("retry"), maybe("trapped")),
    group("alternative", *plain("word", "kind"), text("text")),
    group(
        "item",
        one_of("model", (("2pl", "2pl"), ("grm", "grm")), needed=True),
        *plain("number", "a"),
        *plain("numbers", "b"),
        *plain("number", "answers"),
        *plain("word", "source"),
    ),
)
_ID, _LABEL = plain("word", "id"), text("label")
_MORE = (maybe("text", _("Words after this choice")), maybe("note"), maybe("says"))
_OPTION = (*_ID, _LABEL, *_MORE)
_RIGHT = (*_ID, *plain("flag", "right"), _LABEL, *_MORE)
_WRITTEN = (*_ID, *plain("word", "kind"), _LABEL, *plain("yaml", "answer"), *plain("flag", "exact"))
RATINGS = tuple((n, str(n)) for n in range(4))
QUESTIONS: dict[str, tuple[Field, ...]] = {
    "choice": (many("options", *_RIGHT),),
    "multiple": (many("options", *_RIGHT),),
    "order": (many("options", *_OPTION), *plain("words", "answer")),
    "match": (many("left", *_OPTION), many("right", *_OPTION), Field("answer", "pairs")),
    "fill": (many("fields", *_WRITTEN),),
    "keyboard": (many("fields", *_WRITTEN),),
    "hotspot": (PICTURE, many("options", *_ID, *plain("numbers", "at"), *plain("flag", "right"), _LABEL, *_MORE)),
    "case": (
        many("options", *_ID, Field("rating", "choice", choices=RATINGS), _LABEL, text("text")),
        *plain("flag", "write"),
        maybe("expert"),
    ),
}
_SAYS = Field("says", "said")


def exercise_shape(exercise: dict[str, Any]) -> tuple[Field, ...]:
    """The fields of that exercise: of its question, or of its simulator."""
    kind = exercise.get("child") or exercise.get("type")
    head = (*_HEAD[:3], _CHILD, *_HEAD[3:]) if "child" in exercise else _HEAD
    says = (_SAYS,) if exercise.get("type") == "listen" or "says" in exercise else ()
    if "world" in exercise or kind not in QUESTIONS:
        slips = many("slips", *plain("yaml", "when"), text("text"))
        return (
            *head,
            one_of("world", "worlds"),
            *plain("yaml", "site start options goal"),
            slips,
            *plain("yaml", "trap"),
            *says,
            *_TAIL,
            *plain("yaml", "solution vectors"),
        )
    own = QUESTIONS[str(kind)]
    if kind == "case" and exercise.get("write"):
        own = own[1:]
    return (*head, *says, *own, *_TAIL)
