"""Reading the journal: a referent her structure's, an administrator the portal's, each person her own."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from common import drawing
from common.downloads import csv_response, file_name
from common.languages import date_in_words
from journal import selectors as journal
from journal.about import abouts
from journal.acts import actor_in_words, in_words
from journal.forms import JournalFilter
from structures.guards import StructureRequest, portal_page, structure_page
from structures.models import JournalEntry
from structures.permissions import May

Lines = QuerySet[JournalEntry]
AT_ONCE = 500  # lines of a file that are named together


@dataclass(frozen=True, slots=True)
class Journal:
    """One of the three: its lines, where they may be read, what its page says, what a row shows first."""

    lines: Lines
    reading: Callable
    where: bool = False  # a column with the structure, in place of what was acted on
    of_portal: bool = False


@structure_page(May.INVITE)
@require_safe
def structure_journal(request: StructureRequest) -> HttpResponse:
    """What was done in this structure."""
    return _page(request, _of_structure(request), "journal/journal.html")


@structure_page(May.INVITE)
@require_safe
def structure_journal_file(request: StructureRequest) -> HttpResponse:
    """The same lines, as a spreadsheet."""
    return _file(request, _of_structure(request), request.place.structure.slug)


@require_safe
def own_journal(request: SignedInRequest) -> HttpResponse:
    """What she did, in every structure, and what was done to her account."""
    return _page(request, _own(request), "journal/journal_own.html")


@require_safe
def own_journal_file(request: SignedInRequest) -> HttpResponse:
    """The same lines, as a spreadsheet."""
    return _file(request, _own(request), "")


@portal_page(May.ADMINISTER)
@require_safe
def portal_journal(request: SignedInRequest) -> HttpResponse:
    """What was done for partners and portals, in no structure."""
    return _page(request, _of_portal(), "journal/journal_portal.html")


@portal_page(May.ADMINISTER)
@require_safe
def portal_journal_file(request: SignedInRequest) -> HttpResponse:
    """The same lines, as a spreadsheet."""
    return _file(request, _of_portal(), "")


def _of_structure(request: StructureRequest) -> Journal:
    return Journal(journal.lines_of(structure=request.place.structure), nullcontext)


def _own(request: SignedInRequest) -> Journal:
    return Journal(journal.lines_of_person(user=request.user), journal.reading_ones_own, where=True)


def _of_portal() -> Journal:
    return Journal(journal.lines_of(structure=None), journal.reading_the_portals, of_portal=True)


def _page(request: HttpRequest, asked: Journal, template: str) -> HttpResponse:
    with asked.reading():
        filters, lines = _filtered(request, asked)
        page = Paginator(lines, 50).get_page(request.GET.get("page"))
        shown = list(page.object_list)
    table = drawing.table(_columns(asked), _cells(asked, shown, _when)) if shown else ""
    context = {"filters": filters, "page": page, "table": table, "filtered": any(request.GET.values())}
    return render(request, template, context)


def _file(request: HttpRequest, asked: Journal, place: str) -> HttpResponse:
    with asked.reading():
        lines = list(_filtered(request, asked)[1])
    some = (lines[start : start + AT_ONCE] for start in range(0, len(lines), AT_ONCE))
    rows = (row for part in some for row in _cells(asked, part, lambda at: timezone.localtime(at).isoformat()))
    header = [column.heading for column in _columns(asked)]
    return csv_response(file_name(_("Journal"), place, extension="csv"), header, rows)


def _filtered(request: HttpRequest, asked: Journal) -> tuple[JournalFilter, Lines]:
    filters = JournalFilter(request.GET, acts=journal.acts_in(asked.lines), actors=journal.actors_in(asked.lines))
    wanted = journal.Wanted(**filters.cleaned_data) if filters.is_valid() else journal.Wanted()
    return filters, journal.narrowed(asked.lines, wanted)


def _columns(asked: Journal) -> list[drawing.Column]:
    headings = [_("When"), _("Who"), _("What"), _("Where") if asked.where else _("Whom or what")]
    return [drawing.Column(heading, words=True) for heading in headings]


def _cells(asked: Journal, lines: Iterable[JournalEntry], when: Callable[[dt.datetime], str]) -> Iterator[list[str]]:
    lines = list(lines)
    if asked.where:
        about = [line.structure.name if line.structure else "" for line in lines]
    else:
        with asked.reading():
            about = abouts(lines, of_portal=asked.of_portal)
    for line, said in zip(lines, about, strict=True):
        yield [when(line.at), actor_in_words(line), in_words(line.act), said]


def _when(at: dt.datetime) -> str:
    return date_in_words(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
