from .joining import InvitationList, JoinRequest, RegistrationDraft
from .journal import JournalEntry, JournalSeal
from .network import Partner, PartnerState, Portal, Project
from .people import Invitation, Membership, Person
from .places import Affiliation, AffiliationState, Structure, StructureLabel, StructureState
from .talks import AffiliationMessage, CharterAcceptance

__all__ = [
    "Affiliation",
    "AffiliationMessage",
    "AffiliationState",
    "CharterAcceptance",
    "Invitation",
    "InvitationList",
    "JoinRequest",
    "JournalEntry",
    "JournalSeal",
    "Membership",
    "Partner",
    "PartnerState",
    "Person",
    "Portal",
    "Project",
    "RegistrationDraft",
    "Structure",
    "StructureLabel",
    "StructureState",
]
