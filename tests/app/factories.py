"""Ready-made rows for the tests: `AidantFactory(structure=...)`, `StructureFactory(project=..., operator=...)`.

Row-level security holds in the tests too, so every factory writes through the across role: a test may make rows of
several structures, and then must open one (`open_structure`) to see them, like the application.
"""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import User
from common.wall import across_structures
from learners.models import Learner, LearnerGroup
from structures.enums import AffiliationStatus, PartnerRole, Role, Side
from structures.kinds import StructureType
from structures.models import (
    Affiliation,
    AffiliationState,
    Membership,
    Partner,
    PartnerState,
    Person,
    Portal,
    Project,
    Structure,
    StructureState,
)

LONG_AGO = dt.date(2020, 7, 1)


class WalledFactory(DjangoModelFactory):
    """Writes through the across role, as the loader of a pack does."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with across_structures("a test lays its ground"):
            return super()._create(model_class, *args, **kwargs)


class UserFactory(WalledFactory):
    """A confirmed account. `UserFactory(confirmed_at=None)` for one that never signed in."""

    email = factory.Sequence(lambda n: f"person{n}@place.example")
    first_name = factory.Sequence(lambda n: f"Inès{n}")
    last_name = "Verbeke"
    language = "fr"
    confirmed_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = User
        django_get_or_create = ("email",)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        user = super()._create(model_class, *args, **kwargs)
        if not user.password:  # found again, an account keeps its sessions
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return user


class PortalFactory(WalledFactory):
    code = "halte"
    name_fr = name_nl = name_en = "Halte"

    class Meta:
        model = Portal
        django_get_or_create = ("code",)


class ProjectFactory(WalledFactory):
    """A project that runs today, in periods of six months."""

    portal = factory.SubFactory(PortalFactory)
    code = factory.Sequence(lambda n: f"PROJECT{n}")
    name_fr = name_nl = name_en = factory.LazyAttribute(lambda project: f"Project {project.code}")
    start = factory.LazyFunction(lambda: dt.date(timezone.localdate().year - 1, 1, 1))
    end = factory.LazyFunction(lambda: dt.date(timezone.localdate().year + 1, 12, 31))

    class Meta:
        model = Project


class PartnerFactory(WalledFactory):
    """A partner and its state: `PartnerFactory(project=p, code="TIC", state__name="TIC", state__side="WAL")`."""

    project = factory.SubFactory(ProjectFactory)
    code = factory.Sequence(lambda n: f"PARTNER{n}")

    class Meta:
        model = Partner

    @factory.post_generation
    def state(self, create, extracted, **kwargs):
        values = {"since": LONG_AGO, "name": f"Partner {self.code}", "role": PartnerRole.OPERATOR, "side": Side.WAL}
        with across_structures("a test lays its ground"):
            PartnerState.objects.create(partner=self, **(values | kwargs))


class StructureFactory(WalledFactory):
    """A structure with its state; affiliated when a project is given.

    `StructureFactory(name=..., state__postcode="7500", affiliation__project=p, affiliation__operator=o,
    affiliation__status="applied")`
    """

    name = factory.Sequence(lambda n: f"EPN {n}")
    slug = factory.Sequence(lambda n: f"epn-{n}")

    class Meta:
        model = Structure

    @factory.post_generation
    def state(self, create, extracted, **kwargs):
        values = {
            "since": LONG_AGO,
            "name": self.name,
            "country": "BE",
            "postcode": "7500",
            "commune": "Tournai",
            "nuts3": "BE328",
            "type": StructureType.EPN,
        }
        with across_structures("a test lays its ground"):
            StructureState.objects.create(structure=self, **(values | kwargs))

    @factory.post_generation
    def affiliation(self, create, extracted, project=None, operator=None, status=None, since=None):
        if project is not None:
            AffiliationFactory(
                structure=self,
                project=project,
                states={"operator": operator, "status": status, "since": since},
            )


class AffiliationFactory(WalledFactory):
    """A structure in a project, with one state row."""

    structure = factory.SubFactory(StructureFactory)
    project = factory.SubFactory(ProjectFactory)
    code = factory.LazyAttribute(lambda affiliation: affiliation.structure.slug)

    class Meta:
        model = Affiliation

    @factory.post_generation
    def states(self, create, extracted, **kwargs):
        given = {key: value for key, value in {**(extracted or {}), **kwargs}.items() if value is not None}
        values = {"since": self.project.start, "status": AffiliationStatus.AFFILIATED}
        with across_structures("a test lays its ground"):
            AffiliationState.objects.create(affiliation=self, structure=self.structure, **(values | given))


class MembershipFactory(WalledFactory):
    """A role in one place: give `structure`, `partner` or `portal`."""

    user = factory.SubFactory(UserFactory)
    role = Role.AIDANT
    since = LONG_AGO

    class Meta:
        model = Membership


class PersonFactory(WalledFactory):
    """A helper as a project knows her."""

    project = factory.SubFactory(ProjectFactory)
    code = factory.Sequence(lambda n: f"person-{n}")
    first_name = "Inès"
    last_name = "Verbeke"

    class Meta:
        model = Person


class LearnerFactory(WalledFactory):
    """A learner of a structure: always give `structure`."""

    alias = factory.Sequence(lambda n: f"Fatima {n}")
    language = "fr"

    class Meta:
        model = Learner


class LearnerGroupFactory(WalledFactory):
    """A group of a structure: always give `structure`."""

    name = factory.Sequence(lambda n: f"Group {n}")

    class Meta:
        model = LearnerGroup


def aidant_of(structure: Structure, *, role: str = Role.AIDANT, **user) -> User:
    """An account with a role in the structure, and a person in each project that it is affiliated to."""
    account = UserFactory(**user)
    MembershipFactory(user=account, role=role, structure=structure)
    with across_structures("a test reads the affiliations of a structure"):
        projects = [a.project for a in Affiliation.objects.filter(structure=structure).select_related("project")]
    for project in projects:
        PersonFactory(
            project=project,
            user=account,
            home=structure,
            first_name=account.first_name,
            last_name=account.last_name,
            email=account.email,
            language=account.language,
            confirmed_at=account.confirmed_at,
        )
    return account


def referent_of(structure: Structure, **user) -> User:
    """An account that may also invite."""
    return aidant_of(structure, role=Role.REFERENT, **user)


def coordinator_of(partner: Partner, *, role: str = Role.COORDINATOR, **user) -> User:
    """An account with a role at a partner: coordinator, lead or trainer."""
    account = UserFactory(**user)
    MembershipFactory(user=account, role=role, partner=partner)
    return account


def portal_person(role: str, *, portal: Portal | None = None, **user) -> User:
    """An account with a role on the portal: curator, moderator, administrator."""
    account = UserFactory(**user)
    MembershipFactory(user=account, role=role, portal=portal or PortalFactory())
    return account
