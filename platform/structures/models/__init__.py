from .journal import JournalEntry
from .network import Partner, PartnerState, Portal, Project
from .people import Invitation, Membership, Person
from .places import Affiliation, AffiliationState, Structure, StructureState

__all__ = [
    "Affiliation",
    "AffiliationState",
    "Invitation",
    "JournalEntry",
    "Membership",
    "Partner",
    "PartnerState",
    "Person",
    "Portal",
    "Project",
    "Structure",
    "StructureState",
]
