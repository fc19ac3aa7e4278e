"""A structure's own facts from a date on: name, place, kind, number, labels. All read, the referent writes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from affiliations.selectors.talks import facts_of, labels_of
from common.errors import DomainError
from common.languages import date_in_words
from common.overtaken import Overtaken, show_overtaken
from common.sites import site_of
from registration.forms import DropForm, FactsForm, LabelEndForm, LabelForm
from registration.services.places import add_label, change_facts, drop_planned, end_label, facts_version
from structures import selectors
from structures.guards import StructureRequest, structure_page
from structures.models import StructureState
from structures.permissions import May
from territory.words import plain_place


@structure_page(May.SEE_STRUCTURE)
def place(request: StructureRequest) -> HttpResponse:
    """What is in force, what was, what is planned; a POST is the referent's, and writes from a date on."""
    if request.method == "POST":
        return _change(request)
    return _page(request)


@structure_page(May.SPEAK_FOR)
def _change(request: StructureRequest) -> HttpResponse:
    structure = request.place.structure
    form = _form(request, request.POST)
    if form.is_valid():
        facts, since = form.facts(), form.cleaned_data["since"]
        asked: dict[str, Any] = {"since": since, "seen": form.cleaned_data["seen"], "site": site_of(request)}
        try:
            row = change_facts(structure=structure, facts=facts, by=request.user, **asked)
        except Overtaken as error:
            form = _form(request, request.POST)
            show_overtaken(form, error)
            return _page(request, facts=form, status=409)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _saved(row, form))
            return redirect("registration:place", structure.slug)
    return _page(request, facts=form)


def _saved(row: StructureState | None, form: FactsForm) -> str:
    """What was kept; and, where the place moved, what that means for the figures."""
    if row is None:
        return _("Nothing is different on that day: nothing was changed.")
    words = _("Saved, from %(date)s.") % {"date": date_in_words(row.since, "DATE_FORMAT")}
    if {"postcode", "country", "commune"} & set(form.changed_data):
        where = plain_place(row.country, row.postcode, row.commune)
        words += " " + _("The figures count at %(place)s from that day on. %(sentence)s") % {
            "place": where.label, "sentence": where.sentence,
        }  # fmt: skip
    return words


@require_POST
@structure_page(May.SPEAK_FOR)
def drop(request: StructureRequest) -> HttpResponse:
    """What was planned for a day does not begin."""
    form = DropForm(request.POST)
    if not form.is_valid():
        raise DomainError(_("Nothing is planned for that day any more."))
    drop_planned(structure=request.place.structure, since=form.cleaned_data["since"], by=request.user)
    return _done(request, _("Dropped: it will not begin."))


@require_POST
@structure_page(May.SPEAK_FOR)
def label_add(request: StructureRequest) -> HttpResponse:
    """A label from a day on."""
    form = LabelForm(request.POST)
    if form.is_valid():
        try:
            add_label(structure=request.place.structure, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            return _done(request, _("The label is added."))
    return _page(request, label=form)


@require_POST
@structure_page(May.SPEAK_FOR)
def label_end(request: StructureRequest) -> HttpResponse:
    """A label ends on a day."""
    form = LabelEndForm(request.POST)
    if not form.is_valid():
        raise DomainError(_("Choose a date."))
    end_label(structure=request.place.structure, by=request.user, **form.cleaned_data)
    return _done(request, _("The label ends on that day."))


def _done(request: StructureRequest, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect("registration:place", request.place.structure.slug)


def _form(request: StructureRequest, data: Any = None) -> FactsForm:
    structure = request.place.structure
    return FactsForm(data, state=selectors.state_of(structure), version=facts_version(structure))


def _page(request: StructureRequest, *, status: int = 0, **bound: forms.Form) -> HttpResponse:
    structure, today = request.place.structure, timezone.localdate()
    speaks = request.place.may(May.SPEAK_FOR)
    state = selectors.state_of(structure)
    context = {
        "state": state,
        "where": plain_place(state.country, state.postcode, state.commune) if state else None,
        "history": facts_of(structure),
        "labels": labels_of(structure),
        "form": (bound.get("facts") or _form(request)) if speaks else None,
        "label_form": bound.get("label") or LabelForm(),
        "today": today,
    }
    wrong = any(form.errors for form in bound.values())
    return render(request, "registration/place.html", context, status=status or (422 if wrong else 200))
