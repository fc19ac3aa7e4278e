"""A question as an exercise of a module (docs/modules.md), and an exercise as a question to hand over."""

from itertools import count
from string import ascii_lowercase
from typing import Any, TypeVar

from courses.exchange.questions import Blank, LeftOut, Option, Picture, Question
from exercises.texts import LANGUAGES, by_country, is_text

Exercise = dict[str, Any]
T = TypeVar("T")
Text = dict[str, str | None]

TRUE = {"fr": "Vrai", "nl": "Waar", "en": "True"}
FALSE = {"fr": "Faux", "nl": "Niet waar", "en": "False"}
ANSWER = {"fr": "Réponse", "nl": "Antwoord", "en": "Answer"}
SUCCESS = {"fr": "Bravo, c'est juste.", "nl": "Goed gedaan, dat klopt.", "en": "Well done, that is right."}
PARTIAL = {"fr": "Une partie est juste.", "nl": "Een deel klopt.", "en": "Part of it is right."}
RETRY = {"fr": "Relisez la question.", "nl": "Lees de vraag nog eens.", "en": "Read the question again."}
FRAME = {
    "fr": "La bonne réponse est encadrée.",
    "nl": "Rond het juiste antwoord staat een kader.",
    "en": "The right answer has a frame.",
}
ALTERNATIVE = {
    "fr": "Chaque réponse est un bouton ou un champ.",
    "nl": "Elk antwoord is een knop of een vak.",
    "en": "Each answer is a button or a field.",
}
# With these types a part can be right.
_IN_PARTS = ("multiple", "order", "match", "fill", "case")


def to_exercise(question: Question, *, key: str, language: str) -> Exercise:
    """The exercise `key` for practice, in one language; the two others are marked missing, which the lint shows."""

    def said(text: str) -> Text:
        return {one: text if one == language else None for one in LANGUAGES}

    exercise: Exercise = {
        "id": key,
        "version": 1,
        "type": question.kind,
        "mode": "practice",
        "competences": [],
        "level": 1,
        "picto": "question",
        "instruction": said(question.prompt),
    }
    exercise |= _body(question, said)
    hints = [said(text) for text in question.hints[:2]] or [dict(RETRY)]
    exercise["hints"] = [{"after": index, "text": text} for index, text in enumerate(hints, 1)]
    exercise["hints"].append({"after": len(hints) + 1, "text": dict(FRAME), "highlight": "unmet"})
    feedback = {
        "success": said(question.success) if question.success else dict(SUCCESS),
        "retry": said(question.retry) if question.retry else dict(RETRY),
    }
    if question.kind in _IN_PARTS:
        feedback["partial"] = dict(PARTIAL)
    exercise["feedback"] = feedback
    exercise["alternative"] = {"kind": "native", "text": dict(ALTERNATIVE)}
    points = _points(question)
    rising = [round(-1 + index * 2 / points, 2) for index in range(points)]
    exercise["item"] = {
        "model": "grm" if points > 1 else "2pl",
        "a": 1.0,
        "b": rising,
        "answers": 0,
        "source": "import",
    }
    return exercise


def _body(question: Question, said: Any) -> Exercise:
    """The keys of the type."""
    if question.kind == "match":
        lefts = [{"id": f"l{name}", "label": said(left)} for name, (left, _right) in _named(question.pairs)]
        words = list(dict.fromkeys([right for _left, right in question.pairs] + question.extra))
        ids = {word: name for name, word in _named(words)}
        answer = {left["id"]: ids[right] for left, (_text, right) in zip(lefts, question.pairs, strict=True)}
        return {"left": lefts, "right": [{"id": ids[word], "label": said(word)} for word in words], "answer": answer}
    if question.kind == "fill":
        return {"fields": [_field(name, blank, said) for name, blank in _named(question.blanks)]}
    if question.kind == "case" and not question.options:
        return {"write": True, "expert": said(question.expert)}
    options = [_option(name, option, question.kind, said) for name, option in _named(question.options)]
    if question.kind == "order":
        return {"options": options, "answer": [option["id"] for option in options]}
    if question.picture:
        picture = {
            "file": question.picture.name,
            "alt": said(question.picture.alt) if question.picture.alt else dict.fromkeys(LANGUAGES),
        }
        return {"picture": picture, "options": options}
    return {"options": options}


