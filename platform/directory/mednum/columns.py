"""The 32 columns in the schema's order, the field of an entry that each one fills, and how long a text may be."""

from typing import Any

Fields = dict[str, Any]
"""An entry's columns by name (directory.models.Entry): text, lists of text, two numbers, a date, `unknown`."""

COLUMNS: dict[str, str] = {
    "id": "code",
    "pivot": "pivot",
    "nom": "name",
    "commune": "commune",
    "code_postal": "postcode",
    "code_insee": "commune_code",
    "adresse": "street",
    "complement_adresse": "street_more",
    "latitude": "latitude",
    "longitude": "longitude",
    "typologie": "kinds",
    "telephone": "phone",
    "courriels": "emails",
    "site_web": "websites",
    "horaires": "hours",
    "presentation_resume": "summary",
    "presentation_detail": "description",
    "source": "source",
    "itinerance": "mobile",
    "structure_parente": "parent",
    "date_maj": "updated_on",
    "services": "services",
    "publics_specifiquement_adresses": "publics",
    "prise_en_charge_specifique": "care",
    "frais_a_charge": "fees",
    "dispositif_programmes_nationaux": "programmes",
    "formations_labels": "labels",
    "autres_formations_labels": "other_labels",
    "modalites_acces": "access",
    "modalites_accompagnement": "help_modes",
    "fiche_acces_libre": "accessibility_page",
    "prise_rdv": "booking_page",
}
REQUIRED = ("id", "nom", "commune", "code_postal", "adresse", "date_maj", "services")
"""What the schema demands and we demand. It also demands a `pivot`, which a Belgian place may not have."""

OURS = "halte_"
LANGUAGES = f"{OURS}langues"
CLOSED = ("kinds", "mobile", "services", "publics", "care", "fees", "programmes", "labels", "access", "help_modes")
"""Fields whose values are a closed list of the schema (directory/vocabulary.py)."""
OPEN_LISTS = ("emails", "websites", "other_labels")
COLUMN_OF = {field: column for column, field in COLUMNS.items()} | {"languages": LANGUAGES}
FIELDS = (*COLUMNS.values(), "country", "languages", "unknown")
"""What a file says of a place: all of an entry but who brought it and whether it is shown."""

BESIDE = {f"{OURS}{COLUMN_OF[field]}": field for field in CLOSED}
"""Columns after the 32, for values that the schema lacks: `halte_services`, `halte_typologie`..."""

REASON, LINE = "motif", "ligne"
"""What the file of refused rows has besides; a corrected one is read as if they weren't there."""

MANY_LINES = ("description",)
LONGEST = {"name": 200, "street": 300, "summary": 280, "description": 5000, "hours": 500, "code": 200}
LONGEST_TEXT = 500
MOST_VALUES = 60
