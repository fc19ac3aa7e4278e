"""Invitations by the hundred. The names of the two kinds of work are in rows that wait: they stay as they are."""

from django.db import transaction

from accounts.models import User
from common.jobs import Progress, handler
from common.wall import open_structure
from structures.models import InvitationList, Structure
from team.services import invitation_lists


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
