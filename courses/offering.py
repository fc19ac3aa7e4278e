"""The modules that a skills check may propose to a learner: `assessments.offers` asks, this room answers."""

from accompaniments.enums import Theme
from assessments.offers import Offer
from courses.enums import theme_of
from courses.models import Assignment
from courses.selectors import published_modules
from learners.models import Learner

PICTOS = {
    Theme.DEVICE: "phone",
    Theme.BROWSING: "web",
    Theme.EMAIL: "mail",
    Theme.SECURITY: "shield",
    Theme.PROCEDURES: "form",
    Theme.BANKING: "bank",
    Theme.WORK: "work",
    Theme.HEALTH: "doctor",
    Theme.SCHOOL: "school",
    Theme.SOCIAL: "chat",
}
OWN_PICTOS = {"L10": "password", "L16": "calendar"}


def offers_for(learner: Learner) -> list[Offer]:
    """Published modules that she neither has open nor has done; titles in the page's language. One query."""
    had = Assignment.objects.filter(learner=learner, cancelled_at=None).values("module")
    return [
        Offer(
            module.code,
            module.title,
            module.minutes,
            OWN_PICTOS.get(module.code) or PICTOS.get(theme_of(module.code), "learn"),
        )
        for module in published_modules().exclude(pk__in=had).order_by("code")
    ]
