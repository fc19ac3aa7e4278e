"""The aidant's forms: whose check, in which language to print, and a paper one keyed in."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assessments import bank, start
from learners.choices import tell_apart
from learners.models import Learner

UNKNOWN = "unknown"
RIGHT, OTHER = "right", "other"


class LearnerForm(forms.Form):
    """Whose check it is."""

    learner = forms.ModelChoiceField(Learner.objects.none(), label=_("Learner"), empty_label=_("Choose"))

    def __init__(self, *args, structure, **kwargs):
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["learner"])
        field.queryset = Learner.objects.for_structure(structure).present()
        tell_apart(field, structure)


class PrintForm(forms.Form):
    """The language and country of the printed check."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)
    country = forms.ChoiceField(
        label=_("Country"), choices=[("BE", _("Belgium")), ("FR", _("France"))], widget=forms.RadioSelect
    )


class PaperForm(forms.Form):
    """All the answers of a printed check on one page. What stays empty is "I don't know", or a task not done."""

    def __init__(self, *args, language: str, country: str, **kwargs):
        super().__init__(*args, **kwargs)
        form = bank.form_in(language, country)
        for question in form["situation"]:
            self.fields[question["id"]] = _one(question["question"], _choices(question["options"]))
        self.fields["wish"] = _several(form["wish"]["question"], _choices(form["wish"]["options"]))
        self.fields["wish"].help_text = form["wish"]["hint"]
        for at, task in enumerate(form["tasks"]):
            self.fields[task["exercise"]] = _task_field(at, task["exercise"], language, country)

    def clean_wish(self) -> list[str]:
        wishes = self.cleaned_data["wish"]
        if len(wishes) > start.WISHES:
            raise forms.ValidationError(_("Choose 3 at most."))
        return wishes

    @property
    def situation_fields(self) -> list[forms.BoundField]:
        return [self[step.id] for step in bank.steps() if step.kind == "situation"]

    @property
    def task_fields(self) -> list[forms.BoundField]:
        return [self[step.id] for step in bank.steps() if step.kind == "task"]

    def answers(self) -> dict[str, Any]:
        """What `services.key_in` takes."""
        data = self.cleaned_data
        tasks = {step.id: data[step.id] for step in bank.steps() if step.kind == "task" and data[step.id]}
        return {
            "situation": {step.id: data[step.id] for step in bank.steps() if step.kind == "situation"},
            "wishes": data["wish"],
            "tasks": {key: None if UNKNOWN in given else _listed(given) for key, given in tasks.items()},
        }


def _listed(given: str | list[str]) -> list[str]:
    return [given] if isinstance(given, str) else given


def _choices(options: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    return [(option["id"], option["label"]) for option in options]


def _one(label: str, choices: Sequence[tuple[str, Any]], **kwargs) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, required=False, **kwargs)


def _several(label: str, choices: Sequence[tuple[str, Any]], **kwargs) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False, **kwargs
    )


def _task_field(at: int, key: str, language: str, country: str) -> forms.Field:
    """A simulator: tick the steps that were seen. A question: its answer."""
    bundle = bank.bundle_of(key, language, country)
    label = f"{at + 1}. {bundle['instruction'].replace(chr(10), ' ')}"
    unknown = (UNKNOWN, _("Did not know"))
    if "goal" in bundle:
        return _several(label, [*bank.step_labels(key, language, country), unknown])
    if "options" in bundle:
        return _one(label, [*_choices(bundle["options"]), unknown])
    part = bundle["parts"][0]["id"]
    return _one(label, [(part, _("Copied right")), (OTHER, _("Not quite")), unknown])
