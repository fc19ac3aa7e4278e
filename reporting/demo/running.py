"""The demonstration that runs today: a second, smaller project of the same partners, up to this very day.

Everything is invented. The accounts of the demo's personas, their learners and the forum are added by the desk
(desk/demo/), through the same services as in real life.
"""

import datetime as dt
import random
from decimal import Decimal

from ..packs.check import Pack
from ..packs.rows import (
    AccompanimentRow,
    ActionRow,
    ActivityRow,
    AttendanceRow,
    CoefficientRow,
    DiagnosticRow,
    NewsletterRow,
    PartnerRow,
    PersonRow,
    PressRow,
    ProjectRow,
    StructureRow,
    TargetRow,
)
from .helping import THEMES
from .names import FIRST, LAST
from .places import Postcodes, language
from .published import LEAD, OPERATORS
from .world import local, working_day

CODE = "LYS"
TOURNAI, GENT = "tournai", "gent"
NAMES = {
    "fr": ("EPN {}", "Bibliothèque {}", "Maison de quartier {}", "Atelier numérique {}", "Point d'appui {}"),
    "nl": ("Digipunt {}", "Bibliotheek {}", "Buurthuis {}", "OCMW {}", "Open computerruimte {}"),
}
KINDS = {"fr": ("EPN", "BIB", "CS", "EPN", "ASSO"), "nl": ("DIGIPUNT", "BIB", "CS", "CPAS", "DIGIPUNT")}
QUARTERS = {
    "fr": ("du Beffroi", "des Lilas", "du Canal", "de la Gare", "des Tanneurs", "du Parc", "de l'Écluse", "du Moulin"),
    "nl": ("Leiekant", "De Brug", "Zuid", "Het Park", "De Molen", "Stationswijk", "De Kaai", "Noord"),
}
TITLES = {
    "fr": ("Aider sans faire à la place", "Accueillir une personne qui n'ose pas", "Découvrir les modules de Halte"),
    "nl": ("Helpen zonder over te nemen", "Mensen op weg helpen aan het loket", "Kennismaken met de modules van Halte"),
}


def semester_start(today: dt.date) -> dt.date:
    """The first day of the half-year that `today` is in."""
    return dt.date(today.year, 1 if today.month < 7 else 7, 1)


