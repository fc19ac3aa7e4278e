"""Accounts of the demo: the personas, and some of the helpers that the running project's pack brought."""

import datetime as dt

from django.db.models import Case, When

from accounts.models import User
from common.wall import across_structures
from desk.personas import BY_KEY
from reporting.demo import running
from structures.enums import Role
from structures.models import Affiliation, Membership, Partner, Person, Portal, Project, Structure

HOME_OF = {"ines": running.TOURNAI, "karim": running.TOURNAI}
PARTNER_OF = {"joris": ("DISTRICT09", Role.COORDINATOR), "an": ("DISTRICT09", Role.TRAINER),
              "sophie": ("TECHNOFUTUR_TIC", Role.COORDINATOR),
              "claire": ("WETECHCARE_FR", Role.LEAD)}  # fmt: skip
PORTAL_OF = {"paul": Role.CURATOR, "greet": Role.MODERATOR, "nadia": Role.ADMINISTRATOR}
COLLEAGUES = 40
WALKED_INTO = (running.TOURNAI, running.GENT)


def add_personas(project: Project) -> dict[str, User]:
    """An account and a place for each persona; returns accounts by key."""
    portal = Portal.objects.get(pk=project.portal_id)
    made: dict[str, User] = {}
    for key, persona in BY_KEY.items():
        if persona.learner:
            continue
        user = User.objects.filter(email=persona.email).first() or User.objects.create_user(persona.email)
        user.first_name, user.last_name, user.language = persona.first_name, persona.last_name, persona.language
        user.confirmed_at = user.confirmed_at or user.joined_at
        user.is_staff = PORTAL_OF.get(key) in (Role.CURATOR, Role.ADMINISTRATOR)
        user.save()
        made[key] = user
    with across_structures("the demo world puts its personas in their places"):
        for key, code in HOME_OF.items():
            structure = structure_of(project, code)
            role = Role.REFERENT if key == "karim" else Role.AIDANT
            _join(made[key], role, structure=structure, since=project.start)
            _enrol(made[key], project, structure)
        for key, (code, role) in PARTNER_OF.items():
            for partner in Partner.objects.filter(code=code).order_by("-project__start"):
                _join(made[key], role, partner=partner)
        for key, role in PORTAL_OF.items():
            _join(made[key], role, portal=portal)
    return made


def add_colleagues(project: Project) -> None:
    """Accounts for some helpers of the pack, so that structures have people and the forum has voices."""
    with across_structures("the demo world gives accounts to helpers of the pack"):
        people = Person.objects.filter(project=project, home__isnull=False, email__endswith="@place.example")
        # First the whole teams of the places that people walk into: their logs name nobody from outside the team.
        first = Case(*(When(code__startswith=f"{code}-", then=0) for code in WALKED_INTO), default=1)
        for person in people.select_related("home").order_by(first, "code")[:COLLEAGUES]:
            if person.user_id:
                continue
            user = User.objects.filter(email=person.email).first() or User.objects.create_user(
                person.email,
                first_name=person.first_name,
                last_name=person.last_name,
                language=person.language or "fr",
                confirmed_at=person.confirmed_at,
            )
            person.user = user
            person.save(update_fields=["user"])
            _join(user, Role.AIDANT, structure=person.home, since=project.start)


def structure_of(project: Project, code: str) -> Structure:
    """The structure that the project's pack calls by that id."""
    with across_structures("the demo world looks for its structures"):
        return Affiliation.objects.select_related("structure").get(project=project, code=code).structure


def _join(user: User, role: str, *, since: dt.date | None = None, **place) -> None:
    defaults = {"since": since} if since else {}
    Membership.objects.get_or_create(user=user, role=role, until=None, defaults=defaults, **place)


def _enrol(user: User, project: Project, structure: Structure) -> None:
    Person.objects.get_or_create(
        project=project,
        user=user,
        defaults={
            "code": f"demo-{user.first_name.lower()}",
            "home": structure,
            "kind": "professional",
            "first_name": user.first_name,
            "last_name": user.last_name,
            "email": user.email,
            "language": user.language,
            "confirmed_at": user.confirmed_at,
        },
    )
