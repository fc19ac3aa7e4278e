"""What an aidant prepares with: the sheets on screen and on paper, and a try of each exercise that stores nothing."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.languages import page_language
from courses.learning import content
from courses.learning.playing import opened, sent
from courses.learning.selectors import country_of
from courses.learning.sheets import SHEETS, ask_for_pdf
from courses.learning.showing import drawing, play_data
from courses.learning.views.desk import module_of, version_of
from courses.learning.views.exercise import refused
from exercises import ExerciseError
from structures import job_places
from structures.guards import StructureRequest, structure_page
from structures.permissions import May


@require_safe
@structure_page(May.HELP)
def sheet(request: StructureRequest, code: str, name: str) -> HttpResponse:
    """The sheet on screen, before it is printed."""
    if name not in SHEETS:
        raise Http404
    module = module_of(request.place.structure, code)
    context = SHEETS[name](version_of(module), page_language(), country_of(request.place.structure))
    return render(request, f"courses/{name}.html", {"module": module, "name": name, **context})


@require_POST
@structure_page(May.HELP)
def print_sheet(request: StructureRequest, code: str, name: str) -> HttpResponse:
    """A PDF, made by a worker."""
    if name not in SHEETS:
        raise Http404
    structure = request.place.structure
    module = module_of(structure, code)
    job = ask_for_pdf(
        user=request.user,
        module=module,
        version=version_of(module),
        name=name,
        country=country_of(structure),
        back=reverse("courses:module", args=[structure.slug, code]),
        title=_("Helper's sheet: %(title)s") if name == "facilitator" else _("Memo: %(title)s"),
        place=job_places.at(structure, May.HELP),
        structure_id=structure.pk,
        address=f"{request.scheme}://{request.get_host()}/c/",
    )
    return redirect("common:job", job.pk)


@structure_page(May.HELP)
@require_http_methods(["GET", "HEAD", "POST"])
def try_exercise(request: StructureRequest, code: str, exercise: str) -> HttpResponse:
    """The exercise as a learner sees it; nothing is kept."""
    structure = request.place.structure
    module = module_of(structure, code)
    country = country_of(structure)
    try:
        bundle = content.bundle_of(version_of(module), exercise, page_language(), country)
    except ExerciseError as error:
        raise Http404 from error
    try:
        page = sent(bundle, request.POST, request.POST.getlist("r")) if request.method == "POST" else opened(bundle)
    except ExerciseError:
        return refused(request, _("This page and your answer do not fit. Start the exercise again."))
    back = reverse("courses:module", args=[structure.slug, code])
    context = {
        "back": back,
        "back_label": _("Back to the module"),
        "done": 0,
        "total": 1,
        "next": back,
        "sequence": 1,
        "play_data": play_data(version_of(module), page, country, next=back, send=None),
        "preview": True,
        **drawing(page),
    }
    return render(request, "courses/exercise.html", context)
