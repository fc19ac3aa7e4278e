"""Forms of the room: shape and choices, no side effect."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import DomainError
from common.forms import WordsField, choice_field
from structures import territory
from structures.enterprise import clean_enterprise_number
from structures.enums import AffiliationStatus, Role
from structures.models import Partner
from structures.registration import COUNTRIES, commune_label, country_name, kinds_for
from structures.selectors import NOBODY, operator_by_code, operators_open


class RegisterFilterForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Name or postcode"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    status = forms.ChoiceField(required=False, choices=[("", ""), *AffiliationStatus.choices], widget=forms.HiddenInput)
    partner = forms.ChoiceField(label=gettext_lazy("Partner"), required=False)

    def __init__(self, *args, partners: Iterable[Partner] = (), **kwargs):
        """`partners` for who sees all of them; for anybody else there is no such filter."""
        super().__init__(*args, **kwargs)
        if partners:
            codes = [(partner.code.lower(), partner.name) for partner in partners]
            choice_field(self, "partner").choices = [("", _("All partners")), *codes, (NOBODY, _("No operator"))]
        else:
            del self.fields["partner"]


class RefusalForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("The referent reads these words in an e-mail. Say what could change your answer."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why, in one or two sentences: the referent will read them.")},
    )


class InviteForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Type the e-mail address of the person you invite."),
            "invalid": gettext_lazy("This is not an e-mail address. It looks like name@organisation.example."),
        },
    )
    role = forms.ChoiceField(
        label=gettext_lazy("What will this person do?"),
        choices=[
            (Role.AIDANT, gettext_lazy("Help learners")),
            (Role.REFERENT, gettext_lazy("Help, and invite colleagues")),
        ],
        initial=Role.AIDANT,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the invitation"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class AcceptForm(forms.Form):
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


# --- registration: one form per question. Each keeps `answers`, what the earlier questions gave.


class Question(forms.Form):
    """One question. `answers` holds what the earlier ones gave."""

    def __init__(self, *args, answers: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.answers = answers


class PlaceQuestion(Question):
    country = forms.ChoiceField(label=gettext_lazy("Country"), widget=forms.RadioSelect)
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "text"}),
        error_messages={"required": gettext_lazy("Type the postcode of your place.")},
    )
    keep = forms.BooleanField(
        label=gettext_lazy("This postcode is right, keep it"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        country: Any = self.fields["country"]
        country.choices = [(code, country_name(code)) for code in COUNTRIES]
        country.error_messages["required"] = _("Choose the country of your place.")

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        country, written = data.get("country"), data.get("postcode", "").strip()
        said = territory.country_of_prefix(written)
        if said and not self.data.get(self.add_prefix("country")):
            country = data["country"] = said  # "B-7700" says its country: no need to ask
            self.errors.pop("country", None)
        if not country or not written:
            return data
        if said and said != country:
            self.add_error("postcode", _mismatch(country, written, said))
            return data
        read = territory.normalise_postcode(written, country)
        if read.reading == "unknown":
            elsewhere = territory.normalise_postcode(written)
            theirs = elsewhere.country if elsewhere.reading == "ok" else ""
            self.add_error("postcode", _mismatch(country, written, theirs))
        elif read.reading == "ok":
            data["postcode"] = read.digits
            if not territory.communes_for(country, read.digits) and not data.get("keep"):
                self.fields["keep"].widget = forms.CheckboxInput()
                self.add_error("postcode", _unknown(country, read.digits))
        return data


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
        communes = territory.communes_for(self.answers.get("country", ""), self.answers.get("postcode", ""))
        choices = sorted(((c.code, commune_label(c)) for c in communes), key=lambda choice: choice[1])
        few = len(choices) <= 6
        commune: Any = self.fields["commune"]
        commune.widget = forms.RadioSelect() if few else forms.Select()
        commune.choices = choices if few else [("", "—"), *choices]


class NameQuestion(Question):
    name = WordsField(
        label=gettext_lazy("Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": gettext_lazy("Type the name of your place.")},
    )

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not any(character.isalpha() for character in name):
            raise forms.ValidationError(_("A name has at least one letter."))
        return name


class KindQuestion(Question):
    type = forms.ChoiceField(
        label=gettext_lazy("Kind of place"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the kind of place. Nothing fits? Take “Other”.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "type").choices = kinds_for(self.answers.get("country", ""))


class NumberQuestion(Question):
    enterprise_number = forms.CharField(label=gettext_lazy("Enterprise number"), required=False, max_length=40)

    def clean_enterprise_number(self) -> str:
        try:
            return clean_enterprise_number(self.answers.get("country", ""), self.cleaned_data["enterprise_number"])
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error


class OperatorQuestion(Question):
    operator = forms.TypedChoiceField(
        label=gettext_lazy("Operator"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    code = forms.CharField(
        label=gettext_lazy("Invitation code"),
        help_text=gettext_lazy("If an operator gave you one. It wins over the choice above."),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        place = territory.resolve(self.answers.get("country", ""), self.answers.get("postcode", ""))
        self.operators = operators_open(versant=place.versant)
        operator: Any = self.fields["operator"]
        operator.choices = [(choice.partner.pk, choice.name) for choice in self.operators]
        suggested = next((choice.partner.pk for choice in self.operators if choice.suggested), None)
        operator.initial = suggested

    @property
    def projects(self) -> list[str]:
        """The projects that take requests: where there is one only, its name is said once."""
        return sorted({choice.partner.project.name for choice in self.operators})

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
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
