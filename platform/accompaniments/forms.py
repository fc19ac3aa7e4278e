"""The one-screen form: chips, with what was chosen last time already chosen."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accompaniments.enums import Equipment, Minutes, Mode, Outcome, ProcedureTheme, Theme, Where
from accompaniments.models import Accompaniment
from accompaniments.services import version_of
from common.forms import IdField, choice_field, row_field
from common.overtaken import seen_field
from learners.choices import tell_apart
from learners.models import Learner
from learners.names import apart_in, told
from learners.selectors import names_of

OFTEN = 8  # themes shown at once; the others open on demand
KNOWN = {*Theme.values, *ProcedureTheme.values}
THEME_ICONS = {
    "procedures": "doc", "email": "mail", "device": "tel", "health": "heart", "banking": "euro", "work": "work",
    "security": "lock", "browsing": "globe",
}  # fmt: skip


class AccompanimentForm(forms.Form):
    """Everything but the theme has a default: theme, outcome, save."""

    who = forms.CharField(
        label=_("Who"), max_length=60, required=False, help_text=_("Leave it empty for somebody who stays anonymous.")
    )
    learners = forms.ModelMultipleChoiceField(
        label=_("Several people"),
        queryset=Learner.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    anonymous = forms.IntegerField(
        label=_("People without a name"), min_value=0, max_value=500, required=False,
        help_text=_("Those who prefer to stay anonymous."),
    )  # fmt: skip
    mode = forms.ChoiceField(label=_("How"), choices=Mode, widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("Where"), choices=Where, widget=forms.RadioSelect)
    themes = forms.MultipleChoiceField(
        label=_("Theme"), choices=Theme.choices[:OFTEN], widget=forms.CheckboxSelectMultiple, required=False
    )
    more_themes = forms.MultipleChoiceField(
        label=_("Other themes"), choices=Theme.choices[OFTEN:], widget=forms.CheckboxSelectMultiple, required=False
    )
    procedures = forms.MultipleChoiceField(
        label=_("Which procedure"), choices=ProcedureTheme, widget=forms.CheckboxSelectMultiple, required=False
    )
    minutes = forms.TypedChoiceField(
        label=_("How long"), choices=Minutes.choices, coerce=int, empty_value=None, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    other_minutes = forms.IntegerField(
        label=_("Another length, in minutes"), min_value=1, max_value=600, required=False
    )
    outcome = forms.ChoiceField(
        label=_("In the end, can do it"), choices=Outcome, widget=forms.RadioSelect, required=False
    )
    date = forms.DateField(label=_("Date"))
    postcode = forms.CharField(label=_("Postcode, when elsewhere"), max_length=20, required=False)
    equipment = forms.ChoiceField(label=_("Equipment"), choices=Equipment, widget=forms.RadioSelect, required=False)

    seen = seen_field()

    def __init__(self, *args, structure, record: Accompaniment | None = None, **kwargs):
        """`record`: the one to correct. Who is archived since, and themes that only a pack knows, stay in it."""
        super().__init__(*args, **kwargs)
        self.record = record
        here = Learner.objects.for_structure(structure)
        self.present = here.present()
        row_field(self, "learners").queryset = here.present_or_among(record.learners.all()) if record else self.present
        tell_apart(row_field(self, "learners"), structure)
        if record:
            self._take_over(record)
        else:
            del self.fields["seen"]
        self.fields["who"].widget = forms.TextInput(attrs={"list": "who-list", "autocomplete": "off"})
        self.fields["date"].widget = forms.DateInput(attrs={"max": timezone.localdate().isoformat()})

    def clean(self) -> dict:
        """One list of themes, of people, one number of minutes; nobody named and no number given means one person."""
        super().clean()
        data = self.cleaned_data
        data["learners"] = {*data.get("learners", []), *self._named(data.pop("who", ""))}
        themes = [*data.get("themes", []), *data.pop("more_themes", []), *data.pop("procedures", [])]
        if not themes:
            self.add_error("themes", _("Choose at least one theme."))
        data["themes"] = themes
        self._clean_minutes(data)
        if not data.get("learners") and data.get("anonymous") is None:
            data["anonymous"] = 1
        data["anonymous"] = data.get("anonymous") or 0
        return data

    def _take_over(self, record: Accompaniment) -> None:
        """The record's values are what the form shows first."""
        foreign = [code for code in record.themes if code not in KNOWN]
        choice_field(self, "more_themes").choices = [*Theme.choices[OFTEN:], *((code, code) for code in foreign)]
        kinds = {"themes": Theme.values[:OFTEN], "more_themes": [*Theme.values[OFTEN:], *foreign]}
        for name, offered in (kinds | {"procedures": ProcedureTheme.values}).items():
            self.initial[name] = [code for code in record.themes if code in offered]
        for name in ("date", "mode", "place", "postcode", "equipment", "outcome", "anonymous", "minutes"):
            self.initial[name] = getattr(record, name)
        self.initial["other_minutes"] = record.minutes if record.minutes not in Minutes.values else None
        self.initial["learners"] = record.learners.all()
        self.initial["seen"] = version_of(record)

    def _clean_minutes(self, data: dict) -> None:
        """A length that was typed wins over a preset, unless it is the record's own and a preset was just chosen."""
        preset, typed = data.get("minutes"), data.pop("other_minutes", None)
        if preset and typed == self.initial.get("other_minutes"):
            typed = None
        data["minutes"] = typed or preset
        unknown = self.record is not None and self.record.minutes is None
        if not data["minutes"] and not unknown and not {"minutes", "other_minutes"} & set(self.errors):
            self.add_error("minutes", self.fields["minutes"].error_messages["required"])

    def _named(self, name: str) -> list[Learner]:
        """The learner of that name here; two of one name are told apart in the list of several people."""
        name = " ".join(name.split())
        found = list(self.present.filter(alias__iexact=name)[:2]) if name else []
        if name and not found:
            self.add_error("who", _("Nobody here has this name. Add the learner first, or leave it empty."))
        if len(found) > 1:
            self.add_error("who", _("Two people have this name. Choose under “Several people”."))
        return found[:1]


class FilterForm(forms.Form):
    """The list's filters: they have an address, and the exports follow them."""

    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), choices=[("", _("All themes")), *Theme.choices], required=False)
    mode = forms.ChoiceField(label=_("How"), choices=[("", _("All kinds")), *Mode.choices], required=False)
    learner = IdField(label=_("Learner"), required=False)
    mine = forms.BooleanField(label=_("Only mine"), required=False)
    cancelled = forms.BooleanField(label=_("Cancelled ones too"), required=False)

    def __init__(self, *args, structure, **kwargs):
        super().__init__(*args, **kwargs)
        names = names_of(structure=structure, also=self.data.get("learner", ""))
        self.apart = apart_in(structure)  # the rows of the list say it too
        offered = [(pk, told(alias, self.apart.get(pk))) for pk, alias in names]
        choice_field(self, "learner").choices = [("", _("Everybody")), *offered]
