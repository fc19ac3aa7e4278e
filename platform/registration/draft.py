"""What a registration has answered so far: a row of its own, saved as one goes. The session holds its id alone."""

import uuid

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from affiliations.selectors.operators import operators_open
from common.errors import DomainError
from common.forms import seen_text
from registration.services.registration import Applicant, NewStructure
from registration.steps import steps_for
from structures.kinds import kind_name, kinds_for
from structures.models import Partner, RegistrationDraft
from territory import postcodes
from territory.words import commune_label, country_name, plain_place

KEY = "registration"
TYPED, LONGEST_TYPED = "typed", 300  # beside the answers: words of the question that was left open
DEPENDS_ON_PLACE = {"commune", "number", "operator"}


class Draft:
    """The registration that a session is in. `answers` by field name, `done` by question.

    Once it is sent, `sent` alone: the structure's `name`, the page `onward`. The next answer then begins a new one.
    """

    def __init__(self, session):
        self.session = session
        self.row = self._row()

    def _row(self, *, hold: bool = False) -> RegistrationDraft | None:
        try:
            key = uuid.UUID(str(self.session.get(KEY, "")))
        except ValueError:
            return None
        rows = RegistrationDraft.objects.select_for_update() if hold else RegistrationDraft.objects
        return rows.filter(pk=key).first()

    @property
    def sent(self) -> dict | None:
        return self.row.sent if self.row else None

    @property
    def answers(self) -> dict:
        return self.row.answers if self.row and not self.sent else {}

    @property
    def done(self) -> list[str]:
        return self.row.done if self.row and not self.sent else []

    def hold(self) -> None:
        """Read it again, and keep others from it until the transaction ends: two clicks come one after the other."""
        self.row = self._row(hold=True)

    def take(self, row: RegistrationDraft) -> None:
        """This session goes on with that registration, and leaves the one it was in."""
        self.row = row
        self.session[KEY] = str(row.pk)

    def begun(self) -> RegistrationDraft:
        """The row to write to, a new one where there is none or where it was sent; held until the transaction ends."""
        self.hold()
        if self.row is None or self.sent:
            self.take(RegistrationDraft.objects.create(language=get_language() or "fr"))
        assert self.row
        return self.row

    def keep(self, step: str, cleaned: dict) -> None:
        """Write the answer; another country or postcode asks again what depends on it."""
        row = self.begun()
        answers, done = dict(row.answers), list(row.done)
        changed = any(answers.get(key) != cleaned.get(key) for key in ("country", "postcode"))
        if step == "place":
            cleaned = {key: value for key, value in cleaned.items() if key not in {"choice", "keep"}}
            if changed:
                done = [one for one in done if one not in DEPENDS_ON_PLACE]
                for name in ("commune", "enterprise_number", "operator"):
                    answers.pop(name, None)
        answers |= cleaned
        answers.pop(TYPED, None)
        first, rest = kinds_for(answers.get("country", ""))
        if answers.get("type") not in {kind for kind, _label in (*first, *rest)}:
            done = [one for one in done if one != "kind"]
            answers.pop("type", None)
        done = [*(one for one in done if one != step), step]
        if step == "place" and "commune" in cleaned and "commune" in steps_for(answers):
            done = [*(one for one in done if one != "commune"), "commune"]
        row.answers, row.done = answers, done
        row.language = answers.get("language") or row.language
        row.save(update_fields=["answers", "done", "language", "changed_at"])

    def note(self, step: str, typed: dict[str, str]) -> None:
        """Keep what stands in the fields of a question that is not answered yet, as it was typed."""
        if any(value.strip() for value in typed.values()):
            row = self.begun()
            words = {name: seen_text(value)[:LONGEST_TYPED] for name, value in typed.items()}
            row.answers = row.answers | {TYPED: {"step": step, "words": words}}
            row.save(update_fields=["answers", "changed_at"])

    def typed(self, step: str) -> dict[str, str]:
        """What was noted of that question; nothing of another one."""
        noted = self.answers.get(TYPED, {})
        return noted.get("words", {}) if noted.get("step") == step else {}

    def mark_sent(self, *, name: str, onward: str) -> None:
        """Nothing is left to send. Written with the transaction, so that the same draft is not sent beside it."""
        assert self.row
        self.row.sent = {"name": name, "onward": onward}
        self.row.answers, self.row.done, self.row.email = {}, [], ""
        self.row.save()
        self.session.save()

    def structure(self) -> NewStructure:
        """The place as the service takes it."""
        answers = self.answers
        communes = postcodes.communes_for(answers["country"], answers["postcode"])
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
            address=answers.get("address", ""),
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
                "url": reverse("registration:register_step", args=[one]),
            }
            for one in steps_for(self.answers)
        ]

    def _value(self, step: str) -> str:
        answers = self.answers
        match step:
            case "place":
                label = plain_place(answers["country"], answers["postcode"], answers.get("commune", "")).label
                parts = (answers.get("address", ""), label, country_name(answers["country"]))
                value = ", ".join(part for part in parts if part)
            case "commune":
                communes = postcodes.communes_for(answers["country"], answers["postcode"])
                value = next((commune_label(c) for c in communes if c.code == answers["commune"]), "")
            case "kind":
                value = kind_name(answers["type"])
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
    "place": lambda: _("Address"),
    "commune": lambda: _("Municipality"),
    "name": lambda: _("Name"),
    "kind": lambda: _("Kind of place"),
    "number": lambda: _("Enterprise number"),
    "operator": lambda: _("Who accompanies you"),
    "you": lambda: _("You"),
    "check": lambda: _("Check"),
}
