"""A structure's own copy of a module is seen and written nowhere else: by its addresses, and by SQL."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from common.errors import DomainError
from common.wall import across_structures, as_person, open_structure
from courses.authoring.models import Comment, DraftSave
from courses.learning import services
from courses.learning.catalogue import published_modules
from courses.learning.models import Module, ModuleVersion
from merging.services import merge_structures, undo_merge
from tests.app.copying import Place
from tests.app.doors import signed_in, text
from tests.app.factories import StructureFactory, aidant_of, portal_person, referent_of
from tests.app.learning import Ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    return Place()


def test_another_structure_finds_nothing_of_it(place) -> None:
    module = place.published()
    there = StructureFactory()
    client = signed_in(referent_of(there))
    for rest in ("modules/{}/", "modules/{}/memo/", "author/{}/", "author/{}/history/", "author/{}/origin/"):
        for slug in (there.slug, place.structure.slug):
            assert client.get(f"/s/{slug}/{rest.format(module.code)}").status_code == 404, rest
    assert module.code not in text(client.get(f"/s/{there.slug}/modules/"))
    assert module.code not in text(client.get(f"/s/{there.slug}/author/"))
    given = client.post(f"/s/{there.slug}/assign/", {"module": module.code})
    assert given.status_code == 404


def test_only_the_referent_writes_and_the_aidant_gives(place) -> None:
    module = place.published()
    aidant = signed_in(aidant_of(place.structure))
    assert aidant.get(place.at(f"modules/{module.code}/")).status_code == 200
    assert aidant.get(place.at(f"author/{module.code}/")).status_code == 403
    assert aidant.get(place.at("author/")).status_code == 403
    assert aidant.post(place.at("author/L16/copy/")).status_code == 403


def test_a_curator_has_the_houses_and_no_structures_copy(place) -> None:
    module = place.published()
    curator = signed_in(portal_person("curator"))
    assert module.code not in text(curator.get("/author/"))
    assert curator.get(f"/author/{module.code}/").status_code == 404
    assert curator.get(f"/author/{module.code}/look/nl/BE/step/why/").status_code == 404
    assert place.client.get(place.at(f"author/{module.code}/look/nl/BE/step/why/")).status_code == 200
    assert place.client.get("/author/L16/").status_code == 403
    assert place.client.get(place.at("author/L16/")).status_code == 404, "the house's is no copy of hers"
    administrator = portal_person("administrator", is_staff=True)
    page = signed_in(administrator).get(reverse("admin:courses_module_changelist"))
    assert module.code not in page.content.decode()


def test_a_save_of_another_structures_draft_is_not_undone(place) -> None:
    module = place.copied()
    place.written(module)
    with open_structure(place.structure.pk):
        save = DraftSave.objects.get()
    there = StructureFactory()
    client = signed_in(referent_of(there))
    assert client.post(f"/s/{there.slug}/author/saves/{save.pk}/back/").status_code == 404
    curator = signed_in(portal_person("curator"))
    assert curator.post(f"/author/saves/{save.pk}/back/").status_code == 404
    assert place.client.post(place.at(f"author/saves/{save.pk}/back/")).status_code == 302


# --- what the database says

TABLES = ["courses_module", "courses_moduleversion", "authoring_draftsave", "authoring_comment"]


def run(sql: str, *values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0] if cursor.description else cursor.rowcount


def _both(place) -> Module:
    """A copy with a save and a comment, and the same of the house's."""
    module = place.copied()
    place.written(module)
    with open_structure(place.structure.pk):
        Comment.objects.create(version=module.versions.get(), part="step/why", text="Ours")
    version = place.module.published
    Comment.objects.create(version=version, part="step/why", text="The house's")
    DraftSave.objects.create(version=version, at=version.created_at, before={})
    return module


def test_what_the_database_lets_through(place) -> None:
    _both(place)
    other = StructureFactory().pk
    for table in TABLES:
        sql_sees_the_houses_rows_everywhere_and_a_copys_at_home_alone(place, table, other)
        sql_writes_the_houses_rows_only_where_no_structure_is_open(place, table, other)
        sql_lets_no_copy_out_and_takes_none_in(place, table, other)


def sql_sees_the_houses_rows_everywhere_and_a_copys_at_home_alone(place, table: str, other: int) -> None:
    count = f"SELECT count(*) FROM {table}"
    house, own = f"{count} WHERE structure_id IS NULL", f"{count} WHERE structure_id IS NOT NULL"
    for here, seen in ((None, 0), (other, 0), (place.structure.pk, 1)):
        with open_structure(here):
            assert (run(house), run(own)) == (1, seen), (table, here)


def sql_writes_the_houses_rows_only_where_no_structure_is_open(place, table: str, other: int) -> None:
    touch = f"UPDATE {table} SET id = id WHERE structure_id IS NULL"
    assert run(touch) == 1, table
    for here in (place.structure.pk, other):
        with open_structure(here):
            assert run(touch) == 0, table
            assert run(f"DELETE FROM {table} WHERE structure_id IS NULL") == 0, table


def sql_lets_no_copy_out_and_takes_none_in(place, table: str, other: int) -> None:
    home = place.structure.pk
    moves = [(home, "NULL"), (home, str(other))]
    for here, to in moves:
        with open_structure(here), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            run(f"UPDATE {table} SET structure_id = {to} WHERE structure_id = {home}")
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        run(f"UPDATE {table} SET structure_id = {home}")
    row = f"(SELECT t FROM {table} t WHERE structure_id IS NULL LIMIT 1)"
    with open_structure(home), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        run(f"INSERT INTO {table} SELECT * FROM jsonb_populate_record({row}, '{{}}')")


def test_a_foreign_copy_is_given_to_nobody(place) -> None:
    module = place.published()
    other = Ground()
    with across_structures("a test holds what the application can't"):
        found = Module.objects.get(pk=module.pk)
    with open_structure(other.structure.pk), pytest.raises(DomainError, match="publi"):
        services.assign_module(learner=other.learner, module=found, by=other.aidant)


def test_two_structures_that_are_one_have_one_shelf_of_copies(place) -> None:
    module = place.published()
    kept = StructureFactory()
    administrator = portal_person("administrator")
    with as_person(administrator.pk):
        merge = merge_structures(kept=kept.pk, gone=place.structure.pk, by=administrator)
    with open_structure(kept.pk):
        assert [one.code for one in published_modules(at=kept)] == ["L16", module.code]
        assert ModuleVersion.objects.filter(module=module, structure=kept).count() == 1
        assert DraftSave.objects.filter(structure=kept).count() == 1
    with as_person(administrator.pk):
        undo_merge(merge=merge, by=administrator)
    with open_structure(place.structure.pk):
        assert Module.objects.filter(pk=module.pk).exists()


def test_nobody_who_is_not_signed_in_sees_one(place) -> None:
    module = place.published()
    assert Client().get(place.at(f"modules/{module.code}/")).status_code == 302
