"""Forms of the room: shape and choices, no side effect."""

import datetime as dt
from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import WordsField, choice_field, row_field
from common.overtaken import seen_field
from community.events import selectors, services
from community.events.models import COUNTED, Action, ActionKind, ActionStatus, Sector
from structures.models import Partner
from territory import postcodes
from territory.words import COUNTRIES, country_name

CORE = "core"
SERIES = 5  # further dates that the form has room for
DAY = {"type": "date", "class": "field"}
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"]


def moment_field(label, *, required: bool = True) -> forms.DateTimeField:
    """A local date and time, as the browser's own control gives it."""
    bad = gettext_lazy("Give a date and a time, for example 24/11/2026 09:30.")
    return forms.DateTimeField(
        label=label,
        required=required,
        input_formats=MOMENT_FORMATS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": bad, "invalid": bad},
    )


class SeriesWidget(forms.MultiWidget):
    """A few date boxes in a row."""

    def __init__(self) -> None:
        super().__init__([forms.DateInput(attrs=DAY, format="%Y-%m-%d") for _n in range(SERIES)])

    def decompress(self, value):
        found = list(value or [])[:SERIES]
        return found + [None] * (SERIES - len(found))

    def get_context(self, name, value, attrs):
        """Each box says what it is to a screen reader."""
        context = super().get_context(name, value, attrs)
        for number, box in enumerate(context["widget"]["subwidgets"], start=1):
            box["attrs"] |= {"aria-label": _("Further date %(number)s") % {"number": number}}
        return context


class SeriesField(forms.MultiValueField):
    """The further dates of a series, sorted, each once."""

    def __init__(self, **kwargs) -> None:
        invalid = {"invalid": gettext_lazy("Give dates, for example 24/11/2026.")}
        fields = [forms.DateField(required=False, error_messages=invalid) for _n in range(SERIES)]
        super().__init__(fields, widget=SeriesWidget(), required=False, require_all_fields=False, **kwargs)

    def compress(self, data_list):
        return sorted({day for day in data_list if day})


