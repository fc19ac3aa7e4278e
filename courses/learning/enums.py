"""Closed lists of the modules: steps, what an aidant notes at the end, and the theme each module trains."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accompaniments.enums import Theme

OPEN_AT_MOST = 3
STUCK_AFTER_ERRORS = 3
STUCK_AFTER_DAYS = 7
CHECK_AGAIN_AFTER_WEEKS = 4  # until then, what to do next is for the helper to say


class StepName(models.TextChoices):
    """The six steps, in their order; the labels are a learner's words."""

    WHY = "why", _("Why")
    SHOW = "show", _("Watch")
    GUIDED = "guided", _("Try together")
    ALONE = "alone", _("Try alone")
    CHECK = "check", _("5 questions")
    BRIDGE = "bridge", _("On my own phone")


STEP_PICTOS = {
    StepName.WHY: "question",
    StepName.SHOW: "eye",
    StepName.GUIDED: "people",
    StepName.ALONE: "hand",
    StepName.CHECK: "list",
    StepName.BRIDGE: "phone",
}


class Audience(models.TextChoices):
    """Whom a module teaches (`audience` of module.yaml); the helpers' own are followed in courses/training."""

    LEARNER = "learner", _("Learners")
    AIDANT = "aidant", _("Helpers")


# What a kind of exercise is, in an aidant's words: the types of docs/modules.md.
EXERCISE_TYPES = {
    "choice": _("One choice"),
    "multiple": _("Several choices"),
    "order": _("Putting in order"),
    "match": _("Making pairs"),
    "fill": _("Typing"),
    "listen": _("Listening"),
    "portal": _("Online procedure"),
    "booking": _("Booking"),
    "inbox": _("Messages received"),
    "chat": _("Chat"),
    "mail": _("E-mail"),
    "form": _("Form"),
    "web": _("Searching the web"),
    "phishing": _("Spotting a trap"),
    "password": _("Password"),
    "call": _("Phone call"),
    "calendar": _("Phone’s calendar"),
    "settings": _("Phone’s settings"),
    "files": _("Files and folders"),
    "search": _("Searching with a question"),
    "bank": _("Online banking"),
    "identity": _("Digital identity app"),
    "gesture": _("Gestures on a screen"),
    "hotspot": _("Touching in a picture"),
    "keyboard": _("Typing exactly"),
    "case": _("Situation to weigh"),
}


class How(models.TextChoices):
    """How it went on the learner's own phone: what her aidant notes."""

    ALONE = "alone", _("Alone")
    WORD = "word", _("After a word")
    GESTURE = "gesture", _("After showing")


# What an accompaniment around that module is about (accompaniments/enums.py); a new module gets its line here.
MODULE_THEMES: dict[str, Theme] = {
    "L01": Theme.DEVICE,
    "L02": Theme.DEVICE,
    "L03": Theme.DEVICE,
    "L04": Theme.BROWSING,
    "L05": Theme.EMAIL,
    "L06": Theme.EMAIL,
    "L07": Theme.EMAIL,
    "L08": Theme.SOCIAL,
    "L09": Theme.OFFICE,
    "L10": Theme.SECURITY,
    "L11": Theme.SECURITY,
    "L12": Theme.SECURITY,
    "L13": Theme.PROCEDURES,
    "L14": Theme.PROCEDURES,
    "L15": Theme.PROCEDURES,
    "L16": Theme.PROCEDURES,
    "L17": Theme.BANKING,
    "L18": Theme.BANKING,
    "L19": Theme.WORK,
    "L20": Theme.WORK,
    "L21": Theme.HEALTH,
    "L22": Theme.SOCIAL,
    "L23": Theme.SCHOOL,
    "L24": Theme.CULTURE,
}


def theme_of(code: str) -> Theme:
    """The theme of a module's code; a code without a line is about culture in general."""
    return MODULE_THEMES.get(code, Theme.CULTURE)


MODULE_PICTOS = {
    "L01": "phone",
    "L02": "keyboard",
    "L03": "wifi",
    "L04": "search",
    "L05": "new",
    "L06": "mail",
    "L07": "attach",
    "L08": "chat",
    "L09": "folder",
    "L10": "password",
    "L11": "trap",
    "L12": "shield",
    "L13": "id-card",
    "L14": "form",
    "L15": "mail-open",
    "L16": "calendar",
    "L17": "bank",
    "L18": "bank-card",
    "L19": "work",
    "L20": "doc",
    "L21": "doctor",
    "L22": "camera",
    "L23": "school",
    "L24": "question",
}
