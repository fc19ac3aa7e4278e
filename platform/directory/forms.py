"""What the finder asks, a structure's sheet, and a file of places."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import DomainError
from common.forms import SearchField
from common.overtaken import SEEN, seen_field
from directory import contacts, texts, vocabulary
from directory.hours import Week, compose, parse, take_apart
from directory.mednum import LARGEST
from directory.mednum.columns import LONGEST, MOST_VALUES
from directory.models import Entry
from directory.selectors import version_of
from directory.where import LONGEST as LONGEST_WHERE
from structures.kinds import StructureType

# Kinds that the finder offers: those that people know. Any other one can be asked for by its address.
OFFERED = [str(kind) for kind in list(StructureType)[:15] if kind != StructureType.OTHER]
EDGES = ("a", "b", "c", "d")  # of a day's two spans: from, to, from, to


def edge_name(edge: str) -> str:
    """What one of the four times of a day is."""
    return {"a": _("opens"), "b": _("closes"), "c": _("opens again"), "d": _("closes again")}[edge]


class FinderForm(forms.Form):
    """Nothing is required, and what is no choice is as if it were not asked."""

    where = forms.CharField(
        label=gettext_lazy("Postcode or municipality"),
        required=False,
        max_length=LONGEST_WHERE,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "postal-code"}),
    )
    service = forms.ChoiceField(label=gettext_lazy("What for?"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language spoken"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of place"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        asked = self.data.get("kind", "")
        kinds = [*OFFERED, *([asked] if asked in vocabulary.lists()["kinds"] else [])]
        for name, column, only in (
            ("service", "services", None), ("language", "languages", None), ("kind", "kinds", kinds),
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *vocabulary.choices(column, only=only)]

    def asked(self) -> dict[str, str]:
        """What was asked, each "" where it was nothing or no choice."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class CleanField(forms.CharField):
    """A line of text that a function brings to its form, or refuses with a sentence."""

    def __init__(self, clean_text: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.clean_text = clean_text

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            return self.clean_text(text) if text else ""
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error


class ValuesField(CleanField):
    """Several values in one box, with any of `marks` between them. A list of text."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, clean_text: Callable[[str], str], *, marks: str = "\n;|", **kwargs: Any) -> None:
        super().__init__(clean_text, **kwargs)
        self.marks = marks

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        written = re.split(f"[{re.escape(self.marks)}]+", str(value or "").replace("\r", "\n"))
        found = dict.fromkeys(super(ValuesField, self).to_python(one) for one in written if one.strip())
        return [one for one in found if one][:MOST_VALUES]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


def _chosen(label: Any, column: str, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        required=False,
        choices=lambda: vocabulary.choices(column),
        widget=forms.CheckboxSelectMultiple,
    )


def _time(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%Hh%M", "%H.%M", "%H:%M:%S", "%Hh"],
        error_messages={"invalid": gettext_lazy("No time of day: for example 13:30.")},
    )


class SheetForm(forms.Form):
    """The sheet of a place. Name, postcode, kind and number are the structure's own and stand elsewhere."""

    street = CleanField(texts.plain, label=gettext_lazy("Street and number"), max_length=LONGEST["street"])
    street_more = CleanField(
        texts.plain,
        label=gettext_lazy("How to find the door"),
        max_length=200,
        help_text=gettext_lazy("For example: second floor, behind the library."),
    )
    phone = CleanField(
        str, label=gettext_lazy("Telephone"), max_length=40, widget=forms.TextInput(attrs={"type": "tel"})
    )
    emails = ValuesField(
        contacts.email,
        marks=" \n\t,;|",
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("An address of the place, not of a person."),
    )
    websites = ValuesField(
        contacts.web_address,
        marks=" \n\t;|",
        label=gettext_lazy("Websites"),
        help_text=gettext_lazy("One a line, if there are several."),
    )
    booking_page = CleanField(contacts.web_address, label=gettext_lazy("Page to book online"), max_length=500)
    accessibility_page = CleanField(
        contacts.web_address, label=gettext_lazy("Page about accessibility"), max_length=500
    )
    summary = CleanField(texts.plain, label=gettext_lazy("In one sentence"), max_length=LONGEST["summary"])
    description = CleanField(
        lambda text: texts.plain(text, lines=True),
        label=gettext_lazy("Presentation"),
        max_length=LONGEST["description"],
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    services = _chosen(gettext_lazy("Services"), "services")
    languages = _chosen(gettext_lazy("Languages spoken"), "languages")
    help_modes = _chosen(gettext_lazy("Ways of helping"), "help_modes")
    access = _chosen(gettext_lazy("How to come"), "access")
    fees = _chosen(gettext_lazy("Costs"), "fees")
    mobile = _chosen(gettext_lazy("Fixed or on the move"), "mobile")
    publics = _chosen(
        gettext_lazy("For whom especially"), "publics", gettext_lazy("Tick nothing if everybody is welcome.")
    )
    care = _chosen(gettext_lazy("Particular needs that you can meet"), "care")
    programmes = _chosen(gettext_lazy("National programmes"), "programmes")
    labels = _chosen(gettext_lazy("Labels"), "labels")
    other_labels = ValuesField(texts.plain, label=gettext_lazy("Other labels"))
    latitude = forms.FloatField(label=gettext_lazy("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.FloatField(label=gettext_lazy("Longitude"), required=False, min_value=-180, max_value=180)
    seen = seen_field()
    closed_on_holidays = forms.BooleanField(label=gettext_lazy("Closed on public holidays"), required=False)
    by_appointment = forms.BooleanField(label=gettext_lazy("Also by appointment"), required=False)
    other_hours = forms.CharField(
        label=gettext_lazy("Other opening hours"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("For what the table can’t say: Jul-Aug Mo-Fr 09:00-12:00; We[1] 18:00-20:00"),
    )

    def __init__(self, data: Any = None, *, entry: Entry | None, country: str, address: str = "") -> None:
        self.country = country
        week = take_apart(entry.hours if entry else "")
        self.kept_hours = week.rest
        initial = {name: getattr(entry, name) for name in self.base_fields if entry and hasattr(entry, name)}
        initial["street"] = initial.get("street") or address
        initial |= {
            "closed_on_holidays": week.closed_on_holidays, "by_appointment": week.by_appointment,
            "other_hours": week.rest,
        }  # fmt: skip
        super().__init__(data, initial=initial | {SEEN: version_of(entry)})
        for day in range(7):
            flat = [minute for span in week.days.get(day, ()) for minute in span]
            for at, edge in enumerate(EDGES):
                self.fields[f"h{day}{edge}"] = _time(f"{WEEKDAYS[day]}, {edge_name(edge)}")
                if at < len(flat):
                    self.initial[f"h{day}{edge}"] = dt.time(flat[at] // 60, flat[at] % 60)

    def edges(self) -> list[str]:
        """The heads of the table's columns."""
        return [edge_name(edge) for edge in EDGES]

    def days(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """(day, its four times, each with what it is) for the table."""
        return [(str(WEEKDAYS[day]), [(edge_name(e), self[f"h{day}{e}"]) for e in EDGES]) for day in range(7)]

    def clean_phone(self) -> str:
        try:
            return contacts.phone(self.cleaned_data["phone"], self.country)
        except DomainError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_other_hours(self) -> str:
        written = " ".join(self.cleaned_data["other_hours"].split())
        if written and written != self.kept_hours and parse(written) is None:
            raise forms.ValidationError(
                _("We can’t read these hours. Write them as in the example, or as a sentence between double quotes.")
            )
        return written

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            self.add_error("latitude", _("Latitude and longitude go together: one of them is missing."))
        days = {day: spans for day in range(7) if (spans := self._spans(day, data))}
        ticked = data.get("closed_on_holidays", False), data.get("by_appointment", False)
        data["hours"] = compose(Week(days, *ticked, data.get("other_hours", "")))
        if len(data["hours"]) > LONGEST["hours"]:
            self.add_error("other_hours", _("Too long: %(n)s signs at most.") % {"n": LONGEST["hours"]})
        return data

    def _spans(self, day: int, data: dict[str, Any]) -> tuple[tuple[int, int], ...]:
        """The day's spans in minutes; an error where a span has one end, or runs backwards."""
        found: list[tuple[int, int]] = []
        for begins, ends in (EDGES[:2], EDGES[2:]):
            first, last = data.get(f"h{day}{begins}"), data.get(f"h{day}{ends}")
            if first is None and last is None:
                continue
            name = f"h{day}{ends if last is None else begins}"
            if first is None or last is None:
                if name not in self.errors:
                    self.add_error(name, _("Give both times, or none."))
                continue
            span = first.hour * 60 + first.minute, last.hour * 60 + last.minute
            if span[0] >= span[1] or (found and span[0] < found[-1][1]):
                self.add_error(name, _("The times must follow each other."))
                continue
            found.append(span)
        return tuple(found)

    def fields_of_entry(self) -> dict[str, Any]:
        """What is kept of the form: columns of an entry."""
        columns = {field.name for field in Entry._meta.concrete_fields}
        return {name: value for name, value in self.cleaned_data.items() if name in columns}


class PlacesForm(forms.Form):
    """A file of places."""

    file = forms.FileField(
        label=gettext_lazy("MedNum file (CSV)"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=gettext_lazy("At most 5 MB and 5,000 rows."),
        max_length=200,
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than 5 MB. Cut it into several files."))
        return file


class SearchForm(forms.Form):
    q = SearchField(label=gettext_lazy("Search"), max_length=80)
