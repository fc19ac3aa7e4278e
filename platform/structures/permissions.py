"""What each role may do: sets of named permissions, used by views and templates alike."""

from enum import StrEnum

from structures.enums import Role


class May(StrEnum):
    """One thing that may be done. A page names the one it needs."""

    SEE_STRUCTURE = "see_structure"
    INVITE = "invite"
    HELP = "help"  # learners, groups, cards, assignments, skills checks, accompaniments
    APPROVE_AFFILIATIONS = "approve_affiliations"
    PLAN_ACTIONS = "plan_actions"
    VALIDATE_ROLLS = "validate_rolls"
    SEE_REPORTS = "see_reports"
    IMPORT_ACTIVITY = "import_activity"
    SEE_ALL_PARTNERS = "see_all_partners"
    EDIT_CONTENT = "edit_content"
    MODERATE = "moderate"
    ADMINISTER = "administer"


_AIDANT = frozenset({May.SEE_STRUCTURE, May.HELP})
_TRAINER = frozenset({May.PLAN_ACTIONS, May.VALIDATE_ROLLS})
_COORDINATOR = _TRAINER | {May.APPROVE_AFFILIATIONS, May.SEE_REPORTS, May.IMPORT_ACTIVITY}

ROLE_PERMISSIONS: dict[str, frozenset[May]] = {
    Role.AIDANT: _AIDANT,
    Role.REFERENT: _AIDANT | {May.INVITE},
    Role.TRAINER: _TRAINER,
    Role.COORDINATOR: _COORDINATOR,
    Role.LEAD: _COORDINATOR | {May.SEE_ALL_PARTNERS},
    Role.CURATOR: frozenset({May.EDIT_CONTENT}),
    Role.MODERATOR: frozenset({May.MODERATE}),
    Role.ADMINISTRATOR: frozenset({May.ADMINISTER, May.EDIT_CONTENT, May.MODERATE}),
}


def permissions_of(roles) -> frozenset[May]:
    """The union of what those roles may do."""
    return frozenset().union(*(ROLE_PERMISSIONS.get(role, frozenset()) for role in roles))
