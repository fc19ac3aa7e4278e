"""What a registration has answered so far: in the session, nowhere else."""

from django.urls import reverse
from django.utils.translation import gettext as _

from common.errors import DomainError
from structures import territory
from structures.enums import StructureType
from structures.models import Partner
from structures.registration import commune_label, country_name, kinds_for, plain_place, steps_for
from structures.selectors import operators_open
from structures.services import Applicant, NewStructure

KEY = "registration"
DEPENDS_ON_PLACE = {"commune", "number", "operator"}


class Draft:
    """`answers` by field name, `done` by question. Once it is sent, `sent` alone: the structure's `name`, the page
    `onward`."""

    def __init__(self, session):
        self.session = session
        held = session.get(KEY) or {}
        self.answers: dict = dict(held.get("answers", {}))
        self.done: list[str] = list(held.get("done", []))
        self.sent: dict | None = held.get("sent")

    def keep(self, step: str, cleaned: dict) -> None:
        """Write the answer; another country or postcode asks again what depends on it."""
        changed = any(self.answers.get(key) != value for key, value in cleaned.items())
        if step == "place" and changed:
            self.done = [one for one in self.done if one not in DEPENDS_ON_PLACE]
            for name in ("commune", "enterprise_number", "operator"):
                self.answers.pop(name, None)
        self.answers |= cleaned
        if self.answers.get("type") not in {kind for kind, _label in kinds_for(self.answers.get("country", ""))}:
            self.done = [one for one in self.done if one != "kind"]
            self.answers.pop("type", None)
        self.done = [*(one for one in self.done if one != step), step]
        self.session[KEY] = {"answers": self.answers, "done": self.done}

    def mark_sent(self, *, name: str, onward: str) -> None:
        """Nothing is left to send. Written with the transaction, so that the same draft is not sent beside it."""
        self.sent = {"name": name, "onward": onward}
        self.session[KEY] = {"sent": self.sent}
        self.session.save()

    def structure(self) -> NewStructure:
        """The place as the service takes it."""
        answers = self.answers
        communes = territory.communes_for(answers["country"], answers["postcode"])
        commune = next((c for c in communes if c.code == answers.get("commune")), None)
        if commune is None and len(communes) == 1:
            commune = communes[0]
        return NewStructure(
            name=answers["name"],
            country=answers["country"],
            postcode=answers["postcode"],
            commune=commune_label(commune) if commune else "",
            nuts3=commune.nuts3 if commune else "",
            type=answers["type"],
            enterprise_number=answers.get("enterprise_number", ""),
        )

    def applicant(self, *, email: str | None = None) -> Applicant:
        """Who asks; `email` is the account's own when she is signed in."""
        answers = self.answers
        return Applicant(
            email=email or answers["email"],
            first_name=answers["first_name"],
            last_name=answers["last_name"],
            language=answers["language"],
        )

    def operator(self) -> Partner:
        """The operator that was chosen; raises DomainError if its project ended in the meantime."""
        for choice in operators_open():
            if choice.partner.pk == self.answers["operator"]:
                return choice.partner
        raise DomainError(_("This operator takes no more requests. Go back and choose another one."))

    def trail(self, step: str) -> list[dict]:
        """The questions in their order, each with what was answered and the way back to it."""
        return [
            {
                "label": _LABELS[one](),
                "state": "now" if one == step else "done" if one in self.done else "next",
                "value": self._value(one) if one in self.done else "",
                "url": reverse("structures:register_step", args=[one]),
            }
            for one in steps_for(self.answers)
        ]

    def _value(self, step: str) -> str:
        answers = self.answers
        match step:
            case "place":
                label = plain_place(answers["country"], answers["postcode"]).label
                value = f"{label}, {country_name(answers['country'])}"
            case "commune":
                communes = territory.communes_for(answers["country"], answers["postcode"])
                value = next((commune_label(c) for c in communes if c.code == answers["commune"]), "")
            case "kind":
                value = str(dict(StructureType.choices)[answers["type"]])
            case "number":
                value = answers["enterprise_number"] or _("No number")
            case "operator":
                value = next((c.name for c in operators_open() if c.partner.pk == answers["operator"]), "")
            case "you":
                value = f"{answers['first_name']} {answers['last_name']}, {answers['email']}"
            case _:
                value = answers.get(step, "")
        return value


_LABELS = {
    "place": lambda: _("Postcode"),
    "commune": lambda: _("Municipality"),
    "name": lambda: _("Name"),
    "kind": lambda: _("Kind of place"),
    "number": lambda: _("Enterprise number"),
    "operator": lambda: _("Who accompanies you"),
    "you": lambda: _("You"),
    "check": lambda: _("Check"),
}
