"""Invented content for the style guide."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator

THEMES = [
    ("steps", "Paperwork"), ("mail", "E-mail"), ("phone", "Smartphone"), ("health", "Health"),
    ("bank", "Bank"), ("work", "Work"), ("safety", "Safety"),
]  # fmt: skip
ICONS = {"steps": "doc", "mail": "mail", "phone": "tel", "health": "heart", "bank": "euro", "work": "work"}


class Help(forms.Form):
    """One field of each kind."""

    person = forms.CharField(required=False, help_text="Leave it empty if they prefer to stay anonymous.")
    place = forms.ChoiceField(
        choices=[("here", "Here"), ("phone", "Phone"), ("home", "Home")], widget=forms.RadioSelect
    )
    theme = forms.MultipleChoiceField(choices=THEMES, widget=forms.CheckboxSelectMultiple)
    day = forms.DateField()
    structure = forms.ChoiceField(choices=[("a", "EPN Tournai"), ("b", "CPAS Mouscron")])
    note = forms.CharField(widget=forms.Textarea, required=False, label="Note")
    agree = forms.BooleanField(label="The person agrees", help_text="They can change their mind at any time.")


class Search(forms.Form):
    q = forms.CharField(label="Search", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), ("open", "No answer (4)")], widget=forms.RadioSelect
    )


class Job(SimpleNamespace):
    over = False

    def get_status_display(self) -> str:
        return "In progress"


def context(root: Path) -> dict[str, Any]:
    """What the pages of the guide show."""
    items = ["Home", "People", "Workshops", "Exercises", "Forum", "Trainings"]
    wrong = Help({"person": "Fatima B.", "place": "here", "theme": ["steps", "health"], "day": "31/31/2026"})
    stops = [("done", "Switch on"), ("done", "Tap and swipe"), ("now", "Open a message"), ("", "Reply")]
    return {
        "nav": [{"label": label, "url": "#", "current": label == "People"} for label in items],
        "user": SimpleNamespace(
            is_authenticated=True, short_name="Inès V.", first_name="Inès", email="i@halte.example"
        ),
        "structure": SimpleNamespace(name="EPN Tournai"),
        "csrf_token": "token",
        "messages": [
            Message(constants.SUCCESS, "Saved: paperwork, 30 minutes, with help.", "undo:/x/"),
            Message(constants.ERROR, "The training is full."),
        ],
        "form": Help(initial={"person": "Fatima B.", "place": "here", "theme": ["steps", "health"], "structure": "a"}),
        "wrong": wrong,
        "search": Search({"state": ""}),
        "icons": ICONS,
        "date": date(2026, 11, 24),
        "page": Paginator(range(60), 25).page(2),
        "job": Job(title="PDF in Dutch", status="running", done=5, total=8, error=""),
        "facts": [
            {"label": "Sessions of help", "value": "42", "note": "+ 4 since October", "url": "#"},
            {"label": "Different people", "value": "31"},
            {"label": "Hours", "value": "27 h 30"},
            {"label": "Can do it alone", "value": "13"},
        ],
        "crumbs": [{"label": "People", "url": "#"}, {"label": "Fatima B."}],
        "stops": [
            {
                "state": state,
                "label": label,
                "note": "10 minutes left" if state == "now" else "in April",
                "picto": "mail",
            }
            for state, label in stops
        ],
        "scene": root / "courses/content/L16/pictures/nadia.svg",
        "scenes": sorted(root.glob("courses/content/*/pictures/*.svg")),
        "pictures": ["sun", "tree", "house", "cat", "key", "bike", "apple", "boat", "cup", "flower", "fish", "book"],
        "pictos": sorted(file.stem for file in (root / "static/img/picto").glob("*.svg")),
        "back": "#",
        "back_label": "Back to my path",
        "done": 2,
        "total": 5,
    }
