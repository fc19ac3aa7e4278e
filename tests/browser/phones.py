"""Learners with phones: made on the site's database, each with modules given; `main()` prints their cards as JSON."""

import json
import sys

from django.db import transaction

from accounts.models import User
from common.wall import across_structures, open_structure
from courses.learning.models import Module
from courses.learning.services import assign_module
from desk.demo import people
from learners.services import add_learner, issue_card
from reporting.demo import running
from structures.models import Project

GIVEN = ("L06", "L11")


def main(*wanted: str) -> None:
    """One learner a word: her name, and after a colon her language. `[{"token", "id", "modules": {code: id}}]`."""
    project = Project.objects.get(code=running.CODE)
    with across_structures("the browser's tests look for what there is"):
        structure = people.structure_of(project, running.TOURNAI)
    ines = User.objects.get(email="ines@demo.example")
    modules = {module.code: module for module in Module.objects.filter(code__in=GIVEN)}
    found = []
    with open_structure(structure.pk), transaction.atomic():
        for one in wanted:
            name, _colon, language = one.partition(":")
            learner = add_learner(structure=structure, alias=name, language=language or "fr", by=ines)
            card = issue_card(learner=learner, by=ines)
            given = {code: assign_module(learner=learner, module=modules[code], by=ines) for code in GIVEN}
            ids = {code: str(assignment.pk) for code, assignment in given.items()}
            found.append({"token": card.token, "id": str(learner.pk), "name": name, "modules": ids})
    json.dump(found, sys.stdout)
