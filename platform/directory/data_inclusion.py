"""The same places in the shape of data·inclusion, schema v1: a structure and a service each. Pure.

The facts of that schema, and what a Belgian place can't say in it: docs/directory.md.
"""

from __future__ import annotations

from typing import Any

from directory import vocabulary
from directory.mednum import Fields
from structures.enterprise import is_siret

SOURCE = "halte"
SHORTEST, LONGEST = 50, 2000
NAME = (3, 150)
_SERVICE = "Accompagnement numérique"

_ONLINE = "numerique--acceder-a-des-services-en-ligne"
_BASICS = "numerique--maitriser-les-fondamentaux-du-numerique"
THEMES: dict[str, tuple[str, ...]] = {
    "Aide aux démarches administratives": (
        "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives",
        _ONLINE,
    ),
    "Maîtrise des outils numériques du quotidien": (_BASICS,),
    "Insertion professionnelle via le numérique": (
        "preparer-sa-candidature--organiser-ses-demarches-de-recherche-demploi",
    ),
    "Utilisation sécurisée du numérique": (_BASICS,),
    "Parentalité et éducation avec le numérique": ("famille--soutien-a-la-parentalite-et-a-leducation",),
    "Loisirs et créations numériques": ("remobilisation--activites-sportives-et-culturelles",),
    "Compréhension du monde numérique": (_BASICS,),
    "Accès internet et matériel informatique": ("numerique--acceder-a-une-connexion-internet",),
    "Acquisition de matériel informatique à prix solidaire": ("numerique--acquerir-un-equipement",),
}
PUBLICS = {
    "Jeunes": "jeunes",
    "Étudiants": "etudiants",
    "Familles et/ou enfants": "familles",
    "Seniors": "seniors",
    "Femmes": "femmes",
}
WAYS = {
    "Se présenter": "se-presenter",
    "Téléphoner": "telephoner",
    "Contacter par mail": "envoyer-un-courriel",
    "Envoyer un mail avec une fiche de prescription": "envoyer-un-courriel",
    "Prendre un RDV en ligne": "utiliser-lien-mobilisation",
}
NETWORKS = {
    "CCAS": "ccas-cias",
    "CIAS": "ccas-cias",
    "EPN": "espaces-publics-numeriques",
    "MUNI": "communes",
    "CC": "communes",
    "ML": "mission-locale",
    "RFS": "france-service",
    "CAF": "caf",
    "CPAM": "cpam",
    "LA_POSTE": "la-poste",
    "MJC": "mjc",
    "MSAP": "msap",
    "PIMMS": "pimms-mediation",
    "RESSOURCERIE": "ressourceries",
    "FT": "france-travail",
    "Aidants Connect": "aidants-connect",
    "Conseillers numériques": "conseillers-numeriques",
    "France Services": "france-service",
    "La Croix Rouge": "croix-rouge",
    "Emmaüs Connect": "emmaus",
}
_CLOSED_DOOR = "Ce lieu n’accueille pas de public"
_REFERRED = "Envoyer un mail avec une fiche de prescription"


def export(entries: list[Fields]) -> dict[str, list[dict[str, Any]]]:
    """`structures` and `services`, in the order given. A place without a date is left out: the schema asks for one."""
    dated = [entry for entry in entries if entry["updated_on"]]
    return {"structures": [structure(entry) for entry in dated], "services": [service(entry) for entry in dated]}


def structure(entry: Fields) -> dict[str, Any]:
    """The place itself."""
    networks = {NETWORKS[value] for value in [*entry["kinds"], *entry["programmes"]] if value in NETWORKS}
    return _common(entry) | {
        "original_id": entry["code"],
        "nom": _name(entry["name"]),
        "description": _described(entry),
        "siret": entry["pivot"] if entry["country"] == "FR" and is_siret(entry["pivot"]) else None,
        "site_web": entry["websites"][0] if entry["websites"] else None,
        "horaires_accueil": entry["hours"] or None,
        "accessibilite_lieu": entry["accessibility_page"] or None,
        "reseaux_porteurs": sorted(networks) or None,
    }


def service(entry: Fields) -> dict[str, Any]:
    """What is done there, as one service: what the MedNum file says of it is about the place as a whole."""
    themes = dict.fromkeys(theme for value in entry["services"] for theme in THEMES.get(value, ()))
    ways = dict.fromkeys(WAYS[value] for value in entry["access"] if value in WAYS)
    remote = "À distance" in entry["help_modes"]
    here = _CLOSED_DOOR not in entry["access"]
    only_referred = bool(entry["access"]) and set(entry["access"]) <= {_REFERRED, _CLOSED_DOOR}
    free = "gratuit" if set(entry["fees"]) & {"Gratuit", "Gratuit sous condition"} else None
    kind = "atelier" if entry["help_modes"] == ["Dans un atelier collectif"] else "accompagnement"
    link = entry["booking_page"] or None
    if link is None:
        ways.pop("utiliser-lien-mobilisation", None)
    return _common(entry) | {
        "structure_id": _id(entry),
        "nom": _SERVICE,
        "description": _described(entry),
        "type": kind,
        "thematiques": list(themes) or None,
        "frais": free or ("payant" if "Payant" in entry["fees"] else None),
        "frais_precisions": ", ".join(entry["fees"])
        if len(entry["fees"]) > 1 or (free and "Gratuit" not in entry["fees"])
        else None,
        "publics": [PUBLICS[value] for value in entry["publics"] if value in PUBLICS] or None,
        "modes_accueil": [mode for mode, on in (("en-presentiel", here), ("a-distance", remote)) if on] or None,
        "modes_mobilisation": list(ways) or None,
        "mobilisable_par": ["professionnels"] if only_referred else ["usagers", "professionnels"],
        "lien_mobilisation": link,
        "horaires_accueil": entry["hours"] or None,
    }


def _common(entry: Fields) -> dict[str, Any]:
    """What a structure and its service share. Codes of municipalities and postcodes are French ones, or none."""
    french = entry["country"] == "FR"
    street = entry["street"] if french else f"{entry['street']}, {entry['postcode']} {entry['commune']}, Belgique"
    return {
        "source": SOURCE,
        "id": _id(entry),
        "date_maj": entry["updated_on"].isoformat(),
        "commune": entry["commune"] or None,
        "code_postal": entry["postcode"] if french else None,
        "code_insee": (entry["commune_code"] or None) if french else None,
        "adresse": street,
        "complement_adresse": entry["street_more"] or None,
        "latitude": entry["latitude"],
        "longitude": entry["longitude"],
        "telephone": entry["phone"] or None,
        "courriel": entry["emails"][0] if entry["emails"] else None,
    }


def _id(entry: Fields) -> str:
    return f"{SOURCE}--{entry['code']}"


def _name(name: str) -> str:
    """3 to 150 signs, no full stop at the end."""
    return name[: NAME[1]].rstrip(". ").ljust(NAME[0], "-")


def _described(entry: Fields) -> str:
    """50 to 2,000 signs: the presentation, and where that is shorter what the other columns say, in French."""
    text = (entry["description"] or entry["summary"]).strip()
    if len(text) < SHORTEST:
        offered = ", ".join(value for value in entry["services"] if value in vocabulary.lists()["services"])
        said = [
            text.rstrip("."),
            f"{entry['name']}, lieu d’aide numérique à {entry['commune']}",
            f"Services : {offered}",
        ]
        text = ". ".join(part for part in said if part) + "."
    return text.ljust(SHORTEST, ".")[:LONGEST]
