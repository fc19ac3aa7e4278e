"""What is said at the end of a question of the check, where nothing can be tried again (docs/player.md)."""

import json
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _


def with_the_answer(bundle: dict[str, Any], language: str) -> dict[str, Any]:
    """The exercise; of the check, with `feedback` that sends nobody back: what is right, in words.

    The words of `retry` are written for practice ("Open the savings account"): in the check they would be an order that
    nobody can follow. `skip` is said after "I don't know". A case keeps its words: the expert's stand under them.
    """
    if bundle["mode"] != "assessment" or (bundle.get("child") or bundle["type"]) == "case":
        return bundle
    with translation.override(language):
        right = right_answer(bundle)
        told = {"retry": _("That is not it yet."), "skip": _("That is no problem. We go on.")}
    return bundle | {
        "feedback": bundle["feedback"] | {kind: "\n".join([text, *right]) for kind, text in told.items()},
    }


def right_answer(bundle: dict[str, Any]) -> list[str]:
    """The right answer as lines in the language that is active; none of a simulator, where it is a way."""
    if "actions" in bundle:
        return []
    if "parts" in bundle:
        sides = {one["id"]: _line(one["label"]) for one in bundle.get("right", ())}
        labels = {one["id"]: _line(one["label"]).rstrip(" :\xa0\u202f") for one in bundle.get("left", bundle["parts"])}
        shown = json.dumps([bundle["instruction"], bundle.get("card"), bundle.get("says")], ensure_ascii=False)
        lines = [
            _("%(label)s: %(answer)s") % {"label": labels[one["id"]], "answer": _right_of(one, sides, shown)}
            for one in bundle["parts"]
        ]
    elif "answer" in bundle:
        labels = {one["id"]: _line(one["label"]) for one in bundle["options"]}
        lines = [f"{number}. {labels[one]}" for number, one in enumerate(bundle["answer"], 1)]
    else:
        lines = [_line(one["label"]) for one in bundle["options"] if one.get("right")]
    if len(lines) == 1:
        return [_("The right answer: %(answer)s") % {"answer": lines[0]}]
    return [_("The right answer:"), *lines]


def _right_of(part: dict[str, Any], sides: dict[str, str], shown: str) -> str:
    """Of several right answers the one that stands in the exercise: the others may be those of other languages."""
    answers = [sides.get(one, one) for one in part["answer"]]
    return next((one for one in answers if one in shown), answers[0])


def _line(text: str) -> str:
    return " ".join(text.split())