class ActionForm(forms.Form):
    """What an operator plans. Once it is closed, what its figures rest on can't be typed any more."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ActionKind, widget=forms.RadioSelect)
    variant = forms.ChoiceField(
        label=gettext_lazy("Of a training: which programme?"),
        help_text=gettext_lazy("The common core is the workshop of 3 hours, the first step; then come the sectors."),
        choices=[(CORE, gettext_lazy("Common core")), *Sector.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    title = WordsField(
        label=gettext_lazy("Title"),
        max_length=200,
        error_messages={"required": gettext_lazy("Type a title: what will people come for?")},
    )
    description = WordsField(
        label=gettext_lazy("Description"),
        help_text=gettext_lazy("What people will learn, for whom, what to bring. Everybody can read it."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[*settings.LANGUAGES, ("", gettext_lazy("Several"))],
        required=False,
        widget=forms.RadioSelect,
    )
    starts_at = moment_field(gettext_lazy("Beginning"))
    ends_at = moment_field(gettext_lazy("End"))
    dates = SeriesField(
        label=gettext_lazy("Further dates"),
        help_text=gettext_lazy("For a series, at the same hours. A series counts as one training."),
    )
    online = forms.BooleanField(label=gettext_lazy("Online"), required=False)
    link = forms.URLField(
        label=gettext_lazy("Link to join"),
        help_text=gettext_lazy("Only registered people see it."),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("This is not a web address. It looks like https://…")},
    )
    venue = WordsField(
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("Name, street, room: what people need to find it."),
        max_length=200,
        required=False,
    )
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=20, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"),
        help_text=gettext_lazy("Empty: no limit. Beyond it, people go on a waiting list."),
        min_value=1,
        max_value=5000,
        required=False,
    )
    joint = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Together with"),
        help_text=gettext_lazy("It counts once, for you who lead it."),
        queryset=Partner.objects.none(),
        to_field_name="public",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    audience = forms.IntegerField(
        label=gettext_lazy("People reached"),
        help_text=gettext_lazy("For an awareness action, afterwards."),
        min_value=0,
        max_value=1_000_000,
        required=False,
    )
    evidence = WordsField(
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("Where the proof is: number of the signed sheet, folder of the photos."),
        max_length=500,
        required=False,
    )

    seen = seen_field()

    FROZEN = ("kind", "variant", "starts_at", "ends_at", "dates", "online", "postcode", "country")

    def __init__(self, *args, partner: Partner, action: Action | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        if action:
            self.initial.update(_initial(action))
        else:
            del self.fields["seen"]
        row_field(self, "joint").queryset = selectors.partners_beside(partner=partner)
        abroad = [(code, country_name(code)) for code in COUNTRIES if code not in {"BE", "FR"}]
        choice_field(self, "country").choices = [("", _("Belgium or France")), *abroad]
        if action and action.status == ActionStatus.CLOSED:
            for name in self.FROZEN:
                self.fields[name].disabled = True

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict:
        """One programme for a training alone, dates in order, a place that can be found or a link."""
        super().clean()
        data = self.cleaned_data
        variant = data.pop("variant", "")
        if data.get("kind") != ActionKind.TRAINING:
            variant = ""
        data["core"], data["sector"] = variant == CORE, "" if variant == CORE else variant
        if self.action and self.action.status == ActionStatus.CLOSED:
            return data | {name: getattr(self.action, name) for name in COUNTED}
        self._clean_times(data)
        self._clean_place(data)
        return data

    def _clean_times(self, data: dict) -> None:
        start, end = data.get("starts_at"), data.get("ends_at")
        if start and not 1990 <= start.year <= 2200:
            self.add_error("starts_at", _("Look at the year again."))
        elif start and end and end <= start:
            self.add_error("ends_at", _("The end comes before the start."))
        elif start and end and end - start > dt.timedelta(days=3):
            self.add_error("ends_at", _("This lasts more than 3 days. For a series, give its further dates below."))
        if start and any(day <= start.date() for day in data.get("dates") or []):
            self.add_error("dates", _("The further dates come after the first one."))

    def _clean_place(self, data: dict) -> None:
        written, abroad = data.get("postcode", "").strip(), data.get("country", "")
        read = postcodes.normalise_postcode(written, abroad)
        if read.reading == "ok":
            data["country"], data["postcode"] = read.country, read.digits
        elif read.reading == "empty":
            data["country"], data["postcode"] = "", ""
            if not data.get("online"):
                self.add_error("postcode", _("Give the postcode of the place, or say that it is online."))
            return
        on_map = read.reading == "ok" and bool(postcodes.communes_for(read.country, read.digits))
        known = read.reading == "abroad" or on_map
        if not known and not data.get("online"):
            self.add_error("postcode", unknown_postcode(written))


def _initial(action: Action) -> dict:
    """The action's values, as the form shows them first."""
    return {
        **{name: getattr(action, name) for name in services.actions.EDITABLE},
        "variant": CORE if action.core else action.sector,
        "country": "" if action.country in {"BE", "FR"} else action.country,
        "joint": action.joint.all(),
        "seen": services.version_of(action),
    }


def unknown_postcode(written: str) -> str:
    """The sentence for a postcode that leads nowhere."""
    words = _("We don't know the postcode %(postcode)s. A Belgian one has 4 digits, a French one 5: look at it again.")
    return words % {"postcode": written}


