"""The questions of a registration: one form each. What the earlier ones gave is in `answers`."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from affiliations.selectors.operators import operator_by_code, operators_open
from common.errors import DomainError
from common.forms import WordsField, choice_field
from registration.names import place_name
from structures.enterprise import clean_enterprise_number
from structures.kinds import kinds_for
from territory import communes, postcodes
from territory.postcodes import Commune
from territory.words import COUNTRIES, commune_label, country_name

ABROAD = COUNTRIES[2:]
LONGEST_POSTCODE = 12
_BOTH = re.compile(r"(?:\b(?:BE|B|FR|F)-?)?(\d{4,5})\b", re.IGNORECASE)


def live(step: str, target: str) -> dict[str, str]:
    """Attributes of a field whose page answers while one types: the same address, one part of it."""
    return {
        "hx-get": reverse("registration:register_step", args=[step]),
        "hx-trigger": "input changed delay:350ms",
        "hx-target": f"#{target}",
        "hx-select": f"#{target}",
        "hx-swap": "outerHTML",
        "hx-sync": "this:replace",
    }


class Question(forms.Form):
    """One question. `answers` holds what the earlier ones gave."""

    def __init__(self, *args, answers: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.answers = answers


class PlaceQuestion(Question):
    """One field for a postcode or the name of a municipality; `choice` is drawn where there is one to make."""

    postcode = forms.CharField(
        label=gettext_lazy("Postcode or municipality"),
        help_text=gettext_lazy("For example: 9000, B-7700, 59000, Gent, Tournai."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Type the postcode or the municipality of your place."),
            "max_length": gettext_lazy("This is too long for a postcode or the name of a municipality."),
        },
    )
    choice = forms.CharField(label=gettext_lazy("Which one?"), required=False, widget=forms.HiddenInput)
    address = WordsField(
        label=gettext_lazy("Street and number"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"max_length": gettext_lazy("This is too long for a street and a number.")},
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False, widget=forms.RadioSelect)
    keep = forms.BooleanField(
        label=gettext_lazy("This postcode is right, keep it"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "country").choices = [("", ""), *((code, country_name(code)) for code in COUNTRIES)]
        self.fields["postcode"].widget.attrs |= live("place", "found")
        self.town = ""  # whose postcodes the choice is about

    @property
    def abroad(self) -> list[tuple[str, str]]:
        """What the page offers as a country; Belgium and France are told by the postcode itself."""
        return [("", _("Belgium or France")), *((code, country_name(code)) for code in ABROAD)]

    def look_up(self, text: str) -> None:
        """Draw the choices for what is typed so far: towns of that name, or those that share the postcode."""
        found = communes.suggestions(text)
        read = postcodes.normalise_postcode(text)
        sharing = postcodes.communes_for(read.country, read.digits) if read.reading == "ok" else ()
        if len(sharing) > 1:
            found = [communes.Suggestion(f"{c.country}-{c.postcode}-{c.code}", commune_label(c)) for c in sharing]
        self._offer(found)

    def _offer(self, found: list[communes.Suggestion]) -> None:
        if found:
            self.town = communes.town_in(found)
            self.fields["choice"].widget = forms.RadioSelect(choices=[(one.value, one.label) for one in found])

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        written = data.get("postcode", "").strip()
        if not written or "country" in self.errors:
            return data
        if data.get("country") in ABROAD:
            self._clean_abroad(written)
        elif postcodes.normalise_postcode(written).digits.isdigit():
            self._clean_postcode(written)
        else:
            self._clean_name(written)
        if data.get("country") not in ABROAD and "postcode" in self.errors:
            self.look_up(written)
        return data

    def _clean_abroad(self, written: str) -> None:
        data, said = self.cleaned_data, postcodes.country_of_prefix(written)
        if said:
            self.add_error("postcode", _mismatch(data["country"], written, said))
        elif len(written) > LONGEST_POSTCODE or not any(sign.isdigit() for sign in written):
            self.add_error("postcode", _("Type the postcode of your place: it has digits, and 12 signs at most."))

    def _clean_postcode(self, written: str) -> None:
        """Digits: their number or a prefix tells the country, unless the form says it."""
        data = self.cleaned_data
        said = postcodes.country_of_prefix(written)
        country = data.get("country") or said or postcodes.normalise_postcode(written).country
        if not country:
            self.add_error("postcode", _("A postcode has 4 digits in Belgium and 5 in France. This one is different."))
            return
        if said and said != country:
            self.add_error("postcode", _mismatch(country, written, said))
            return
        data["country"] = country
        read = postcodes.normalise_postcode(written, country)
        if read.reading == "unknown":
            elsewhere = postcodes.normalise_postcode(written)
            theirs = elsewhere.country if elsewhere.reading == "ok" else ""
            self.add_error("postcode", _mismatch(country, written, theirs))
            return
        data["postcode"] = read.digits
        found = postcodes.communes_for(country, read.digits)
        commune = communes.chosen(data.get("choice", ""))
        if commune in found:
            self._take(commune)
        elif not found and not data.get("keep"):
            self.fields["keep"].widget = forms.CheckboxInput()
            self.add_error("postcode", _unknown(country, read.digits))

    def _clean_name(self, written: str) -> None:
        """Letters: a town's name, alone or behind its postcode; several of that name give a choice."""
        commune = _commune_written(written) or self._chosen_of(written)
        if commune:
            self._take(commune)
            return
        picked = communes.postcode_choices(self.cleaned_data.get("choice", ""))
        found = picked or communes.suggestions(written)
        if not found:
            self.add_error(
                "postcode",
                _("We know no municipality of this name. Look at the spelling, or type the postcode of your place."),
            )
            return
        self._offer(found)
        self.add_error("choice", _("Choose one postcode.") if picked else _("Choose one in this list."))

    def _chosen_of(self, written: str) -> Commune | None:
        """The choice, where it fits what is written: an older one is forgotten when the text changes."""
        commune = communes.chosen(self.cleaned_data.get("choice", ""))
        town = communes.town_of(commune.country, commune.code) if commune else None
        return commune if town and town in communes.towns_named(written) else None

    def _take(self, commune: Commune | None) -> None:
        if commune:
            place = {"country": commune.country, "postcode": commune.postcode, "commune": commune.code}
            self.cleaned_data |= place


