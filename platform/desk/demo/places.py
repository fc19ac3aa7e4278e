"""The demo's directory: sheets of structures of the running project, and a few places from an operator's file.

Streets, numbers and hours are invented; coordinates are the rough middle of each town.
"""

import datetime as dt

from django.db import transaction

from accounts.models import User
from common.wall import across_structures, open_structure
from desk.demo.people import structure_of
from directory import mednum
from directory.mednum import Fields
from directory.models import Entry
from directory.services import publish, save_sheet, write_places
from reporting.demo import running
from structures.models import Affiliation, Partner, Project, Structure
from structures.selectors import state_of
from territory.words import commune_name

SHEETS = 21
BROUGHT_BY = "DISTRICT09"
MIDDLES = {
    "02400": (49.046, 3.403), "59131": (50.271, 4.002), "59480": (50.534, 2.807), "59600": (50.279, 3.972),
    "59650": (50.624, 3.144), "59790": (50.605, 3.089), "60500": (49.194, 2.471), "62000": (50.291, 2.778),
    "62370": (50.877, 2.081), "5100": (50.457, 4.871), "5330": (50.370, 5.020), "5350": (50.436, 5.124),
    "5600": (50.196, 4.544), "6000": (50.411, 4.444), "6200": (50.405, 4.526), "6240": (50.430, 4.551),
    "6700": (49.684, 5.816), "7032": (50.424, 3.987), "7040": (50.367, 3.938), "7100": (50.477, 4.188),
    "7500": (50.607, 3.389), "7540": (50.636, 3.376), "7900": (50.600, 3.619), "8200": (51.197, 3.193),
    "8500": (50.828, 3.265), "8510": (50.806, 3.233), "8580": (50.776, 3.445), "8800": (50.946, 3.123),
    "9000": (51.054, 3.725), "9030": (51.072, 3.677), "9800": (50.982, 3.531), "9850": (51.036, 3.546),
    "9910": (51.139, 3.413), "9931": (51.156, 3.530),
}  # fmt: skip
STREETS = {
    "fr": ("Rue de la Station", "Place du Marché", "Rue des Écoles", "Quai du Canal", "Rue de l’Église"),
    "nl": ("Stationsstraat", "Marktplein", "Schoolstraat", "Kaai", "Kerkstraat"),
}
SUMMARIES = {
    "fr": (
        "On prend le temps de vous montrer, et c’est vous qui faites.",
        "Ordinateurs en libre accès, et quelqu’un pour vous aider.",
        "Venez avec votre téléphone et votre question.",
    ),
    "nl": (
        "We nemen de tijd om het te tonen, en u doet het zelf.",
        "Computers die u vrij gebruikt, en iemand die helpt.",
        "Kom langs met uw smartphone en uw vraag.",
    ),
}
HOURS = (
    "Mo-Fr 09:00-12:00,13:30-17:00; PH off",
    "Tu,Th 13:00-18:00; Sa 10:00-12:00; PH off",
    "Mo-We,Fr 09:00-12:00; We 13:30-16:30; PH off",
    'Mo-Fr 09:00-12:30 || "by appointment"',
    "Tu-Sa 10:00-18:00; Jul-Aug Tu-Sa 10:00-13:00; PH off",
    "We[1,3] 14:00-17:00; Fr 09:00-12:00",
    '"by appointment"',
)
SERVICES = (
    "Maîtrise des outils numériques du quotidien", "Aide aux démarches administratives",
    "Utilisation sécurisée du numérique", "Accès internet et matériel informatique",
    "Insertion professionnelle via le numérique", "Parentalité et éducation avec le numérique",
)  # fmt: skip
SPOKEN = (("en",), (), ("ar",), ("tr", "ar"), ("es",), ("uk", "ru"))
FROM_A_FILE = (
    ("gent-01", "Wijkpunt De Lieve", "9000", "Gent", (51.060, 3.715), "Tu-Fr 09:00-12:00; PH off"),
    ("gent-02", "Digitaal loket Brugse Poort", "9000", "Gent", (51.058, 3.702), "Mo,We 13:30-17:00; PH off"),
    ("oudenaarde-01", "Leeshoek De Schelde", "9700", "Oudenaarde", (50.846, 3.605), "We 14:00-17:00"),
    ("deinze-01", "Digibus Leie en Schelde", "9800", "Deinze", (50.982, 3.531), ""),
)


def add_places(project: Project, referent: User) -> None:
    """Sheets and places, once."""
    with across_structures("the demo world looks whether its directory is there"):
        if Entry.objects.exists():
            return
        known = Affiliation.objects.filter(project=project, code__startswith="s").order_by("code")
        codes = [code for code in known.values_list("code", flat=True) if code[1:].isdigit()]
    home = structure_of(project, running.TOURNAI)
    some = [home, structure_of(project, running.GENT), *(structure_of(project, code) for code in codes)]
    with across_structures("the demo world shows the places whose municipality is known"):
        some = [structure for structure in some if _town_known(structure)]
    for at, structure in enumerate(some[:SHEETS]):
        with open_structure(structure.pk), transaction.atomic():
            by = referent if structure == home else None
            save_sheet(structure=structure, by=by, fields=_sheet(structure, at))
            publish(structure=structure, by=by)
    operator = Partner.objects.get(project=project, code=BROUGHT_BY)
    write_places(partner=operator, by=None, content=mednum.write([_from_a_file(*row) for row in FROM_A_FILE]))


def _town_known(structure: Structure) -> bool:
    state = state_of(structure)
    return bool(state and commune_name(state.country, state.postcode, state.commune))


def _sheet(structure: Structure, at: int) -> Fields:
    state = state_of(structure)
    country, postcode = (state.country, state.postcode) if state else ("", "")
    dutch = country == "BE" and postcode[:1] in "89"
    language = "nl" if dutch else "fr"
    middle = MIDDLES.get(postcode, (None, None))
    street = f"{STREETS[language][at % 5]}{' ' if dutch else ', '}{4 + 3 * at}"
    number = f"+3220000{at:02}0" if country == "BE" else f"+33320000{at:03}"
    return {
        "street": street,
        "phone": number,
        "emails": [f"{structure.slug[:40]}@place.example"],
        "websites": [f"https://{structure.slug[:40]}.example/"] if at % 3 else [],
        "hours": HOURS[at % len(HOURS)],
        "summary": SUMMARIES[language][at % 3],
        "services": list(dict.fromkeys([SERVICES[0], SERVICES[at % 6], SERVICES[(at + 2) % 6]])),
        "languages": [language, *SPOKEN[at % 6]],
        "help_modes": ["Accompagnement individuel", *(["Dans un atelier collectif"] if at % 2 else [])],
        "access": ["Se présenter", "Téléphoner"],
        "fees": ["Gratuit"],
        "latitude": middle[0],
        "longitude": middle[1],
    }


def _from_a_file(code: str, name: str, postcode: str, commune: str, at: tuple[float, float], hours: str) -> Fields:
    return {
        "code": code, "name": name, "country": "BE", "postcode": postcode, "commune": commune,
        "street": "Kerkstraat 12", "latitude": at[0], "longitude": at[1], "hours": hours, "kinds": ["DIGIPUNT"],
        "services": list(SERVICES[:2]), "fees": ["Gratuit"], "languages": ["nl"], "source": "District09",
        "mobile": ["Itinérant"] if not hours else ["Fixe"], "updated_on": dt.date(2026, 3, 31),
    }  # fmt: skip
