"""The journal's seals: made every minute, recomputed every night. And invitations by the hundred."""

from celery import shared_task
from django.db import transaction

from accounts.models import User
from common.jobs import Progress, handler
from common.wall import open_structure
from structures.models import InvitationList, Structure
from structures.services import drafts, invitation_lists, places, sealing


@shared_task(name="structures.tasks.seal_journal", max_retries=0)
def seal_journal() -> None:
    """Every minute: the lines that were written since get their place in the chain."""
    sealing.seal_lines()


@shared_task(name="structures.tasks.watch_journal", max_retries=0)
def watch_journal() -> None:
    """Every night: all chains are recomputed, and administrators hear of a fault once."""
    sealing.watch_journal()


@handler("structures.send_invitations")
def send_invitations(progress: Progress, *, structure_id: int, list_id: str, user_id: int, site: str) -> None:
    """Each person of the list once, whatever is tried again (services/invitation_lists.py)."""
    by = User.objects.get(pk=user_id)
    with open_structure(structure_id):
        with transaction.atomic():
            kept = InvitationList.objects.select_related("structure").get(pk=list_id)
        invitation_lists.send_list(kept=kept, by=by, site=site, progress=progress)


@handler("structures.resend_expired")
def resend_expired(progress: Progress, *, structure_id: int, user_id: int, site: str) -> None:
    """All that ran out of time; tried again, it goes on with what is left."""
    by = User.objects.get(pk=user_id)
    structure = Structure.objects.get(pk=structure_id)
    with open_structure(structure_id):
        invitation_lists.resend_late(structure=structure, by=by, site=site, progress=progress)


@shared_task(name="structures.tasks.forget_drafts", max_retries=0)
def forget_drafts() -> None:
    """Every night: registrations that nobody touched for 30 days."""
    drafts.forget_drafts()


@shared_task(name="structures.tasks.copy_names_in_force", max_retries=0)
def copy_names_in_force() -> None:
    """Every quarter of an hour: names whose day has come (services/places.py)."""
    places.copy_names_in_force()
