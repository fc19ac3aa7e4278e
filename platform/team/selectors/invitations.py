"""Reads about invitations."""

from common.wall import across_structures
from structures.models import Invitation, Structure


def invitation_of(*, token_hash: str) -> Invitation | None:
    """The invitation behind a link, whatever its place and its state; None for an unknown link."""
    with across_structures("an invitation is found by its link, whatever its place"):
        found = Invitation.objects.select_related("structure", "partner__project", "portal", "invited_by")
        return found.filter(token_hash=token_hash).first()


def invitations_of(*, structure: Structure) -> list[Invitation]:
    """Invitations that wait for an answer, or that ran out of time; the structure must be open."""
    return list(
        Invitation.objects.filter(structure=structure, accepted_at=None, revoked_at=None).order_by("-created_at")
    )
