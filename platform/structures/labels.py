"""Labels that a place of help may hold: the names are proper names, the same in each language unless translated."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "epn": _("Public digital space (EPN, Wallonia)"),
    "digipunt": _("Digipunt (Flanders)"),
    "digibank": "Digibank",
    "aidants-connect": "Aidants Connect",
    "france-services": "France services",
    "conseiller-numerique": "Conseiller numérique",
    "bnr": "Bibliothèque numérique de référence",
    "relais-caf": "Point relais CAF",
    "pix": "Certification Pix",
}
"""Code -> name. A code that is not here (an import's) is shown as it is."""


def label_name(code: str) -> str:
    """The name that people know; the code itself for one that is not in the list."""
    return str(LABELS.get(code, code))
