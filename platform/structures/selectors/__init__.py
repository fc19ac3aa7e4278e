"""Reads about places and people: who is where, and what is in force."""

from .people import (
    PartnerPlace,
    Place,
    StructurePlace,
    coordinators_of,
    invitation_of,
    invitations_of,
    members_of,
    partner_place,
    places_of,
    portal_permissions,
    structure_place,
)
from .projects import affiliations_of, current_person, current_project, state_of, with_state
from .register import (
    Affiliated,
    PublicPlace,
    affiliated_count,
    affiliated_places,
    register_counts,
    register_of,
    register_row,
)
from .registration import Likeness, OperatorChoice, operator_by_code, operators_open, possible_duplicates

__all__ = [
    "Affiliated",
    "Likeness",
    "OperatorChoice",
    "PartnerPlace",
    "Place",
    "PublicPlace",
    "StructurePlace",
    "affiliated_count",
    "affiliated_places",
    "affiliations_of",
    "coordinators_of",
    "current_person",
    "current_project",
    "invitation_of",
    "invitations_of",
    "members_of",
    "operator_by_code",
    "operators_open",
    "partner_place",
    "places_of",
    "portal_permissions",
    "possible_duplicates",
    "register_counts",
    "register_of",
    "register_row",
    "state_of",
    "structure_place",
    "with_state",
]
