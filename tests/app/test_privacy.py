"""What is held about people: declared for every key, given to her alone, gone when she asks, and no total moves."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

from learners.models import Learner
from privacy.holdings import ACCOUNT, LEARNER, holdings
from structures.models import Person

pytestmark = pytest.mark.django_db
User = get_user_model()
SUBJECTS = {User, Learner, Person}

# --- every key is declared


def keys() -> set[tuple[str, str]]:
    """(model, field) of every key to an account, a person of the register or a learner, read from the code."""
    return {
        (model._meta.label, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.related_model in SUBJECTS and (field.concrete or field.many_to_many)
    }


def test_every_key_to_a_person_is_declared_by_its_room():
    declared = {one.link for subject in (ACCOUNT, LEARNER) for one in holdings(subject)}
    assert keys() - declared == set(), "declare it in the personal.py of its room"


def test_no_declaration_is_without_a_table_or_columns():
    for subject in (ACCOUNT, LEARNER):
        for one in holdings(subject):
            for column in one.clear:
                one.model._meta.get_field(column)
            assert str(one.title)
            assert one.erasure == "delete" or one.why or one.clear, one.link


# What domain.md forbids to know of a learner: surname, e-mail, birth, address, national number, nationality, health.
FORBIDDEN = {
    "surname", "last_name", "family_name", "email", "mail", "birth", "birthday", "birth_date", "age", "address",
    "street", "postcode", "phone", "telephone", "national", "nationality", "national_number", "niss", "nir", "health",
    "disability", "religion", "photo",
}  # fmt: skip


def test_no_table_of_a_learner_has_a_column_for_what_must_not_be_known():
    about = {one.model for one in holdings(LEARNER)}
    about |= {model for model in apps.get_models() if model._meta.app_label in {"learners", "assessments", "courses"}}
    told = {
        (model._meta.label, field.name)
        for model in about
        for field in model._meta.fields
        if FORBIDDEN & {field.name, *field.name.split("_")}
    }
    # The place where help was given, which is no home of hers (docs/counting.md, Territory).
    assert told <= {("accompaniments.Accompaniment", "postcode")}