def _commune_written(written: str) -> Commune | None:
    """ "9000 Gent", "F-59000 Lille", "Gent": the commune that is meant, where it is one alone."""
    if digits := _BOTH.search(written):
        country = "BE" if len(digits[1]) == 4 else "FR"
        name = communes.spelling(_BOTH.sub(" ", written))
        fits = postcodes.communes_for(country, digits[1])
        return next((one for one in fits if name in {communes.spelling(one.fr), communes.spelling(one.nl)}), None)
    exact = communes.named_exactly(written)
    if len(exact) != 1 or len(exact[0].postcodes) != 1:
        return None
    town = exact[0]
    return next(one for one in postcodes.communes_for(town.country, town.postcodes[0]) if one.code == town.code)


def _mismatch(country: str, written: str, theirs: str) -> str:
    """`theirs`: the country that the prefix or the digits tell, empty for none."""
    if theirs and theirs != country:
        return _(
            "%(postcode)s is written like a postcode of %(theirs)s, and you chose %(yours)s. Change one of the two."
        ) % {
            "postcode": written,
            "theirs": country_name(theirs),
            "yours": country_name(country),
        }
    if country == "BE":
        return _("A Belgian postcode has 4 digits, for example 7500.")
    return _("A French postcode has 5 digits, for example 59000.")


def _unknown(country: str, postcode: str) -> str:
    if country == "FR":
        return _(
            "No municipality has the postcode %(postcode)s. With a CEDEX address, give the town's own postcode."
        ) % {"postcode": postcode}
    return _("No municipality has the postcode %(postcode)s. Look at it again.") % {"postcode": postcode}


