"""How an exercise is shown, wherever it is played: what the templates and the phone's script need of it."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.languages import page_language
from courses.learning import content
from courses.learning.models import ModuleVersion
from courses.learning.playing import Page, opened
from courses.learning.remembering import EXERCISES, of_version
from exercises.drawing import blocks, card_of
from exercises.turns import parts_to_review


def drawing(page: Page) -> dict[str, Any]:
    """What the templates of an exercise need, wherever it is played."""
    wrong = page.verdict is not None and page.verdict["kind"] != "success"
    found: dict[str, Any] = {
        "page": page,
        "frame": page.frame,
        "errs_next": page.errors + int(wrong),
        "kept": page.kept if page.over and not page.tried else [],
        "fallbacks": page.bundle.get("fallbacks"),
        "card": card_of(page.bundle),
        "line_label": _label(page),
        "sound": (page.bundle.get("sounds") or {}).get("instruction", ""),
    }
    if picture := page.bundle.get("picture"):
        path = content.picture_of(page.bundle["id"].partition("-")[0], picture["file"])
        found["picture"] = {"path": path, "alt": picture["alt"]}
    if page.turn and not page.over:
        found |= {"log": json.dumps(page.turn.log), "blocks": blocks(page.turn.screen)}
    return found


def at_first(version: ModuleVersion, page: Page, country: str) -> dict[str, Any]:
    """The same for an exercise just opened: its drawing is the same for everybody, so it is made once."""
    drawn = _opened(version.pk, version.sha256, page.bundle["id"], page_language(), country)
    return {"page": page, "errs_next": page.errors, "log": "[]", "opened": drawn, "line_label": _label(page)}


@of_version(EXERCISES)
def _opened(version: int, sha256: str, exercise: str, language: str, country: str) -> SafeString:
    version_known = ModuleVersion(pk=version, sha256=sha256)
    bundle = content.bundle_of(version_known, exercise, language, country)
    return render_to_string("courses/play_open.html", drawing(opened(bundle)))


def _label(page: Page) -> str:
    return page.bundle["instruction"].split("\n")[0]


def play_data(version: ModuleVersion, page: Page, country: str, **rest: Any) -> SafeString:
    """The exercise and its words for the phone: `next` (where to go) and `send` (what to send, or None).

    The large part is the same for everybody, so it is made once.
    """
    if page.over or (page.together and page.kind == "order"):  # each tap together is drawn here (docs/player.md)
        return SafeString("")
    fixed = _fixed_data(version.pk, version.sha256, page.bundle["id"], page_language(), country)
    own = json_script(rest, "play")
    return SafeString(own.replace(">{", f">{{{fixed}, ", 1))  # both are JSON objects: one is put into the other


@of_version(EXERCISES)
def _fixed_data(version: int, sha256: str, exercise: str, language: str, country: str) -> str:
    bundle = content.bundle_of(ModuleVersion(pk=version, sha256=sha256), exercise, language, country)
    data: dict[str, Any] = {"b": bundle, "w": words(bundle), "late": static("js/learn-late.js")}
    if review := parts_to_review(bundle):
        data["parts"] = review
    script = json_script(data, encoder=Compact)
    return script[script.index("{") + 1 : script.rindex("}")]


class Compact(DjangoJSONEncoder):
    """JSON without spaces: it is sent to a phone."""

    def __init__(self, **kwargs: Any):
        super().__init__(**{**kwargs, "separators": (",", ":")})


def words(bundle: dict[str, Any]) -> dict[str, str]:
    """The few words that the phone writes itself: those of templates/exercises that this exercise can need.

    `again` only where it may be tried again; `{}` stands for what was typed.
    """
    may_again = bundle["mode"] == "practice" and bundle["type"] != "case"
    found = {"go": _("Continue"), "listen": _("Listen"), **({"again": _("Try again")} if may_again else {})}
    return found | (_simulator_words(bundle) if "actions" in bundle else _question_words(bundle))


def _simulator_words(bundle: dict[str, Any]) -> dict[str, str]:
    found = {
        "back": _("Back"),
        "full": _("Full"),
        "chosen": _("chosen"),
        "type": _("Type:"),
        "ok": _("OK"),
        "missing": _("Something is still missing."),
        "together": f"{_('Let’s do it together.')} {_('Tap what has a frame.')}",
    }
    shown = [widget for page in bundle["screens"].values() for widget in page["show"]]
    if any(widget.get("as") == "switches" for widget in shown):
        found |= {"on": _("On"), "off": _("Off")}
    if any("press" in widget for widget in shown):
        found |= {
            "tap": _("Do it with a tap"),
            "long": _("Keep your finger on it."),
            "double": _("Tap it twice, quickly."),
            "swipe": _("Put your finger on it, then slide."),
        }
    return found


def _question_words(bundle: dict[str, Any]) -> dict[str, str]:
    found = {"choose": _("Choose an answer first."), "fill": _("Type an answer first.")}
    if bundle["type"] == "hotspot":
        found["empty"] = _("There is nothing to choose here. Touch another place.")
    if bundle["type"] == "case":
        found |= {"yours": _("Your choice"), "best": _("The expert’s choice")}
        found |= {"wrote": _("What you wrote"), "expert": _("What an expert says")}
    if bundle["type"] == "keyboard":
        found |= {
            "begins": _("It begins with “%(text)s”.") % {"text": "{}"},
            "upto": _("Up to “%(text)s” it is right.") % {"text": "{}"},
            "then": _("Then comes “%(text)s”.") % {"text": "{}"},
            "space": _("Then comes a space."),
            "ends": _("Nothing more comes after that."),
        }
    return found
