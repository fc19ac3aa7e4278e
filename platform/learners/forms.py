"""Shapes of what is typed about learners."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.errors import DomainError
from common.forms import WordsField, choice_field, row_field
from common.overtaken import seen_field
from learners.cards import CODE_LENGTH, ROOM_CODE_LENGTH, given_back, normalise_code
from learners.choices import tell_apart
from learners.models import Learner, LearnerGroup
from learners.names import plain_alias
from learners.selectors import namesakes, state_of, version_of

COUNTRIES = [("BE", _("Belgium")), ("FR", _("France"))]


class LearnerForm(forms.Form):
    """Ten seconds: a name and a language."""

    alias = WordsField(
        label=_("First name or alias"), max_length=60, error_messages={"required": _("Type a first name or an alias.")}
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect, initial="fr"
    )
    twin = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)  # the alias that was warned of

    def __init__(self, *args, structure, learner: Learner | None = None, **kwargs):
        """`learner`: the one to correct."""
        super().__init__(*args, **kwargs)
        self.structure, self.learner = structure, learner

    def clean_alias(self) -> str:
        """What must not be known of a learner is refused beside the field; an alias of before stays as it is."""
        typed = self.cleaned_data["alias"]
        if self.learner is not None and typed == self.learner.alias:
            return typed
        try:
            return plain_alias(typed)
        except DomainError as refused:
            raise forms.ValidationError(str(refused)) from refused

    def clean(self) -> dict:
        """An alias that somebody has here is asked once more: sent again, it is meant."""
        data = super().clean() or {}
        alias, warned = data.get("alias", ""), data.pop("twin", "")
        same = namesakes(structure=self.structure, alias=alias, but=self.learner)
        if alias and warned != alias and self._new(alias) and same.exists():
            told = _(
                "There is already a %(name)s here. Add a letter or a second name so that you can tell them apart. "
                "To keep this name all the same, save again."
            )
            self.add_error("alias", told % {"name": alias})
            self.data = {**{name: self.data[name] for name in self.data}, "twin": alias}
        return data

    def _new(self, alias: str) -> bool:
        return self.learner is None or alias.casefold() != self.learner.alias.casefold()


class LearnerEditForm(LearnerForm):
    """A correction: her country too, since modules follow it."""

    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        help_text=_("She reads it on her own page. Nothing about health, papers, money or family."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = seen_field()

    def __init__(self, *args, structure, learner: Learner, **kwargs):
        super().__init__(*args, structure=structure, learner=learner, **kwargs)
        self.initial = {name: getattr(learner, name) for name in ("alias", "language", "country", "note")}
        if not (structure.notes_on or learner.note):
            del self.fields["note"]
        self.initial["seen"] = state_of(learner)
        country = choice_field(self, "country")
        if learner.country not in dict(COUNTRIES):
            country.choices = [*COUNTRIES, (learner.country, learner.country)]


class GroupForm(forms.Form):
    """A group and its members: only learners of the open structure can be chosen."""

    name = WordsField(
        label=_("Name of the group"), max_length=80, error_messages={"required": _("Give the group a name.")}
    )
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
        tell_apart(row_field(self, "learners"), structure)
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
        tell_apart(row_field(self, "learners"), structure)


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


class RoomForm(forms.Form):
    """Whose names a workshop's room shows."""

    group = forms.ModelChoiceField(
        label=_("Names"), queryset=LearnerGroup.objects.none(), required=False, empty_label=_("All learners")
    )

    def __init__(self, *args, structure, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "group").queryset = LearnerGroup.objects.filter(structure=structure, archived_at=None)


class CodeForm(forms.Form):
    """The code of the card."""

    code = forms.CharField(max_length=20, error_messages={"required": _("Type the code of your card.")})
    length = CODE_LENGTH
    too_long = _("That is too long. Your code has 8 signs.")

    def given_back(self) -> str:
        """What was typed, spaced as the field draws it."""
        return given_back(self["code"].value() or "", self.length)

    def clean_code(self) -> str:
        """As typed. Only the length is looked at: whether the card exists, the second page alone may tell."""
        typed = self.cleaned_data["code"]
        missing = self.length - len(normalise_code(typed, self.length))
        if missing > 0:
            text = ngettext("There is still %(n)d sign missing.", "There are still %(n)d signs missing.", missing)
            raise forms.ValidationError(text % {"n": missing})
        if missing < 0:
            raise forms.ValidationError(self.too_long)
        return typed


class RoomCodeForm(CodeForm):
    """The code of a workshop's room."""

    code = forms.CharField(max_length=20, error_messages={"required": _("Type the code of the room.")})
    length = ROOM_CODE_LENGTH
    too_long = _("That is too long. The code of the room has 6 signs.")