class CalendarForm(forms.Form):
    """The calendar's filters; they have an address, and the feed follows them."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        choices=[
            ("", gettext_lazy("Everything")),
            (ActionKind.TRAINING, gettext_lazy("Training")),
            (ActionKind.COACHING, gettext_lazy("Coaching")),
            (ActionKind.WEBINAR, gettext_lazy("Webinar")),
            ("more", gettext_lazy("Other")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    language = forms.MultipleChoiceField(
        label=gettext_lazy("Language"),
        choices=[(code, code.upper()) for code, _name in settings.LANGUAGES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    where = forms.ChoiceField(
        label=gettext_lazy("Where"),
        choices=[
            ("", gettext_lazy("Everywhere")),
            ("online", gettext_lazy("Online")),
            ("near", gettext_lazy("Near…")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        max_length=20,
        required=False,
        widget=forms.TextInput(
            attrs={
                "class": "field",
                "inputmode": "numeric",
                "size": 8,
                "placeholder": "7500",
                "aria-label": gettext_lazy("Postcode"),
            }
        ),
    )

    month = forms.CharField(max_length=7, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        """A typed postcode means “near”; an unknown one is said, and filters nothing."""
        super().clean()
        data = self.cleaned_data
        written = data.get("postcode", "").strip()
        if written:
            place = postcodes.resolve("", written)
            if place.communes:
                data["place"], data["where"] = place, "near"
            else:
                self.add_error("postcode", unknown_postcode(written))
        elif data.get("where") == "near":
            self.add_error("postcode", _("Near which postcode?"))
        return data

    def wanted(self) -> dict:
        """What `selectors.calendar` takes; what is wrong filters nothing."""
        self.is_valid()
        data = self.cleaned_data
        return {
            "kind": data.get("kind", ""),
            "languages": data.get("language", []),
            "where": data.get("where", ""),
            "place": data.get("place"),
        }


class ActionFilterForm(forms.Form):
    """The filters of a partner's list."""

    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[
            ("", gettext_lazy("All")),
            ("coming", gettext_lazy("To come")),
            ("past", gettext_lazy("Past")),
            ("roll", gettext_lazy("To close")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What"), choices=[("", gettext_lazy("Everything")), *ActionKind.choices], required=False
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=[("", gettext_lazy("All")), *ActionStatus.choices], required=False
    )
    partner = forms.ChoiceField(label=gettext_lazy("Partner"), required=False)

    def __init__(self, *args, partners: Iterable[Partner] = (), **kwargs) -> None:
        """`partners` for who sees all of them; for anybody else there is no such filter."""
        super().__init__(*args, **kwargs)
        if partners:
            codes = [(partner.code.lower(), partner.name) for partner in partners]
            choice_field(self, "partner").choices = [("", _("All partners")), *codes]
        else:
            del self.fields["partner"]


class CancelForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Registered people read these words in their e-mail, and the calendar shows them."),
        max_length=300,
        error_messages={"required": gettext_lazy("Say why, in a few words: people will read them.")},
    )


class WalkInForm(forms.Form):
    """Somebody who came: a name is enough."""

    first_name = WordsField(
        label=gettext_lazy("First name"), max_length=80, error_messages={"required": gettext_lazy("Type a first name.")}
    )
    last_name = WordsField(
        label=gettext_lazy("Last name"), max_length=80, error_messages={"required": gettext_lazy("Type a last name.")}
    )
    structure = WordsField(
        label=gettext_lazy("Structure"),
        help_text=gettext_lazy("The place where this person helps, if it is with the project."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "structure-names", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        error_messages={
            "invalid": gettext_lazy("This is not an e-mail address. It looks like name@organisation.example.")
        },
    )

    def __init__(self, *args, project, names_url: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.project = project
        if names_url:
            self.fields["structure"].widget.attrs |= {
                "hx-get": names_url, "hx-trigger": "input changed delay:300ms", "hx-target": "#structure-names",
            }  # fmt: skip

    def clean_structure(self):
        """The structure of that name; the choice when several have it."""
        name = " ".join(self.cleaned_data["structure"].split())
        if not name:
            return None
        found = selectors.structures_called(project=self.project, name=name)
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(one.name for one in found[:5])
            words = _("Several structures have this name: %(names)s. Type all of it.")
            raise forms.ValidationError(words % {"names": names})
        raise forms.ValidationError(_("No structure of the project has this name. You may leave it empty."))