class CommuneQuestion(Question):
    commune = forms.ChoiceField(
        label=gettext_lazy("Municipality"),
        error_messages={"required": gettext_lazy("Choose the municipality of your place.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        found = postcodes.communes_for(self.answers.get("country", ""), self.answers.get("postcode", ""))
        choices = sorted(((c.code, commune_label(c)) for c in found), key=lambda choice: choice[1])
        few = len(choices) <= 6
        commune: Any = self.fields["commune"]
        commune.widget = forms.RadioSelect() if few else forms.Select()
        commune.choices = choices if few else [("", "—"), *choices]


class NameQuestion(Question):
    name = WordsField(
        label=gettext_lazy("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={
            "required": gettext_lazy("Type the name of your place."),
            "max_length": gettext_lazy("This name is too long: 200 signs at most. Give the one on the door."),
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs |= live("name", "like")

    def clean_name(self) -> str:
        return place_name(self.cleaned_data["name"])


class KindQuestion(Question):
    type = forms.ChoiceField(
        label=gettext_lazy("Kind of place"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the kind of place. Nothing fits? Take “Other”.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.first, self.rest = kinds_for(self.answers.get("country", ""))
        choice_field(self, "type").choices = [*self.first, *self.rest]

    def frequent(self) -> list:
        """The dozen that most places are, and "other"."""
        return list(self["type"])[: len(self.first)]

    def more(self) -> list:
        """All the others, by name."""
        return list(self["type"])[len(self.first) :]

    def open(self) -> bool:
        """Whether the answer is one of those that are folded away."""
        return self["type"].value() in {code for code, _name in self.rest}


class NumberQuestion(Question):
    enterprise_number = forms.CharField(
        label=gettext_lazy("Enterprise number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": gettext_lazy("This is too long for an enterprise number.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enterprise_number"].widget.attrs |= live("number", "like")

    def clean_enterprise_number(self) -> str:
        try:
            return clean_enterprise_number(self.answers.get("country", ""), self.cleaned_data["enterprise_number"])
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error


class OperatorQuestion(Question):
    operator = forms.ChoiceField(label=gettext_lazy("Operator"), required=False, widget=forms.RadioSelect)
    code = forms.CharField(
        label=gettext_lazy("Invitation code"),
        help_text=gettext_lazy("If an operator gave you one. It wins over the choice above."),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        place = postcodes.resolve(self.answers.get("country", ""), self.answers.get("postcode", ""))
        self.operators = operators_open(versant=place.versant)
        operator: Any = self.fields["operator"]
        operator.choices = [(str(choice.partner.public), choice.name) for choice in self.operators]
        operator.initial = next((str(choice.partner.public) for choice in self.operators if choice.suggested), None)
        if chosen := self.initial.pop("operator", None):
            self.initial["operator"] = next(
                (str(choice.partner.public) for choice in self.operators if choice.partner.pk == chosen), ""
            )

    @property
    def projects(self) -> list[str]:
        """The projects that take requests: where there is one only, its name is said once."""
        return sorted({choice.partner.project.name for choice in self.operators})

    def clean(self) -> dict:
        """The operator as its key: the page has its public identifier."""
        super().clean()
        data = self.cleaned_data
        keys = {str(choice.partner.public): choice.partner.pk for choice in self.operators}
        data["operator"] = keys.get(data.get("operator", ""))
        if data.get("code"):
            partner = operator_by_code(data["code"])
            if partner is None:
                self.add_error("code", _("No operator has this code. Look at it again, or leave it empty."))
            else:
                data["operator"] = partner.pk
        elif not data.get("operator") and "operator" not in self.errors:
            self.add_error("operator", _("Choose who accompanies you, or give an invitation code."))
        return data


class YouQuestion(Question):
    first_name = WordsField(
        label=gettext_lazy("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": gettext_lazy("Type your first name.")},
    )
    last_name = WordsField(
        label=gettext_lazy("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": gettext_lazy("Type your last name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("You sign in with it: each time, a code comes by e-mail. No password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Type your e-mail address."),
            "invalid": gettext_lazy("This is not an e-mail address. It looks like name@organisation.example."),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of our letters"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class CheckQuestion(Question):
    """Nothing more to answer: read it again, and send."""


class LaterForm(forms.Form):
    """Where the link goes that takes a registration up again. Sent with the question, so that nothing typed is lost."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "form": "question"}),
        error_messages={
            "required": gettext_lazy("Type your e-mail address."),
            "invalid": gettext_lazy("This is not an e-mail address. It looks like name@organisation.example."),
        },
    )
