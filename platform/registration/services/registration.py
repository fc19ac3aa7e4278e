"""A structure asks to join a project."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import account_for
from affiliations.letters import request_to_answer
from common.errors import DomainError
from common.wall import across_structures
from registration import letters
from structures import journal
from structures.enums import AffiliationStatus, Role
from structures.models import Affiliation, AffiliationState, Membership, Partner, Portal, Structure, StructureState
from structures.selectors import coordinators_of
from structures.slugs import free_slug


@dataclass(frozen=True, slots=True)
class NewStructure:
    """What the form asked about the place. `commune` and `nuts3` come from the postcode (territory/postcodes.py)."""

    name: str
    country: str
    postcode: str
    commune: str
    nuts3: str
    type: str
    enterprise_number: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks: she becomes the structure's referent."""

    email: str
    first_name: str
    last_name: str
    language: str


class ClosedAccount(DomainError):
    """The address that was typed has an account, and that account is closed."""

    def __init__(self, user: User) -> None:
        super().__init__(_("This account is closed."))
        self.user = user


@transaction.atomic
def register_structure(
    *, structure: NewStructure, applicant: Applicant, operator: Partner, portal: Portal | None, site: str
) -> tuple[Structure, User]:
    """Write the structure, its request to join the operator's project, and its referent; tell the coordinators.

    It belongs to the portal on which it registers, else to its project's. The account is unconfirmed until its first
    sign-in by code. `site` is the address of the page, "https://halte.example" (portals/voices.py). Raises
    ClosedAccount: the structure would have a referent who can't come in.
    """
    today = timezone.localdate()
    user, _new = account_for(
        email=applicant.email,
        first_name=applicant.first_name,
        last_name=applicant.last_name,
        language=applicant.language,
    )
    if not user.is_active:
        raise ClosedAccount(user)
    with across_structures("a new structure has no wall yet to stand behind"):
        new = _new_structure(structure.name, portal.pk if portal else operator.project.portal_id)
        StructureState.objects.create(
            structure=new,
            since=today,
            name=structure.name,
            country=structure.country,
            postcode=structure.postcode,
            commune=structure.commune,
            nuts3=structure.nuts3,
            address=structure.address,
            type=structure.type,
            enterprise_number=structure.enterprise_number,
        )
        affiliation = Affiliation.objects.create(structure=new, project=operator.project, code=new.slug)
        AffiliationState.objects.create(
            structure=new,
            affiliation=affiliation,
            since=today,
            status=AffiliationStatus.APPLIED,
            operator=operator,
        )
        Membership.objects.create(user=user, role=Role.REFERENT, structure=new)
        journal.record(act="structure_registered", by=user, target=new, project=operator.project.code)
        coordinators = coordinators_of(partner=operator)
    letters.request_received(to=user, structure=new, operator=operator, site=site)
    for coordinator in coordinators:
        request_to_answer(
            to=coordinator,
            structure=new,
            operator=operator,
            by=user,
            number=structure.enterprise_number,
            site=site,
        )
    return new, user


@transaction.atomic
def tell_closed(*, user: User, name: str) -> None:
    """Nothing was registered, and why: by letter alone, for whoever typed the address may be a stranger."""
    letters.not_registered(to=user, name=name)


def _new_structure(name: str, portal_id: int) -> Structure:
    """Under a free address. Who asks for the same one at the same moment gets it first, and here the next is tried."""
    while True:
        wanted = {"name": name, "portal_id": portal_id}
        found, made = Structure.objects.get_or_create(slug=_free_slug(name), defaults=wanted)
        if made:
            return found


def _free_slug(name: str) -> str:
    start = free_slug(name, ())
    return free_slug(name, set(Structure.objects.filter(slug__startswith=start).values_list("slug", flat=True)))