class Running:
    """Makes the pack of the running project, for one `today`."""

    def __init__(self, today: dt.date, seed: int = 2026) -> None:
        self.today = today
        self.rng = random.Random(seed)  # noqa: S311  invented data, no secret
        self.start = dt.date(semester_start(today).year - 1, semester_start(today).month, 1)
        self.pack = Pack()
        self.homes: dict[str, list[str]] = {}
        self.languages: dict[str, str] = {}

    def make(self) -> Pack:
        self._project()
        self._structures()
        self._people()
        self._actions()
        self._help()
        self._activity()
        return self.pack

    def _day(self, first: dt.date | None = None) -> dt.date:
        first = first or self.start
        return working_day(first + dt.timedelta(self.rng.randint(0, (self.today - first).days - 1)))

    def _project(self) -> None:
        end = dt.date(self.start.year + 2, self.start.month, 1) - dt.timedelta(1)
        name = "Lys-Escaut numérique / Leie-Schelde digitaal (demo)"
        self.pack.project = ProjectRow(
            CODE, name, "Interreg (demo)", "DEMO-2", self.start, end, 6, "programme", "declared", "all", 15, 0
        )
        before = self.start - dt.timedelta(30)
        for code, title, role, side, country, postcode in (
            ("WETECHCARE_FR", "WeTechCare France", "lead", "", "FR", "75010"),
            ("EMMAUS_CONNECT", "Emmaüs Connect", "operator", "FR", "FR", "59000"),
            ("TECHNOFUTUR_TIC", "Technofutur TIC", "operator", "WAL", "BE", "6041"),
            ("DISTRICT09", "District09", "operator", "VL", "BE", "9000"),
            ("WETECHCARE_BE", "WeTechCare Belgique", "operator", "ALL", "BE", "7500"),
        ):
            rest = side in ("FR", "WAL", "VL")
            self.pack.partners.append(PartnerRow(code, before, title, role, side, country, postcode, rest, 0))
        for indicator, partner, value in (
            ("PART_TRAINED", "", 120), ("TRAIN_ACTIONS", "", 40), ("ACCOMP_DECLARED", "", 2400),
            *(("PART_TRAINED", operator, 30) for operator in OPERATORS),
            *(("TRAIN_ACTIONS", operator, 10) for operator in OPERATORS),
        ):  # fmt: skip
            self.pack.targets.append(TargetRow(indicator, partner, value, 0))
        self.pack.coefficients.append(
            CoefficientRow("synthetic-2", self.start, Decimal("6.2"), None, None, None, None, "Synthetic", 0)
        )
        for operator in OPERATORS:
            on = self._day()
            self.pack.newsletters.append(NewsletterRow(operator, on, self.rng.randint(180, 420), 0))
            self.pack.press.append(
                PressRow(operator, self._day(), "Gazette du Canal", f"Digital {operator}", "", "press", 0)
            )

    def _structures(self) -> None:
        postcodes = Postcodes(self.rng)
        self._structure(TOURNAI, "EPN Tournai", "BE", "7500", "EPN", "TECHNOFUTUR_TIC")
        self._structure(GENT, "Digipunt Gent-Zuid", "BE", "9000", "DIGIPUNT", "DISTRICT09")
        for number in range(36):
            operator = OPERATORS[number % len(OPERATORS)]
            country, postcode = postcodes.of(operator)
            tongue = language(country, postcode)
            shape = self.rng.choice(NAMES[tongue])
            name = shape.format(QUARTERS[tongue][(number // 4 + self.rng.choice((0, 1, 2, 3))) % 8])
            kind = KINDS[tongue][NAMES[tongue].index(shape)]
            self._structure(f"s{number:02}", name, country, postcode, kind, operator)

    def _structure(self, code: str, name: str, country: str, postcode: str, kind: str, operator: str) -> None:
        since = self.start if code in (TOURNAI, GENT) else self._day()
        self.pack.structures.append(
            StructureRow(code, since, name, country, postcode, kind, "", operator, "affiliated", 0)
        )
        self.homes[code] = []
        self.languages[code] = language(country, postcode)

    def _people(self) -> None:
        taken: set[str] = set()
        for code, tongue in self.languages.items():
            for number in range(self.rng.randint(2, 4)):
                first, last = self.rng.choice(FIRST[tongue]), self.rng.choice(LAST[tongue])
                person, email = f"{code}-p{number}", f"{code}.p{number}@place.example"
                if (pair := f"{first} {last}") in taken:
                    continue
                taken.add(pair)
                confirmed = local(self._day(), 10, number)
                kind = self.rng.choice(("professional", "professional", "volunteer"))
                self.pack.people.append(
                    PersonRow(person, code, kind, first, last, email, tongue, confirmed, "", False, 0)
                )
                self.homes[code].append(person)

    def _actions(self) -> None:
        people = [row.id for row in self.pack.people]
        self.rng.shuffle(people)
        for number in range(26):
            operator = OPERATORS[number % len(OPERATORS)]
            tongue = "nl" if operator == "DISTRICT09" else "fr"
            past = number < 22
            day = self._day() if past else working_day(self.today + dt.timedelta(3 + 6 * (number - 22)))
            postcode = {"EMMAUS_CONNECT": "59000", "DISTRICT09": "9000"}.get(operator, "7500")
            self._action(f"t{number:02}", "training", True, tongue, operator, day, postcode, past)
            for person in people[number * 4 : number * 4 + 4] if past else ():
                self._presence(f"t{number:02}", person, day)
        for number, kind in enumerate(("awareness", "webinar", "coaching", "community", "conference", "webinar") * 3):
            operator = OPERATORS[number % len(OPERATORS)]
            tongue = "nl" if operator == "DISTRICT09" else "fr"
            self._action(f"e{number:02}", kind, False, tongue, operator, self._day(), "9000", True)
            if kind in ("webinar", "coaching"):
                for person in self.rng.sample(people, 6):
                    self._presence(f"e{number:02}", person, self.start)

    def _action(self, code, kind, core, tongue, operator, day, postcode, past) -> None:
        title = TITLES[tongue][len(self.pack.actions) % 3]
        country = "FR" if len(postcode) == 5 else "BE"
        online = kind == "webinar"
        audience = self.rng.randint(8, 60) if kind == "awareness" else None
        evidence = "photo" if kind == "awareness" else ""
        status = "closed" if past else "planned"
        self.pack.actions.append(
            ActionRow(
                code, kind, core, title, operator, (), local(day, 9, 30), local(day, 12, 30), (), country, postcode,
                online, audience, status, evidence, 0,
            )
        )  # fmt: skip

    def _presence(self, action: str, person: str, day: dt.date) -> None:
        status = "present" if self.rng.random() < 0.9 else "absent"
        self.pack.attendances.append(AttendanceRow(action, person, status, local(day, 14), 0))

    def _help(self) -> None:
        codes = [code for code, people in self.homes.items() if people]
        for number in range(640):
            code = self.rng.choice((TOURNAI, GENT, *codes))
            person = self.rng.choice(self.homes[code])
            mode = self.rng.choices(("individual", "drop_in", "workshop"), (6, 3, 1))[0]
            heads = self.rng.randint(3, 8) if mode == "workshop" else 1
            known = [f"{code}-k{self.rng.randint(1, 14):02}" for _ in range(heads if self.rng.random() < 0.6 else 0)]
            themes = tuple(self.rng.sample(THEMES, self.rng.randint(1, 2)))
            self.pack.accompaniments.append(
                AccompanimentRow(
                    f"h{number:03}", code, person, self._day(), mode, "structure", "", "",
                    self.rng.choice((15, 30, 30, 45, 60)), themes, tuple(dict.fromkeys(known)), 0 if known else heads,
                    "recorded", 0,
                )
            )  # fmt: skip
        for number in range(60):
            code = self.rng.choice(codes)
            self.pack.diagnostics.append(DiagnosticRow(f"d{number:02}", code, local(self._day(), 11), 0))

    def _activity(self) -> None:
        for row in self.pack.people:
            for _ in range(self.rng.randint(6, 22)):
                at = local(self._day(), self.rng.randint(8, 17), self.rng.randint(0, 59), self.rng.randint(0, 59))
                for _ in range(self.rng.randint(1, 3)):
                    self.pack.activity.append(ActivityRow(row.id, row.structure, at, 0))
                    at += dt.timedelta(minutes=self.rng.randint(2, 40))


def make(today: dt.date) -> Pack:
    """The rows of the running project's pack, up to the day before `today`; the coming trainings are planned."""
    return Running(today).make()


__all__ = ["CODE", "GENT", "LEAD", "TOURNAI", "make"]
