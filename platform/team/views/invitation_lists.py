"""Inviting from a file: choose it, look at what it would do, send."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.downloads import attachment, file_name
from common.errors import DomainError
from common.jobs import enqueue
from common.languages import page_language
from common.once import once
from common.sites import site_of
from common.tables import CSV_TYPE, write_csv
from structures import job_places
from structures.guards import StructureRequest, structure_page
from structures.models import InvitationList
from structures.permissions import May
from team.forms.people import ListForm
from team.people_file import HERE, INVITED, READY, WRONG, why_in_words
from team.services.invitation_lists import keep_list

KIND = "structures.send_invitations"


@structure_page(May.INVITE)
@once
def upload(request: StructureRequest) -> HttpResponse:
    """Choose the file; it is read at once, and nobody is invited."""
    structure = request.place.structure
    initial = {"language": request.LANGUAGE_CODE}
    form = ListForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = keep_list(
                structure=structure, name=file.name, content=file.read(),
                language=form.cleaned_data["language"], by=request.user,
            )  # fmt: skip
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            return redirect("team:invitation_list", structure.slug, kept.pk)
    return render(request, "team/invitation_upload.html", {"form": form}, status=422 if form.errors else 200)


def _with_reasons(kept: InvitationList) -> list[dict]:
    wrong = [row for row in kept.rows if row["state"] == WRONG]
    return [row | {"reason": why_in_words(row["why"], row["value"])} for row in wrong]


@require_safe
@structure_page(May.INVITE)
def analysis(request: StructureRequest, pk) -> HttpResponse:
    """What the file would do, or did: how many are ready, here already, invited already, wrong; each wrong row."""
    kept = get_object_or_404(InvitationList, pk=pk, structure=request.place.structure)
    wrong = _with_reasons(kept)
    by_state = {state: [row for row in kept.rows if row["state"] == state] for state in (READY, HERE, INVITED)}
    context = {
        "list": kept,
        "ready": by_state[READY],
        "known": by_state[HERE] + by_state[INVITED],
        "here": len(by_state[HERE]),
        "invited": len(by_state[INVITED]),
        "wrong": len(wrong),
        "page": Paginator(wrong, 50).get_page(request.GET.get("page")),
        "sent": kept.invitations.count() if kept.sent_at else 0,
    }
    return render(request, "team/invitation_list.html", context)


@require_POST
@structure_page(May.INVITE)
def send(request: StructureRequest, pk) -> HttpResponse:
    """A job sends them. Asked twice, it is the same job."""
    structure = request.place.structure
    kept = get_object_or_404(InvitationList, pk=pk, structure=structure)
    ready = sum(row["state"] == READY for row in kept.rows)
    if kept.sent_at or not ready:
        return redirect("team:invitation_list", structure.slug, kept.pk)
    job = enqueue(
        kind=KIND,
        title=ngettext("%(n)s invitation", "%(n)s invitations", ready) % {"n": ready},
        user=request.user,
        args={
            "structure_id": structure.pk, "list_id": str(kept.pk), "user_id": request.user.pk, "site": site_of(request)
        },
        language=page_language(),
        place=job_places.at(structure, May.INVITE),
        back=f"/s/{structure.slug}/people/lists/{kept.pk}/",
        key=str(kept.pk),
    )  # fmt: skip
    return redirect("common:job", job.pk)


@require_safe
@structure_page(May.INVITE)
def refused(request: StructureRequest, pk) -> HttpResponse:
    """The rows that can't be sent, as they were written, each with its line and its reason."""
    kept = get_object_or_404(InvitationList, pk=pk, structure=request.place.structure)
    wrong = _with_reasons(kept)
    width = max((len(row["cells"]) for row in wrong), default=0)
    header = [_("Line"), _("Why"), *(f"{_('Column')} {n + 1}" for n in range(width))]
    content = write_csv(header, [[row["line"], row["reason"], *row["cells"]] for row in wrong], bom=True, separator=";")
    name = file_name(_("Rows to correct"), request.place.structure.slug, extension="csv")
    return attachment(name, content, CSV_TYPE)
