"""Two structures that are one, lived in: for the tests of merges."""

import uuid

import pytest
from django.db import transaction
from django.utils import timezone, translation

from accompaniments.services import record_accompaniment
from accounts.models import User
from common.wall import across_structures, as_person, open_structure
from courses.learning.services import assign_module, record_answer
from learners.services import add_learner, issue_card, make_group
from reporting.models import Activity
from structures.enums import Role
from structures.models import Affiliation, AffiliationState, Membership, Structure
from tests.app.factories import (
    StructureFactory,
    aidant_of,
    coordinator_of,
    referent_of,
)
from tests.app.learning import published

FIELDS = {"mode": "individual", "place": "structure", "minutes": 30, "themes": ["email"]}


def across():
    return across_structures("a test looks at everything")


def place(tic, slug: str, **more) -> Structure:
    return StructureFactory(
        name=f"EPN {slug}", slug=slug, affiliation__project=tic.project, affiliation__operator=tic, **more
    )


def lived_in(structure: Structure, by: User, alias: str) -> dict:
    """A learner with a card, a group, a module with an answer, help that was logged, a moment of use."""
    with open_structure(structure.pk), as_person(by.pk):
        learner = add_learner(structure=structure, alias=alias, language="fr", by=by)
        card = issue_card(learner=learner, by=by)
        group = make_group(structure=structure, name=f"{alias} group", by=by, learners=[learner])
        assignment = assign_module(learner=learner, module=published(), by=by)
        record_answer(learner=learner, assignment=assignment, key=uuid.uuid4(), step="show", value={"seen": 1})
        record = record_accompaniment(
            structure=structure, by=by, learners=[learner], date=timezone.localdate(), **FIELDS
        )
        with transaction.atomic():
            project = Affiliation.objects.get().project
            Activity.objects.create(structure=structure, project=project, learner=learner, at=timezone.now())
    return {"learner": learner, "card": card, "group": group, "assignment": assignment, "record": record}


def joins(user: User, structure: Structure, role: str = Role.AIDANT) -> None:
    with across():
        Membership.objects.create(user=user, structure=structure, role=role)


@pytest.fixture
def two(tic):
    """Two structures of one operator, each with an aidant and a learner."""
    kept, gone = place(tic, "quai"), place(tic, "kaai")
    people = referent_of(kept, email="kept@place.example"), referent_of(gone, email="gone@place.example")
    return kept, gone, lived_in(kept, people[0], "Amina"), lived_in(gone, people[1], "Luc")


@pytest.fixture
def boss(tic):
    return coordinator_of(tic, email="boss@place.example")


@pytest.fixture
def herself(two, tic):
    """One person: at one structure under one address, at the other under another."""
    kept, gone, *_ = two
    return aidant_of(kept, email="ines@place.example"), aidant_of(gone, email="ines@other.example")


def operator_of(structure):
    with across():
        return AffiliationState.objects.filter(structure=structure).first().operator


@pytest.fixture
def in_english():
    """Sentences are read as they are written."""
    with translation.override("en"):
        yield
