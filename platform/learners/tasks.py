"""Printing cards: new cards are made and drawn in one go, since nothing that could be drawn later is kept."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from common.downloads import file_name
from common.jobs import Made, Progress, handler
from common.pdf import pdf
from common.wall import open_structure
from learners import selectors, services
from learners.cards import FILE_KEPT
from learners.printing import KIND
from learners.qr import qr_path
from structures.models import Structure


@handler(KIND)
def print_cards(
    progress: Progress, *, structure_id: int, user_id: int, learner_ids: list[str], secret_kind: str, origin: str
) -> None:
    """A PDF of 8 cards to an A4 page, and a last page with the secrets, to keep apart.

    Drawn first. The old cards stop working in the transaction that keeps the file: whatever fails before, or a change
    of mind, leaves them as they were.
    """
    structure = Structure.objects.get(pk=structure_id)
    by = get_user_model().objects.get(pk=user_id)
    with open_structure(structure_id), transaction.atomic():
        found = {str(one.pk): one for one in selectors.learners_of(structure=structure).filter(pk__in=learner_ids)}
    learners = [found[one] for one in learner_ids if one in found]
    steps = len(learners) + 1
    drawn = []
    for number, learner in enumerate(learners, 1):
        drawn.append(services.draw_card(learner=learner, secret_kind=secret_kind))
        progress(number, steps)
    shown = [
        {"alias": one.learner.alias, "card": one.issued, "qr": qr_path(f"{origin}/c/{one.issued.token}/")}
        for one in drawn
    ]
    context = {"drawn": shown, "structure": structure, "site": origin.rsplit("//", maxsplit=1)[-1], "kind": secret_kind}
    content = pdf(render_to_string("learners/cards_print.html", context))
    progress(steps, steps)
    made = Made(file_name(_("Cards"), structure.slug, extension="pdf"), "application/pdf", content, keep=FILE_KEPT)
    with open_structure(structure_id), transaction.atomic():
        services.issue_cards(drawn=drawn, by=by)
        progress.seal(made)
