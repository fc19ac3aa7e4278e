"""Forms about a structure's dated facts and its labels: shape and choices, no side effect."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import DomainError
from common.forms import WordsField, choice_field
from common.overtaken import SEEN, seen_field
from registration.names import place_name
from registration.services.places import Facts
from structures.enterprise import clean_enterprise_number
from structures.kinds import StructureType, kinds_for
from structures.labels import LABELS
from structures.models import StructureState
from territory import postcodes
from territory.words import COUNTRIES, commune_label, country_name

NO_DATE = {"required": gettext_lazy("Choose a date."), "invalid": gettext_lazy("Choose a date.")}


class FactsForm(forms.Form):
    """The structure as it is from a day on. `keep` lets a postcode through that no table has."""

    name = WordsField(
        label=gettext_lazy("Name"),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Type the name of your place."),
            "max_length": gettext_lazy("This name is too long: %(limit_value)d characters at most."),
        },
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        max_length=12,
        error_messages={"required": gettext_lazy("Type the postcode of your place.")},
    )
    commune = forms.ChoiceField(label=gettext_lazy("Municipality"), required=False)
    keep = forms.BooleanField(
        label=gettext_lazy("This postcode is right, keep it"), required=False, widget=forms.HiddenInput
    )
    address = WordsField(label=gettext_lazy("Street and number"), required=False, max_length=200)
    type = forms.ChoiceField(label=gettext_lazy("Kind of place"), required=False)
    enterprise_number = forms.CharField(label=gettext_lazy("Enterprise number"), required=False, max_length=40)
    since = forms.DateField(
        label=gettext_lazy("From (date)"),
        help_text=gettext_lazy("Earlier figures keep the facts of their time. A day to come is possible."),
        widget=forms.DateInput,
        error_messages=NO_DATE,
    )
    seen = seen_field()

    def __init__(self, data: Any = None, *, state: StructureState | None, version: str):
        """`state` is what is in force today, `version` that of the whole history (facts_version)."""
        initial: dict[str, Any] = {"since": timezone.localdate(), SEEN: version}
        for name in Facts.__dataclass_fields__ if state else ():
            initial[name] = getattr(state, name)
        self.kept = state
        if state:
            initial["commune"] = _code_of(state.country, state.postcode, state.commune)
        super().__init__(data, initial=initial)
        country, postcode = self._place(data)
        first, rest = kinds_for(country)
        kinds = [*first, *rest]
        kept = state.type if state else ""
        if kept and kept not in dict(kinds):
            kinds = [(kept, str(dict(StructureType.choices).get(kept, kept))), *kinds]
        countries = [(code, country_name(code)) for code in COUNTRIES]
        if state and state.country not in dict(countries):
            countries.insert(0, (state.country, state.country or "–"))
        choice_field(self, "country").choices = countries
        choice_field(self, "type").choices = [("", "–"), *kinds]
        towns = sorted(
            ((one.code, commune_label(one)) for one in postcodes.communes_for(country, postcode)),
            key=lambda choice: choice[1],
        )
        choice_field(self, "commune").choices = [("", "–"), *towns]
        if len(towns) < 2:
            self.fields["commune"].widget = forms.HiddenInput()

    def _place(self, data: Any) -> tuple[str, str]:
        given = data if data is not None else self.initial
        country = str(given.get("country") or "")
        read = postcodes.normalise_postcode(str(given.get("postcode") or ""), country)
        return country, read.digits or str(given.get("postcode") or "")

    def clean_name(self) -> str:
        return place_name(self.cleaned_data["name"])

    def clean_postcode(self) -> str:
        written, country = self.cleaned_data["postcode"].strip(), self.cleaned_data.get("country", "")
        read = postcodes.normalise_postcode(written, country)
        if read.reading == "unknown":
            raise forms.ValidationError(
                _("A Belgian postcode has 4 digits, for example 7500.")
                if country == "BE"
                else _("A French postcode has 5 digits, for example 59000.")
            )
        return read.digits or written

    def clean(self) -> dict:
        super().clean()
        data, country = self.cleaned_data, self.cleaned_data.get("country", "")
        if "commune" in self.errors:  # left from another postcode: no choice, and no error
            del self.errors["commune"]
            data["commune"] = ""
        postcode = data.get("postcode", "")
        communes = postcodes.communes_for(country, postcode) if postcode else ()
        if postcode and country in ("BE", "FR") and not communes and not data.get("keep"):
            self.fields["keep"].widget = forms.CheckboxInput()
            self.add_error(
                "postcode",
                _("No municipality has the postcode %(postcode)s. Look at it again.") % {"postcode": postcode},
            )
        if len(communes) > 1 and not data.get("commune"):
            self.add_error("commune", _("Choose the municipality of your place."))
        try:
            number = clean_enterprise_number(country, data.get("enterprise_number", ""))
        except DomainError as error:
            if data.get("enterprise_number") != self.initial.get("enterprise_number") or "country" in self.changed_data:
                self.add_error("enterprise_number", str(error))
        else:
            data["enterprise_number"] = number
        return data

    def facts(self) -> Facts:
        """What the service takes; the form is valid."""
        data = self.cleaned_data
        communes = postcodes.communes_for(data["country"], data["postcode"])
        chosen = next((one for one in communes if one.code == data["commune"]), None)
        if chosen is None and len(communes) == 1:
            chosen = communes[0]
        kept = self.kept
        # The same place keeps its name as it was written, in whichever language that was: nothing changed.
        same = kept is not None and (data["country"], data["postcode"]) == (kept.country, kept.postcode)
        same = same and (chosen is None or chosen.code == self.initial["commune"])
        return Facts(
            name=data["name"],
            country=data["country"],
            postcode=data["postcode"],
            commune=kept.commune if kept and same else commune_label(chosen) if chosen else "",
            nuts3=kept.nuts3 if kept and same else chosen.nuts3 if chosen else "",
            address=data["address"],
            type=data["type"],
            enterprise_number=data["enterprise_number"],
        )


def _code_of(country: str, postcode: str, commune: str) -> str:
    """The code of the commune that is kept by one of its names; empty where the tables don't have it."""
    found = postcodes.communes_for(country, postcode)
    named = [one.code for one in found if commune in {one.fr, one.nl, one.code}]
    return named[0] if named else found[0].code if len(found) == 1 else ""


class LabelForm(forms.Form):
    """A label that the place holds from a day on."""

    code = forms.ChoiceField(
        label=gettext_lazy("Label"),
        error_messages={
            "required": gettext_lazy("Choose a label of the list."),
            "invalid_choice": gettext_lazy("Choose a label of the list."),
        },
    )
    since = forms.DateField(label=gettext_lazy("From (date)"), widget=forms.DateInput, error_messages=NO_DATE)

    def __init__(self, data: Any = None):
        super().__init__(data, initial={"since": timezone.localdate()}, prefix="label")
        choice_field(self, "code").choices = [("", "–"), *LABELS.items()]


class LabelEndForm(forms.Form):
    """The first day without a label."""

    code = forms.CharField(max_length=40, widget=forms.HiddenInput)
    until = forms.DateField(label=gettext_lazy("First day without"), widget=forms.DateInput, error_messages=NO_DATE)


class DropForm(forms.Form):
    """A planned row, by its day."""

    since = forms.DateField(widget=forms.HiddenInput, error_messages=NO_DATE)
