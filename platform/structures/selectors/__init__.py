"""Reads about places and people: who is where, and what is in force."""

from .merged import kept_slug
from .people import (
    EndedPlace,
    PartnerPlace,
    Place,
    StructurePlace,
    coordinators_of,
    ended_places_of,
    imports_for,
    members_of,
    partner_place,
    places_of,
    portal_permissions,
    referents_behind,
    structure_place,
)
from .projects import IN_PLAY, affiliations_of, current_project, lacks_charter, partners_by_name, state_of, with_state

__all__ = [
    "IN_PLAY",
    "EndedPlace",
    "PartnerPlace",
    "Place",
    "StructurePlace",
    "affiliations_of",
    "coordinators_of",
    "current_project",
    "ended_places_of",
    "imports_for",
    "kept_slug",
    "lacks_charter",
    "members_of",
    "partner_place",
    "partners_by_name",
    "places_of",
    "portal_permissions",
    "referents_behind",
    "state_of",
    "structure_place",
    "with_state",
]
