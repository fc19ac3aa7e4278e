"""One learner, over several rooms: her path, her skills check, the help that she got, her card."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accompaniments.selectors import records_of
from assessments.selectors import last_completed, proposed_to
from courses.learning.enums import How
from courses.learning.selectors import learning_of, stuck_assignments
from courses.library.selectors import shared_with
from learners.models import Learner
from structures.guards import StructureRequest, structure_page
from structures.permissions import May


@require_safe
@structure_page(May.HELP)
def learner(request: StructureRequest, pk) -> HttpResponse:
    """What she does, where she is, and what an aidant can do for her from here."""
    structure = request.place.structure
    # Who was erased has a row for the counts, and no page.
    followed = Learner.objects.for_structure(structure).known().select_related("referent", "card")
    found = get_object_or_404(followed, pk=pk)
    context = {
        "learner": found,
        "records": records_of(structure=structure, wanted={"learner": found})[:5],
        "learning": learning_of(learner=found, proposed=proposed_to(found)),
        "stuck": stuck_assignments(structure=structure, learner=found),
        "check": last_completed(found),
        "hows": How.choices,
        "given": shared_with(learner=found),
    }
    return render(request, "desk/learner.html", context)
