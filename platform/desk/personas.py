"""The people of the demo world: who can be signed in as with one click. Only ever used when settings.DEMO is on."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from common.wall import across_structures
from learners.entering import SignedIn
from learners.models import Card


@dataclass(frozen=True, slots=True)
class Persona:
    """A synthetic person. The demo world makes an account (or a learner's card) for each of them."""

    key: str
    first_name: str
    last_name: str
    role: str | Promise
    does: str | Promise
    language: str
    picto: str
    learner: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example"

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


PERSONAS = (
    Persona(
        "fatima",
        "Fatima",
        "",
        pgettext_lazy("who somebody of the demo is", "Learner"),
        _("does her next exercise on a phone"),
        "fr",
        "learn",
        learner=True,
    ),
    Persona("ines", "Inès", "Verbeke", _("Digital helper"), _("helps at the counter, in Tournai"), "fr", "people"),
    Persona("karim", "Karim", "Lenoir", _("Referent"), _("invites his colleagues"), "fr", "key"),
    Persona(
        "joris", "Joris", "De Wit", _("Partner coordinator"), _("answers requests, reads the report"), "nl", "chart"
    ),
    Persona(
        "sophie", "Sophie", "Lambert", _("Partner coordinator"), _("answers requests from Wallonia"), "fr", "chart"
    ),
    Persona("claire", "Claire", "Martin", _("Lead coordinator"), _("sees all the partners"), "fr", "globe"),
    Persona("an", "An", "Peeters", _("Trainer"), _("plans trainings, validates rolls"), "nl", "calendar"),
    Persona("paul", "Paul", "Dubois", _("Curator"), _("looks after the modules"), "fr", "pen"),
    Persona("greet", "Greet", "Maes", _("Moderator"), _("keeps the forum friendly"), "nl", "forum"),
    Persona("nadia", "Nadia", "Claes", _("Administrator"), _("gives roles, sets up portals"), "nl", "settings"),
)
BY_KEY = {persona.key: persona for persona in PERSONAS}


def present_personas() -> list[Persona]:
    """Those that this database holds: none in an empty one."""
    emails = {persona.email for persona in PERSONAS if not persona.learner}
    there = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
    return [p for p in PERSONAS if (demo_learner(p) is not None if p.learner else p.email in there)]


def demo_learner(persona: Persona) -> SignedIn | None:
    """The learner of that name whom the demo's aidant follows, with her card's generation."""
    with across_structures("the demo signs in as its learner, whose structure no session knows yet"):
        card = (
            Card.objects.select_related("learner")
            .filter(learner__alias=persona.first_name, learner__archived_at=None)
            .filter(learner__referent__email=BY_KEY["ines"].email)
            .order_by("issued_at")
            .first()
        )
        if card is None:
            return None
        learner = card.learner
        return SignedIn(str(learner.pk), learner.structure_id, card.generation, learner.alias, learner.language)
