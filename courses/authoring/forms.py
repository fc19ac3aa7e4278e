"""What is looked for in the list of modules; comments; when to publish."""

import datetime as dt

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.authoring.models import Comment, PlannedPublication

STATES = (
    ("", _("All")),
    ("draft", _("Draft")),
    ("in_review", _("In review")),
    ("published", _("Published")),
    ("withdrawn", _("Withdrawn")),
)


class ModulesForm(forms.Form):
    """Words and states; a value that is none of the list is none."""

    q = forms.CharField(
        label=_("Search"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
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
