"""Two more portals of the demo, a French and a Belgian one, on the same database. Their facts are invented."""

from typing import Any

from portals.hosts import forget_portals
from structures.models import Portal

ANSWERING: dict[str, Any] = {
    "controller": "Association Halte (démonstration)",
    "contact_email": "bonjour@halte.example",
    "dpo_email": "dpo@halte.example",
    "hosting": "Centre de données de démonstration, Lille",
}
PORTALS: dict[str, dict[str, Any]] = {
    "halte": {**ANSWERING, "name_fr": "Halte"},
    "france": {
        **ANSWERING,
        "name_fr": "Halte Nord",
        "host": "france.localhost",
        "country": "FR",
        "default_language": "fr",
        "offered_languages": ["fr", "en"],
        "accent": "#3d3a94",
        "accent_2": "#ffc9a3",
        "mail_sender": "Halte Nord <bonjour@france.halte.example>",
        "home_title_fr": "Le numérique, à côté de chez vous",
        "home_text_fr": "Dans les Hauts-de-France, des gens prennent le temps de vous montrer.",
        "home_title_en": "Going digital, close to home",
        "home_text_en": "In Hauts-de-France, people take the time to show you.",
        "legal_notice_fr": "Éditeur : Association Halte (démonstration), Lille. Toutes les données de cette"
        " démonstration sont inventées.",
        "legal_notice_en": "Published by Association Halte (demo), Lille. All the data of this demo is invented.",
    },
    "belgique": {
        **ANSWERING,
        "name_fr": "Halte Belgique",
        "name_nl": "Halte België",
        "name_en": "Halte Belgium",
        "host": "belgique.localhost",
        "country": "BE",
        "default_language": "nl",
        "offered_languages": ["fr", "nl"],
        "accent": "#7a1f3d",
        "accent_2": "#ffd54a",
        "controller": "Halte België / Belgique vzw-asbl (demo)",
        "hosting": "Datacenter (demo), Gent",
        "mail_sender": "Halte <hallo@belgie.halte.example>",
        "home_title_fr": "Pas à pas, ensemble",
        "home_text_fr": "En Wallonie et en Flandre, quelqu’un près de chez vous vous montre comment faire.",
        "home_title_nl": "Stap voor stap, samen",
        "home_text_nl": "In Vlaanderen en Wallonië toont iemand in je buurt hoe het moet.",
        "legal_notice_fr": "Éditeur responsable : Halte asbl (démonstration), Gand. Toutes les données de cette"
        " démonstration sont inventées.",
        "legal_notice_nl": "Verantwoordelijke uitgever: Halte vzw (demo), Gent. De gegevens zijn verzonnen.",
    },
}


def add_portals() -> None:
    """The portals, before anything registers on them. Again, it only brings them up to date."""
    for code, facts in PORTALS.items():
        portal = Portal.objects.filter(code=code).first() or Portal(code=code)
        for name, value in facts.items():
            setattr(portal, name, value)
        portal.save()
    forget_portals()
