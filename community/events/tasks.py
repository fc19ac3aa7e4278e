"""The attendance sheet to print and sign."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from common.downloads import file_name
from common.jobs import Made, Progress, handler
from common.pdf import pdf
from community.events import selectors
from community.events.models import Action

BLANK_LINES = 4  # at least, for those who come without having registered
PAGE_LINES = 17  # a page full of lines: who comes on the day signs like the others


@handler("events.sign_in_sheet")
def sign_in_sheet(progress: Progress, *, action_id: str, partner_id: int | None = None) -> Made:
    """One line a person, room to sign, and a few blank lines; in the language of the job.

    partner_id   the partner at which it was asked, which organises the action; rows that wait since earlier have none
    """
    found = Action.objects.select_related("project", "operator").prefetch_related("joint__states")
    action = (found.filter(operator=partner_id) if partner_id else found).get(pk=action_id)
    rows = list(selectors.roll_of(action=action))
    progress(1, 2)
    context = {"action": action, "rows": rows, "blank": range(max(BLANK_LINES, PAGE_LINES - len(rows)))}
    content = pdf(render_to_string("events/sheet_print.html", context))
    progress(2, 2)
    name = file_name(_("Attendance sheet"), action.title, extension="pdf", on=timezone.localdate(action.starts_at))
    return Made(name, "application/pdf", content)
