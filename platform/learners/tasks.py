"""Printing cards: new cards are made and drawn in one go, since nothing that could be drawn later is kept."""

from django.contrib.auth import get_user_model
from django.db import transaction
from django.template.loader import render_to_string

from common.jobs import Made, Progress, handler
from common.pdf import pdf
from common.wall import open_structure
from learners import selectors, services
from learners.qr import qr_path
from structures.models import Structure


@handler("learners.print_cards")
def print_cards(
    progress: Progress, *, structure_id: int, user_id: int, learner_ids: list[str], secret_kind: str, origin: str
) -> Made:
    """A PDF of 8 cards to an A4 page, and a last page with the secrets, to keep apart."""
    structure = Structure.objects.get(pk=structure_id)
    by = get_user_model().objects.get(pk=user_id)
    drawn = []
    for number, learner_id in enumerate(learner_ids):
        with open_structure(structure_id), transaction.atomic():
            learner = selectors.learners_of(structure=structure).filter(pk=learner_id).first()
            if learner is None:
                continue
            issued = services.issue_card(learner=learner, by=by, secret_kind=secret_kind)
        drawn.append({"alias": learner.alias, "card": issued, "qr": qr_path(f"{origin}/c/{issued.token}/")})
        progress(number + 1, len(learner_ids) + 1)
    context = {"drawn": drawn, "structure": structure, "site": origin.rsplit("//", maxsplit=1)[-1], "kind": secret_kind}
    content = pdf(render_to_string("learners/cards_print.html", context))
    progress(len(learner_ids) + 1, len(learner_ids) + 1)
    return Made(f"halte-cards-{structure.slug}.pdf", "application/pdf", content)
