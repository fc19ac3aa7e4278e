"""Shapes of what is looked for, shared, reported and written in the library."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accompaniments.enums import Theme
from common.forms import SearchField, WordsField, choice_field, row_field
from common.overtaken import SEEN, seen_field
from courses.library.enums import Audience, Country, Kind, Licence, Reason
from courses.library.files import MOST_BYTES
from courses.library.models import Collection, Resource
from courses.library.search import Wanted
from courses.library.selectors import version_of
from digcomp.enums import Level
from digcomp.framework import competences
from learners.choices import tell_apart
from learners.models import Learner


def competence_choices() -> list[tuple[str, str]]:
    """The 21 competences: code and plain words."""
    return [(one.code, f"{one.code} {one.label}") for one in competences().values()]


class SearchForm(forms.Form):
    """What is looked for; it has an address. A value that is none of the list is none."""

    q = SearchField(label=_("Search"))
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    audience = forms.ChoiceField(label=_("For whom"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    competence = forms.ChoiceField(label=_("Competence"), required=False)

    NAMES: dict[str, list[tuple[str, Any]]] = {
        "kind": list(Kind.choices),
        "theme": list(Theme.choices),
        "language": list(settings.LANGUAGES),
        "audience": list(Audience.choices),
        "level": [(str(level), words) for level, words in Level.choices],
    }

    def __init__(self, *args, counts: dict[str, dict[str, int]] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "competence").choices = [("", _t("All")), *competence_choices()]
        for name, choices in self.NAMES.items():
            here = None if counts is None else counts[name]
            asked = self.data.get(name, "")
            offered = [one for one in choices if here is None or one[0] == asked or here.get(one[0])]
            choice_field(self, name).choices = [("", _t("All")), *(_counted(one, here) for one in offered)]

    def wanted(self) -> Wanted:
        """What was asked, without what is no choice."""
        self.is_valid()
        asked = self.cleaned_data
        chosen = {name: asked[name] for name in self.NAMES if asked.get(name)}
        return Wanted(" ".join(asked.get("q", "").split()), chosen, asked.get("competence", ""))


def _counted(choice: tuple[str, Any], counts: dict[str, int] | None) -> tuple[str, str]:
    value, label = choice
    return (value, str(label)) if counts is None else (value, f"{label} ({counts.get(value, 0)})")


class ShareForm(forms.Form):
    """Whose page it comes onto: learners of the open structure."""

    learners = forms.ModelMultipleChoiceField(
        label=_("Learners"),
        queryset=Learner.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a learner.")},
    )

    def __init__(self, *args, structure, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "learners").queryset = Learner.objects.for_structure(structure).present()
        tell_apart(row_field(self, "learners"), structure)


class OutdatedForm(forms.Form):
    """Why it needs a look."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Reason.choices, widget=forms.RadioSelect)
    note = WordsField(label=_("What you saw"), max_length=400, required=False)


class ResourceForm(forms.ModelForm):
    """A resource as a curator writes it."""

    title = WordsField(label=_("Title"), max_length=160)
    summary = WordsField(label=_("In short"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    body = WordsField(
        label=_("Text"),
        required=False,
        help_text=_("What can be read here: the text, or what is said."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    author = WordsField(label=_("Made by"), max_length=160, required=False)
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("A PDF, a picture, an MP3 or an office document, 10 MB at most.")
    )
    drop_file = forms.BooleanField(label=_("Take the file away"), required=False)
    themes = forms.MultipleChoiceField(
        label=_("Themes"), choices=Theme.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    audience = forms.MultipleChoiceField(
        label=_("For whom"), choices=Audience.choices, widget=forms.CheckboxSelectMultiple
    )
    competences = forms.MultipleChoiceField(
        label=_("DigComp competences"), widget=forms.CheckboxSelectMultiple, required=False
    )
    level = forms.TypedChoiceField(
        label=_("Level"), choices=[("", _("All")), *Level.choices], coerce=int, empty_value=None, required=False
    )
    country = forms.ChoiceField(label=_("True in"), choices=Country.choices, required=False)
    url = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")
    licence = forms.ChoiceField(label=_("Licence"), choices=Licence.choices)
    seen = seen_field()

    class Meta:
        model = Resource
        fields = (
            "language", "title", "summary", "kind", "url", "body", "author", "licence", "country", "themes", "audience",
            "level", "competences", "minutes",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "competences").choices = competence_choices()
        if not self.instance._state.adding:
            self.initial[SEEN] = version_of(self.instance)

    def facts(self) -> dict[str, Any]:
        """The columns as they were typed."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError(_t("An address begins with https://."))
        return url

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_t("This file is too large: 10 MB at most."))
        return file


class CollectionForm(forms.ModelForm):
    """A collection's own words."""

    title = WordsField(label=_("Title"), max_length=120)
    about = WordsField(
        label=_("What it is for"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    class Meta:
        model = Collection
        fields = ("title", "about", "language")
