"""Two taps, two windows, two helpers at the same moment: in the library and in helpers' own training."""

from functools import partial

import pytest
from django.db import transaction
from django.utils import timezone

from common.errors import DomainError
from common.wall import as_person, open_structure
from courses.library import services as library
from courses.library.models import Collection, OutdatedReport, Share
from courses.training import services as training
from courses.training.models import Study
from tests.app.crowd import at_once
from tests.app.factories import LearnerFactory, StructureFactory, UserFactory, aidant_of
from tests.app.learning import published
from tests.app.test_library import made
from tests.app.test_library_writing import lines

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_earlier_attempts")]


def test_a_resource_is_put_into_a_collection_once_and_two_get_two_places():
    one = Collection.objects.create(owner=UserFactory(), title="Jeudi", language="fr")
    first, second = made("fr", "Un"), made("fr", "Deux")
    puts = [partial(library.add_to, one=one, resource=resource) for resource in (first, first, first, second)]
    assert at_once(*puts) == [None] * 4
    assert list(one.items.values_list("position", flat=True)) == [1, 2]


def test_a_resource_is_given_once_and_never_beyond_twenty():
    structure = StructureFactory()
    aidant, learner = aidant_of(structure), LearnerFactory(structure=structure)

    def give(resource):
        with open_structure(structure.pk):
            return library.share(structure=structure, learners=[learner], resource=resource, by=aidant)

    for number in range(library.MOST_SHARED - 2):
        give(made("fr", f"G{number}"))
    same = made("fr", "Le même")
    assert sorted(len(one) for one in at_once(*[partial(give, same)] * 3)) == [0, 0, 1]
    done = at_once(*[partial(give, made("fr", f"D{number}")) for number in range(3)])
    assert [type(one) for one in done].count(DomainError) == 2, done
    with open_structure(structure.pk), transaction.atomic():
        given = Share.objects.get(resource=same)
        library.take_back(one=given, by=aidant)

    def again():
        with open_structure(structure.pk):
            library.give_again(one=given, by=aidant)

    at_once(again, partial(give, made("fr", "Un autre")))
    with open_structure(structure.pk), transaction.atomic():
        assert Share.objects.filter(ended_at=None).count() == library.MOST_SHARED


def test_two_curators_settle_a_report_once():
    report = OutdatedReport.objects.create(resource=made("fr", "Un guide"), reason="old")
    by = UserFactory()
    assert at_once(*[partial(library.settle, report=report, by=by, checked=True)] * 3) == [None] * 3
    assert lines("resource_report_settled") == 1


def test_a_module_is_begun_again_once():
    module, helper = published("A04"), aidant_of(StructureFactory())
    with as_person(helper.pk), transaction.atomic():
        Study.objects.create(user=helper, module=module, version=module.published, completed_at=timezone.now())

    def again():
        with as_person(helper.pk), transaction.atomic():
            return training.begin_again(user=helper, module=module)

    done = at_once(*[again] * 3)
    assert {type(one) for one in done} <= {Study, DomainError}, done  # told that she is in it, or led there
    with as_person(helper.pk), transaction.atomic():
        assert Study.objects.filter(completed_at=None).count() == 1