def _named(things: list[T]) -> list[tuple[str, T]]:
    """Each thing with an identifier: `a` to `z`, then `a1`..."""
    names = (f"{letter}{number or ''}" for number in count() for letter in ascii_lowercase)
    return list(zip(names, things, strict=False))


def _label(word: str, said: Any) -> Any:
    return dict(TRUE) if word == "true" else dict(FALSE) if word == "false" else said(word)


def _option(name: str, option: Option, kind: str, said: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"id": name, "label": _label(option.label, said)}
    if kind == "case":
        made["rating"] = option.rating
    elif kind != "order" and option.right:
        made["right"] = True
    if option.at:
        made["at"] = list(option.at)
    if option.text:
        made["text"] = said(option.text)
    return made


def _field(name: str, blank: Blank, said: Any) -> dict[str, Any]:
    answer = blank.answers[0] if len(blank.answers) == 1 else blank.answers
    made = {"id": name, "label": said(blank.label) if blank.label else dict(ANSWER), "kind": "text", "answer": answer}
    return made | ({"exact": True} if blank.exact else {})


def _points(question: Question) -> int:
    """How many points it can give (docs/modules.md)."""
    number = len(question.options)
    return {
        "multiple": sum(option.right for option in question.options),
        "order": number * (number - 1) // 2,
        "match": len(question.pairs),
        "fill": len(question.blanks),
        "case": 3 if question.options else 1,
    }.get(question.kind, 1)


# --- out


def from_exercise(exercise: Exercise, *, language: str, country: str, pictures: dict[str, Picture]) -> Question:
    """The exercise as a question in one language; `pictures`: those of the module by file name.

    LeftOut for what other systems have no question for (a simulator), and for a text that is missing in this language.
    """

    def said(tree: Any) -> str:
        tree = by_country(tree, country)
        text = tree.get(language) if is_text(tree) else tree
        if not isinstance(text, str) or not text.strip():
            raise LeftOut("missing_text", language)
        return text.rstrip("\n")

    def maybe(tree: Any) -> str:
        return said(tree) if tree else ""

    kind = exercise.get("child") or exercise["type"]
    if "world" in exercise or kind not in ("choice", "multiple", "order", "match", "fill", "hotspot", "case"):
        raise LeftOut("simulator", exercise["type"])
    question = Question(kind, exercise["id"], said(exercise["instruction"]))
    if exercise["type"] == "listen":
        spoken = "\n".join(said(text) for text in exercise["says"].values())
        question.prompt = f"{question.prompt}\n{spoken}"
    question.success, question.retry = said(exercise["feedback"]["success"]), said(exercise["feedback"]["retry"])
    question.hints = [said(hint["text"]) for hint in exercise.get("hints", [])]
    question.expert = maybe(exercise.get("expert"))
    if "left" in exercise:
        rights = {one["id"]: said(one["label"]) for one in exercise["right"]}
        question.pairs = [(said(one["label"]), rights[exercise["answer"][one["id"]]]) for one in exercise["left"]]
        used = set(exercise["answer"].values())
        question.extra = [label for key, label in rights.items() if key not in used]
    elif "fields" in exercise:
        question.blanks = [_blank(field, said(field["label"]), language, country) for field in exercise["fields"]]
    elif "options" in exercise:
        options = exercise["options"]
        if kind == "order":
            options = sorted(options, key=lambda one: exercise["answer"].index(one["id"]))
        question.options = [_out(one, said(one["label"]), maybe(one.get("text"))) for one in options]
    if kind == "hotspot":
        question.picture = pictures.get(exercise["picture"]["file"])
        if question.picture is None:
            raise LeftOut("no_picture")
        question.picture.alt = said(exercise["picture"]["alt"])
    return question


def _out(option: dict[str, Any], label: str, text: str) -> Option:
    at = tuple(option["at"]) if "at" in option else None
    right = bool(option.get("right")) or option.get("rating") == 3
    return Option(label, right, text, option.get("rating", 0), at)  # type: ignore[arg-type]


def _blank(field: dict[str, Any], label: str, language: str, country: str) -> Blank:
    answer = by_country(field["answer"], country)
    if is_text(answer):
        own = answer.get(language)
        answer = [own, *(text for text in answer.values() if text and text != own)] if own else list(answer.values())
    words = answer if isinstance(answer, list) else [answer]
    if any(str(word).startswith("$card.") for word in words):
        raise LeftOut("card")
    return Blank(label, [str(word) for word in words if word], bool(field.get("exact")))
