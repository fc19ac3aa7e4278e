"""The coordinator's register: who asks and since when, who is affiliated, several answers at once, spreadsheets."""

from collections import defaultdict
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from affiliations.forms import AT_ONCE, ChosenForm, RegisterFilterForm
from affiliations.selectors.register import (
    CHANGES,
    Affiliated,
    Reach,
    Wanted,
    register_chosen,
    register_counts,
    register_of,
    register_page,
)
from affiliations.selectors.talks import versions_behind
from affiliations.services.affiliations import approve_affiliation, write_to_structure
from common.downloads import attachment, csv_response
from common.errors import DomainError
from common.once import once
from common.overtaken import SEEN
from common.sites import site_of
from common.tables import XLSX_TYPE, Sheet, write_xlsx
from structures import selectors
from structures.enums import AffiliationStatus
from structures.guards import PartnerRequest, partner_page
from structures.models import Partner
from structures.permissions import May
from structures.selectors import PartnerPlace

NAMED = 12
"""Names in one sentence; of the others, how many."""


def answers(place: PartnerPlace) -> Reach:
    """The requests that she may answer: her partner's; the lead also those of no operator."""
    return Reach(place.partner, unattributed=place.may(May.SEE_ALL_PARTNERS))


def sees(place: PartnerPlace, operator: str = "") -> Reach:
    """The lines that she may read: her partner's, or as the lead the whole project's."""
    return Reach(place.partner, everyone=place.may(May.SEE_ALL_PARTNERS), operator=operator)


def partners_seen(place: PartnerPlace) -> list[Partner]:
    """For the filter and the column of who sees all of them; empty for anybody else."""
    return selectors.partners_by_name(place.partner.project) if place.may(May.SEE_ALL_PARTNERS) else []


def _asked(request: PartnerRequest, partners: list[Partner]) -> tuple[RegisterFilterForm, Wanted, Reach]:
    """The filters, which have an address; what is wrong in it filters nothing."""
    form = RegisterFilterForm(request.GET or None, partners=partners)
    form.is_valid()
    given = getattr(form, "cleaned_data", {})
    return form, form.wanted(), sees(request.place, given.get("partner", ""))


@require_safe
@partner_page(May.APPROVE_AFFILIATIONS)
def affiliations(request: PartnerRequest) -> HttpResponse:
    """The structures of a partner, of all for the lead; requests first, the oldest on top."""
    return _list(request, ChosenForm())


def _list(request: PartnerRequest, chosen: ChosenForm, ticked: set[UUID] | None = None) -> HttpResponse:
    place = request.place
    partners = partners_seen(place)
    form, wanted, reach = _asked(request, partners)
    counts = register_counts(reach=reach)
    hers = register_counts(reach=answers(place)) if partners else counts
    page = register_page(reach=reach, wanted=wanted, number=request.GET.get("page"), size=AT_ONCE)
    names = {partner.pk: partner.name for partner in partners}
    hand = answers(place)
    versions = versions_behind(affiliations=[row.pk for row in page])
    context = {
        "form": form,
        "chosen": chosen,
        "ticked": ticked or set(),
        "page": page,
        "rows": [
            (row, names.get(row.operator_id or 0, ""), hand.includes(row.operator_id), versions[row.pk]) for row in page
        ],
        "may_tick": any(hand.includes(row.operator_id) for row in page),
        "tabs": _tabs(counts),
        "status": wanted.status,
        "filtered": wanted != Wanted(status=wanted.status) or bool(reach.operator),
        "waiting": hers.get("applied", 0),
        "elsewhere": 0 if reach.operator else counts.get("applied", 0) - hers.get("applied", 0),
        "sees_all": bool(partners),
    }
    return render(request, "affiliations/affiliations.html", context, status=422 if chosen.errors else 200)


