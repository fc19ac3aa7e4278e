"""What happens elsewhere and concerns a learner's session."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from learners import sessions


@receiver(user_logged_in, dispatch_uid="learners.forget_the_learner")
def forget_the_learner(*, request: HttpRequest, **named) -> None:
    """One phone, one person: an aidant who signs in is not also the learner whose session was open."""
    sessions.forget(request)
