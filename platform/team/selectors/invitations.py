"""Reads about invitations."""

from common.wall import across_structures
from structures.models import Invitation


def invitation_of(*, token_hash: str) -> Invitation | None:
    """The invitation behind a link, whatever its place and its state; None for an unknown link."""
    with across_structures("an invitation is found by its link, whatever its place"):
        found = Invitation.objects.select_related("structure", "partner__project", "portal", "invited_by")
        return found.filter(token_hash=token_hash).first()
