"""What courses does when the rooms below tell something."""

from django.dispatch import receiver

from courses.learning import services
from learners.models import Learner, LearnerGroup
from learners.signals import group_joined


@receiver(group_joined, dispatch_uid="courses.give_group_modules")
def give_group_modules(sender, *, group: LearnerGroup, learner: Learner, by, **_kwargs) -> None:
    """A group's modules become hers."""
    services.give_group_modules(group=group, learner=learner, by=by)
