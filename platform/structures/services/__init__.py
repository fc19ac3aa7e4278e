from .affiliations import approve_affiliation, refuse_affiliation
from .people import (
    accept_invitation,
    end_membership,
    enrol_account,
    enrol_person,
    hash_token,
    invite,
    resend_invitation,
    restore_membership,
    revoke_invitation,
)
from .projects import count_again
from .registration import Applicant, NewStructure, register_structure

__all__ = [
    "Applicant",
    "NewStructure",
    "accept_invitation",
    "approve_affiliation",
    "count_again",
    "end_membership",
    "enrol_account",
    "enrol_person",
    "hash_token",
    "invite",
    "refuse_affiliation",
    "register_structure",
    "resend_invitation",
    "restore_membership",
    "revoke_invitation",
]
