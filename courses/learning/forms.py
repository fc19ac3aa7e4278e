"""Shapes of what an aidant chooses about modules."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import row_field
from learners.choices import tell_apart
from learners.models import Learner, LearnerGroup


class AssignForm(forms.Form):
    """Who gets the module: learners, a group, or both. Only those of the open structure can be chosen."""

    learners = forms.ModelMultipleChoiceField(
        label=_("Learners"), queryset=Learner.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    group = forms.ModelChoiceField(
        label=_("Group"), queryset=LearnerGroup.objects.none(), required=False, empty_label=_("No group")
    )

    def __init__(self, *args, structure, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "learners").queryset = Learner.objects.for_structure(structure).present()
        tell_apart(row_field(self, "learners"), structure)
        row_field(self, "group").queryset = LearnerGroup.objects.filter(structure=structure, archived_at=None)

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("learners") and not cleaned.get("group"):
            self.add_error("learners", _("Choose a learner or a group."))
        return cleaned


class GroupFilter(forms.Form):
    """A group of the structure, or everybody; in the address."""

    group = forms.ModelChoiceField(
        label=_("Group"), queryset=LearnerGroup.objects.none(), required=False, empty_label=_("All groups")
    )

    def __init__(self, *args, structure, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "group").queryset = LearnerGroup.objects.filter(structure=structure, archived_at=None)


class ProgressFilter(GroupFilter):
    """The progress list's filters: they have an address."""

    stuck = forms.BooleanField(label=_("Only who is stuck"), required=False)
