"""What each role may do: sets of named permissions, used by views and templates alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from structures.enums import Role


class May(StrEnum):
    """One thing that may be done. A page names the one it needs."""

    SEE_STRUCTURE = "see_structure"
    INVITE = "invite"
    SPEAK_FOR = "speak_for"  # the structure's facts, its project, its operator
    ADAPT = "adapt"  # own copies of modules
    HELP = "help"  # learners, groups, cards, assignments, skills checks, accompaniments
    APPROVE_AFFILIATIONS = "approve_affiliations"
    PLAN_ACTIONS = "plan_actions"
    VALIDATE_ROLLS = "validate_rolls"
    SEE_REPORTS = "see_reports"
    IMPORT_ACTIVITY = "import_activity"
    MANAGE_PARTNER_PEOPLE = "manage_partner_people"
    SEE_ALL_PARTNERS = "see_all_partners"
    EDIT_CONTENT = "edit_content"
    MODERATE = "moderate"
    ADMINISTER = "administer"


_AIDANT = frozenset({May.SEE_STRUCTURE, May.HELP})
_TRAINER = frozenset({May.PLAN_ACTIONS, May.VALIDATE_ROLLS})
_COORDINATOR = _TRAINER | {May.APPROVE_AFFILIATIONS, May.SEE_REPORTS, May.IMPORT_ACTIVITY, May.MANAGE_PARTNER_PEOPLE}

ROLE_PERMISSIONS: dict[str, frozenset[May]] = {
    Role.AIDANT: _AIDANT,
    Role.REFERENT: _AIDANT | {May.SPEAK_FOR, May.INVITE, May.ADAPT},
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


# What each of them is called where roles are explained, in the order of the table.
WORDS: dict[May, str | Promise] = {
    May.SEE_STRUCTURE: _("See the place and its team"),
    May.HELP: _("Follow learners: cards, modules, skills checks, the log of help"),
    May.INVITE: _("Invite colleagues, change their role, end their access"),
    May.SPEAK_FOR: _("Keep the facts of the place, talk with the operator of its project"),
    May.ADAPT: _("Copy modules and adapt them for the place"),
    May.PLAN_ACTIONS: _("Plan trainings and events"),
    May.VALIDATE_ROLLS: _("Validate who was present"),
    May.APPROVE_AFFILIATIONS: _("Answer organisations that ask to join"),
    May.SEE_REPORTS: _("Read and make reports"),
    May.IMPORT_ACTIVITY: _("Import activity files"),
    May.MANAGE_PARTNER_PEOPLE: _("Invite trainers and coordinators, end their access"),
    May.SEE_ALL_PARTNERS: _("Read the figures of all partners, and manage their people"),
    May.EDIT_CONTENT: _("Write and publish modules"),
    May.MODERATE: _("Moderate the forum"),
    May.ADMINISTER: _("Set up portals and projects, give the roles of portals and partners"),
}


@dataclass(frozen=True, slots=True)
class Power:
    """One line of the table of roles: what may be done, and for each role whether it may."""

    words: str | Promise
    cells: tuple[tuple[str | Promise, bool], ...]  # (name of the role, may)


def table_of(roles: Iterable[Role]) -> list[Power]:
    """What those roles may do, a line for each thing that one of them may: from the sets above, nowhere else."""
    roles = list(roles)
    return [
        Power(words, tuple((role.label, may in ROLE_PERMISSIONS[role]) for role in roles))
        for may, words in WORDS.items()
        if any(may in ROLE_PERMISSIONS[role] for role in roles)
    ]