def _tabs(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """Value, label and number of each status; the numbers add up to that of all."""
    tabs = [("", _("All"), sum(counts.values()))]
    for value, label in AffiliationStatus.choices:
        tabs.append((str(value), str(label), counts.get(value, 0)))
        if value == AffiliationStatus.APPLIED:
            tabs.append((CHANGES, _("Changes asked"), counts.get(CHANGES, 0)))
    return tabs


# --- several at once


@require_POST
@partner_page(May.APPROVE_AFFILIATIONS)
@once
def several(request: PartnerRequest) -> HttpResponse:
    """Approve, or write to, the lines that were ticked; says what was done, and what was not and why."""
    ticked = {one for one in map(_id, request.POST.getlist("chosen")[:AT_ONCE]) if one}
    rows = register_chosen(reach=sees(request.place), chosen=ticked)
    form = ChosenForm(request.POST)
    if not rows:
        form.add_error(None, _("Tick at least one organisation of the list."))
    if not form.is_valid():
        return _list(request, form, ticked)
    text = form.cleaned_data["text"]
    act = _approve if form.cleaned_data["act"] == "approve" else _writes(text)
    done, refused = _try_each(request, rows, act)
    _report(request, form.cleaned_data["act"], done, refused)
    return back(request, query=request.META.get("QUERY_STRING", ""))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


Act = Callable[[PartnerRequest, Affiliated], None]


def _seen(request: PartnerRequest, row: Affiliated) -> str:
    """The version of that line which her page showed: what was answered meanwhile is left out, and said."""
    return request.POST.get(f"{SEEN}-{row.public}", "")[:100]


def _approve(request: PartnerRequest, row: Affiliated) -> None:
    approve_affiliation(
        affiliation_id=row.pk, partner=request.place.partner, by=request.user, seen=_seen(request, row),
        site=site_of(request),
    )  # fmt: skip


def _writes(text: str) -> Act:
    def write(request: PartnerRequest, row: Affiliated) -> None:
        write_to_structure(
            affiliation_id=row.pk, partner=request.place.partner, by=request.user, text=text,
            seen=_seen(request, row), site=site_of(request),
        )  # fmt: skip

    return write


def _try_each(request: PartnerRequest, rows: list[Affiliated], act: Act) -> tuple[list[str], dict[str, list[str]]]:
    """Names of those that it was done for, and of the others by reason. Each stands for itself."""
    hand, done, refused = answers(request.place), [], defaultdict(list)
    for row in rows:
        if not hand.includes(row.operator_id):
            refused[_("Another partner answers these.")].append(row.name)
            continue
        try:
            act(request, row)
        except DomainError as error:
            refused[str(error)].append(row.name)
        else:
            done.append(row.name)
    return done, refused


def _report(request: HttpRequest, act: str, done: list[str], refused: dict[str, list[str]]) -> None:
    n = len(done)
    if done and act == "approve":
        told = ngettext(
            "%(n)s organisation is affiliated: %(names)s. Its referent has been told by e-mail.",
            "%(n)s organisations are affiliated: %(names)s. Their referents have been told by e-mail.",
            n,
        )
        messages.success(request, told % {"n": n, "names": _named(done)})
    elif done:
        told = ngettext(
            "Your message went to %(n)s organisation: %(names)s.",
            "Your message went to %(n)s organisations: %(names)s.",
            n,
        )
        messages.success(request, told % {"n": n, "names": _named(done)})
    for why, names in refused.items():
        messages.warning(request, _("Not done for %(names)s. %(why)s") % {"names": _named(names), "why": why})


def _named(names: list[str]) -> str:
    shown, others = names[:NAMED], len(names) - NAMED
    words = ", ".join(name if len(name) <= 60 else f"{name[:60]}…" for name in shown)
    more = ngettext("%(n)s other", "%(n)s others", max(others, 1)) % {"n": others}
    return f"{words}, {more}" if others > 0 else words


def back(request: PartnerRequest, query: str = "") -> HttpResponse:
    """To the list, with the filters that it had."""
    partner = request.place.partner
    to = redirect("affiliations:affiliations", project=partner.project.code.lower(), partner=partner.code.lower())
    if query:
        to["Location"] += f"?{query}"
    return to


# --- spreadsheets


@require_safe
@partner_page(May.APPROVE_AFFILIATIONS)
def export(request: PartnerRequest, extension: str = "csv") -> HttpResponse:
    """All lines of the list, in its order and with its filters, as CSV or XLSX."""
    place = request.place
    names = {partner.pk: partner.name for partner in selectors.partners_by_name(place.partner.project)}
    _form, wanted, reach = _asked(request, partners_seen(place))
    rows = register_of(reach=reach, wanted=wanted)
    lines = [_cells(row, names) for row in rows]
    name = f"halte-structures-{place.partner.code.lower()}"
    if extension == "csv":
        return csv_response(f"{name}.csv", _header(), lines)
    return attachment(f"{name}.xlsx", write_xlsx([Sheet(_("Structures"), _header(), lines)]), XLSX_TYPE)


def _header() -> list[str]:
    return [
        _("Name"), _("Operator"), _("Status"), _("Since"), _("Request"), _("Waiting, in days"), _("Last message"),
        _("Charter not accepted"), _("Kind of place"), _("Country"), _("Postcode"), _("Municipality"),
        _("Street and number"), _("Enterprise number"), _("Helpers"),
    ]  # fmt: skip


def _cells(row: Affiliated, names: dict[int, str]) -> list:
    return [
        row.name, names.get(row.operator_id or 0, ""), _("Changes asked") if row.changes_asked else row.status_label,
        row.since, row.applied_on, row.age, row.last_at.date() if row.last_at else None,
        _("Yes") if row.charter_missing else "", row.type_label, row.country, row.postcode, row.commune, row.address,
        row.enterprise_number, row.aidants,
    ]  # fmt: skip
