"""The attendance sheet to print and sign."""

from django.template.loader import render_to_string

from common.jobs import Made, Progress, handler
from common.pdf import pdf
from community.events import selectors
from community.events.models import Action

BLANK_LINES = 4  # for those who come without having registered


@handler("events.sign_in_sheet")
def sign_in_sheet(progress: Progress, *, action_id: str) -> Made:
    """One line a person, room to sign, and a few blank lines; in the language of the job."""
    action = Action.objects.select_related("project", "operator").prefetch_related("joint__states").get(pk=action_id)
    rows = list(selectors.roll_of(action=action))
    progress(1, 2)
    context = {"action": action, "rows": rows, "blank": range(BLANK_LINES)}
    content = pdf(render_to_string("events/sheet_print.html", context))
    progress(2, 2)
    return Made(f"halte-{action.pk}.pdf", "application/pdf", content)
