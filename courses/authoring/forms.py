"""What is looked for in the list of modules; comments; when to publish."""

import datetime as dt
import re

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.forms import SearchField, WordsField
from courses.authoring.models import Comment, PlannedPublication
from courses.learning.enums import Audience
from digcomp.enums import Level

STATES = (
    ("", _("All")),
    ("draft", _("Draft")),
    ("in_review", _("In review")),
    ("published", _("Published")),
    ("withdrawn", _("Withdrawn")),
)


NO_CODE = _("A code is a capital letter and two digits, for example L25.")


class ModulesForm(forms.Form):
    """Words and states; a value that is none of the list is none."""

    q = SearchField(label=_("Search"))
    state = forms.ChoiceField(label=_("Status"), required=False, choices=STATES)
    lacking = forms.ChoiceField(
        label=_("Texts missing or stale in"), required=False, choices=[("", _("All")), *settings.LANGUAGES]
    )

    def wanted(self) -> dict[str, str]:
        """The arguments of selectors.module_rows."""
        self.is_valid()
        asked = self.cleaned_data
        words = " ".join(asked.get("q", "").split())
        return {"words": words, "state": asked.get("state", ""), "lacking": asked.get("lacking", "")}


class NewModuleForm(forms.Form):
    """What a module begins with; all but the code and the source language may be changed in the editor."""

    code = forms.CharField(
        label=_("Code"),
        max_length=3,
        help_text=_("A capital letter and two digits, as L25. It never changes."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"max_length": NO_CODE},
    )
    title = WordsField(label=_("Title"), max_length=160, help_text=_("In the language in which it is written first."))
    source = forms.ChoiceField(
        label=_("Language in which it is written first"),
        choices=settings.LANGUAGES,
        help_text=_("The other two are translated from it."),
    )
    audience = forms.ChoiceField(label=_("For whom"), choices=Audience.choices)
    level = forms.TypedChoiceField(label=_("Level"), choices=Level.choices, coerce=int, initial=Level.WITH_HELP)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].upper()
        if not re.fullmatch("[A-Z][0-9]{2}", code):
            raise forms.ValidationError(NO_CODE)
        return code


class ShownForm(forms.Form):
    """Words, shown or hidden, for whom; a value that is none of the list is none."""

    q = SearchField(label=_("Search"))
    shown = forms.ChoiceField(
        label=_("Here"), required=False, choices=[("", _("All")), ("yes", _("Shown")), ("no", _("Hidden"))]
    )
    audience = forms.ChoiceField(label=_("For whom"), required=False, choices=[("", _("All")), *Audience.choices])

    def wanted(self) -> dict[str, str]:
        """The arguments of selectors.shown_rows."""
        self.is_valid()
        asked = self.cleaned_data
        words = " ".join(asked.get("q", "").split())
        return {"words": words, "shown": asked.get("shown", ""), "audience": asked.get("audience", "")}


class CommentForm(forms.ModelForm):
    """A few words on one part."""

    class Meta:
        model = Comment
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class PlanForm(forms.ModelForm):
    """A moment to come, within a year."""

    class Meta:
        model = PlannedPublication
        fields = ("at",)
        widgets = {"at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")}

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at <= timezone.now():
            raise forms.ValidationError(_("Choose a moment that is still to come."))
        if at > timezone.now() + dt.timedelta(days=366):
            raise forms.ValidationError(_("Choose a moment within a year."))
        return at
