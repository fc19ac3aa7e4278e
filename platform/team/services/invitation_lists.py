"""Inviting many at once: the list is looked at first, then sent by a job, each person once."""

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from common.errors import DomainError
from structures import journal
from structures.models import InvitationList, Membership, Structure
from team.people_file import HERE, INVITED, READY, WRONG, read_people
from team.selectors import teams
from team.services.invitations import invite, resend_expired

KEPT_FOR = dt.timedelta(days=30)
PARTS = 10  # people between two words to the page that shows the progress


@transaction.atomic
def keep_list(*, structure: Structure, name: str, content: bytes, language: str, by) -> InvitationList:
    """Read the file and compare it with who is here; nobody is invited yet. The structure must be open.

    Lists of more than 30 days ago go: they hold names of people who may never have come.
    """
    rows = read_people(content, language=language)
    addresses = [row.email for row in rows if row.state == READY]
    active = Membership.objects.active().filter(structure=structure, user__email__in=addresses)
    here = {email.lower() for email in active.values_list("user__email", flat=True)}
    waiting = teams.waiting(host=structure).filter(expires_at__gt=timezone.now(), email__in=addresses)
    invited = set(waiting.values_list("email", flat=True))
    for row in rows:
        if row.state == READY:
            row.state = HERE if row.email in here else INVITED if row.email in invited else READY
    InvitationList.objects.filter(structure=structure, created_at__lt=timezone.now() - KEPT_FOR).delete()
    kept = InvitationList.objects.create(
        structure=structure, by=by, name=name[:200], rows=[row.as_json() for row in rows]
    )
    journal.record(act="invitation_list_read", by=by, target=kept, rows=len(rows), ready=_count(kept, READY))
    return kept


def _count(kept: InvitationList, state: str) -> int:
    return sum(row["state"] == state for row in kept.rows)


def send_list(*, kept: InvitationList, by, site: str, progress: Callable[[int, int], None]) -> int:
    """Invite everybody who is ready, each in a transaction of her own; returns how many were invited by this list.

    Stopped halfway and run again, it goes on: whoever was invited by this list is passed over, whatever became of
    the invitation. Whoever joined or was invited meanwhile is told on the list. The structure must be open.
    """
    ready = [row for row in kept.rows if row["state"] == READY]
    with transaction.atomic():
        sent = set(kept.invitations.values_list("email", flat=True))
    late: dict[str, str] = {}
    for number, row in enumerate(ready, 1):
        if row["email"] not in sent:
            given = {key: row[key] for key in ("email", "first_name", "last_name", "role", "language")}
            try:
                invite(structure=kept.structure, by=by, site=site, listed=kept, **given)
            except DomainError as error:
                late[row["email"]] = str(error)
        if number % PARTS == 0 or number == len(ready):
            progress(number, len(ready))
    return _finish(kept.pk, late, by)


@transaction.atomic
def _finish(pk, late: dict[str, str], by) -> int:
    kept = InvitationList.objects.select_for_update(no_key=True).get(pk=pk)
    for row in kept.rows:
        if row["state"] == READY and row["email"] in late:
            row |= {"state": WRONG, "why": "too_late", "value": late[row["email"]]}
    kept.sent_at = kept.sent_at or timezone.now()
    kept.save(update_fields=["rows", "sent_at"])
    sent = kept.invitations.count()
    journal.record(act="invitation_list_sent", by=by, target=kept, sent=sent)
    return sent


def resend_late(*, structure: Structure, by, site: str, progress: Callable[[int, int], None]) -> None:
    """All invitations that ran out of time, again; run again, it goes on with what is left. The structure is open."""
    with transaction.atomic():
        late = list(teams.expired(host=structure).select_related("structure", "invited_by"))
    for number, one in enumerate(late, 1):
        resend_expired(invitations=[one], by=by, site=site)
        if number % PARTS == 0 or number == len(late):
            progress(number, len(late))
