"""What happens elsewhere and concerns a learner's session, or the rooms of who lets learners in."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from learners import rooms, sessions
from structures.models import Membership
from team.signals import membership_ended


@receiver(user_logged_in, dispatch_uid="learners.forget_the_learner")
def forget_the_learner(*, request: HttpRequest, **named) -> None:
    """One phone, one person: an aidant who signs in is not also the learner whose session was open."""
    sessions.forget(request)


@receiver(membership_ended, dispatch_uid="learners.close_her_rooms")
def close_her_rooms(*, membership: Membership, by, **named) -> None:
    """Who has no role there any more leaves no open door: the code of her room lists names."""
    if membership.structure_id is not None:
        rooms.close_rooms_of(structure_id=membership.structure_id, user_id=membership.user_id, by=by)
