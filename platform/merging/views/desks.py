"""From where one merges: a partner's register, or the whole platform. Same pages, other reach."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.requests import SignedInRequest
from affiliations.selectors.register import Reach
from common.errors import DomainError
from common.sites import site_of
from merging import selectors
from merging.forms import ChooseAccountsForm, ChooseForm
from merging.models import Kind
from merging.selectors import Choice, Past
from merging.services import UNDO_DAYS, hindrance, merge_accounts, merge_structures, undo_merge
from merging.services.accounts import account_hindrance
from merging.services.undoing import undo_hindrance
from structures.permissions import May

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Desk:
    """A reach (None: everything) and where its pages lie."""

    reach: Reach | None
    space: dict[str, str]

    def url(self, name: str, **more) -> str:
        return reverse(f"merging:{name if self.space else f'all_{name}'}", kwargs=self.space | more)


def desk_of(request: HttpRequest) -> Desk:
    """The partner's of this address, else the administrators'."""
    place = getattr(request, "place", None)
    partner = place.partner if place else None
    if place is None or partner is None:
        return Desk(None, {})
    # A lead answers for those of no operator too; what another partner answers for, she only reads.
    reach = Reach(partner, unattributed=place.may(May.SEE_ALL_PARTNERS))
    return Desk(reach, {"project": partner.project.code.lower(), "partner": partner.code.lower()})


def list_page(request: HttpRequest) -> HttpResponse:
    """What was merged within reach, newest first."""
    desk = desk_of(request)
    page = Paginator(selectors.merges(reach=desk.reach), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(past, desk.url("merge", pk=past.merge.pk)) for past in page]
    return render(request, "merging/merges.html", {"desk": desk, "page": page, "rows": rows, **_ways(desk)})


def choose_page(request: HttpRequest, kind: str, *, error: str = "") -> HttpResponse:
    """Search the two; once both are chosen: what would move."""
    desk = desk_of(request)
    source = request.POST if request.method == "POST" else request.GET
    form = (ChooseForm if kind == Kind.STRUCTURES else ChooseAccountsForm)(source)
    wanted = form.cleaned_data if form.is_valid() else {}
    kept, gone = (_choice(desk, kind, wanted.get(side, "")) for side in ("kept", "gone"))
    if (wanted.get("kept") and not kept) or (wanted.get("gone") and not gone):
        raise Http404
    context = {
        "desk": desk,
        "form": form,
        "accounts": kind == Kind.ACCOUNTS,
        "sides": [
            ("kept", _("The one that stays"), kept, form["kept_q"], _found(desk, kind, wanted.get("kept_q", ""), gone)),
            ("gone", _("The one that goes"), gone, form["gone_q"], _found(desk, kind, wanted.get("gone_q", ""), kept)),
        ],
        "preview": _preview(request, desk, kind, kept, gone) if kept and gone else None,
        "error": error,
        **_ways(desk),
    }
    return render(request, "merging/choose.html", context, status=422 if error or form.errors else 200)


def carry_out(request: SignedInRequest, kind: str) -> HttpResponse:
    """Merge the two that the form names."""
    desk = desk_of(request)
    form = ChooseForm(request.POST)
    wanted = form.cleaned_data if form.is_valid() else {}
    kept, gone = (_choice(desk, kind, wanted.get(side, "")) for side in ("kept", "gone"))
    if kept is None or gone is None:
        return choose_page(request, kind, error=_("Choose both first. One of the two may have been merged meanwhile."))
    if problem := _problem(request, desk, kind, kept, gone):
        return choose_page(request, kind, error=problem)
    act = merge_structures if kind == Kind.STRUCTURES else merge_accounts
    try:
        merge = act(kept=kept.pk, gone=gone.pk, by=request.user, site=site_of(request))
    except DomainError as problem:
        return choose_page(request, kind, error=str(problem))
    return redirect(desk.url("merge", pk=merge.pk))


def merge_page(request: HttpRequest, pk, *, error: str = "") -> HttpResponse:
    """One merge: what moved, what it changed, and the way back."""
    desk = desk_of(request)
    past = _past(desk, pk)
    merge = past.merge
    context = {
        "desk": desk,
        "past": past,
        "merge": merge,
        "moved": selectors.moved(merge),
        "reports": selectors.in_reports(merge.effects.get("reports", [])),
        "undone": merge.effects.get("undone"),
        "until": merge.at + dt.timedelta(days=UNDO_DAYS),
        "problem": _undo_problem(desk, past),
        "error": error,
        "undo_url": desk.url("merge_undo", pk=merge.pk),
        **_ways(desk),
    }
    return render(request, "merging/merge.html", context, status=422 if error else 200)


def take_back(request: SignedInRequest, pk) -> HttpResponse:
    """Undo, and the report of what went back."""
    desk = desk_of(request)
    past = _past(desk, pk)
    if problem := _undo_problem(desk, past):
        return merge_page(request, pk, error=problem)
    try:
        undo_merge(merge=past.merge, by=request.user)
    except DomainError as problem:
        return merge_page(request, pk, error=str(problem))
    return redirect(desk.url("merge", pk=pk))


def _past(desk: Desk, pk) -> Past:
    past = selectors.merge_of(pk=pk, reach=desk.reach)
    if past is None:
        raise Http404
    return past


def _choice(desk: Desk, kind: str, key: str) -> Choice | None:
    if kind == Kind.ACCOUNTS:
        return selectors.account_choice(key=key)
    return selectors.choice(slug=key, reach=desk.reach)


def _found(desk: Desk, kind: str, words: str, other: Choice | None) -> list[Choice]:
    if kind == Kind.ACCOUNTS:
        found = selectors.account_choices(search=words)
    else:
        found = selectors.choices(search=words, reach=desk.reach)
    return [one for one in found if other is None or one.pk != other.pk]


def _preview(request, desk: Desk, kind: str, kept: Choice, gone: Choice) -> selectors.Preview:
    return selectors.preview(kind=kind, kept=kept, gone=gone, problem=_problem(request, desk, kind, kept, gone))


def _problem(request, desk: Desk, kind: str, kept: Choice, gone: Choice) -> str:
    if kind == Kind.ACCOUNTS:
        return account_hindrance(kept=kept.pk, gone=gone.pk, by=request.user)
    if desk.reach and selectors.others_answer(structures=[kept.pk, gone.pk], reach=desk.reach):
        return _(
            "Another operator answers for one of the two as well. Ask an administrator of the platform to merge them."
        )
    return hindrance(kept=kept.pk, gone=gone.pk, by=request.user)


def _undo_problem(desk: Desk, past: Past) -> str:
    if problem := undo_hindrance(past.merge):
        return problem
    if desk.reach and selectors.others_answer(structures=[past.merge.kept], reach=desk.reach):
        return _("Another operator answers for this structure as well. Ask an administrator of the platform.")
    return ""


def _ways(desk: Desk) -> dict[str, str]:
    return {
        "list_url": desk.url("merges"),
        "structures_url": desk.url("merge_structures"),
        "accounts_url": "" if desk.space else desk.url("merge_accounts"),
    }
