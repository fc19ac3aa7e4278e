"""What a learner's own pages say about her data."""

from datetime import datetime

from django import template

from learners.models import Learner
from privacy.selectors import due_on, scheduled_erasure

register = template.Library()


@register.simple_tag
def erasure_due(learner: Learner) -> datetime | None:
    """When she is erased, where that is planned."""
    act = scheduled_erasure(learner)
    return due_on(act) if act else None
