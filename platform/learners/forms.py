"""Shapes of what is typed about learners."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.forms import WordsField, row_field
from common.overtaken import seen_field
from learners.models import Learner, LearnerGroup
from learners.selectors import version_of


class LearnerForm(forms.Form):
    """Ten seconds: a name and a language."""

    alias = WordsField(label=_("First name or alias"), max_length=60)
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect, initial="fr"
    )


class GroupForm(forms.Form):
    """A group and its members: only learners of the open structure can be chosen."""

    name = WordsField(label=_("Name of the group"), max_length=80)
    learners = forms.ModelMultipleChoiceField(
        label=_("Learners"), queryset=Learner.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )

    seen = seen_field()

    def __init__(self, *args, structure, group: LearnerGroup | None = None, **kwargs):
        """`group`: the one to change; its members who are archived since stay in it."""
        super().__init__(*args, **kwargs)
        here = Learner.objects.for_structure(structure)
        members = group.learners.all() if group else here.none()
        row_field(self, "learners").queryset = here.present_or_among(members) if group else here.present()
        if group:
            self.initial.update(name=group.name, learners=members, seen=version_of(group=group))
        else:
            del self.fields["seen"]


class CardsForm(forms.Form):
    """Whose cards to print, and what the secret is made of."""

    learners = forms.ModelMultipleChoiceField(
        label=_("Learners"),
        queryset=Learner.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one learner.")},
    )
    secret_kind = forms.ChoiceField(
        label=_("Secret"),
        choices=[("digits", _("4 digits")), ("pictures", _("4 pictures"))],
        widget=forms.RadioSelect,
        initial="digits",
    )

    def __init__(self, *args, structure, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "learners").queryset = Learner.objects.for_structure(structure).present()


class SearchForm(forms.Form):
    """The list's filters: they have an address."""

    q = forms.CharField(label=_("Search"), required=False)
    group = forms.ModelChoiceField(
        label=_("Group"), queryset=LearnerGroup.objects.none(), required=False, empty_label=_("All groups")
    )
    archived = forms.BooleanField(label=_("Archived"), required=False)

    def __init__(self, *args, structure, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "group").queryset = LearnerGroup.objects.filter(structure=structure, archived_at=None)


class CodeForm(forms.Form):
    """The code of the card."""

    code = forms.CharField(max_length=20)
