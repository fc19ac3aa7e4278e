"""The wall between structures, asked by raw SQL under the application's own role (docs/wall.md)."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from common.db.guards import guarded_models
from common.wall import (
    across_structures,
    as_person,
    current_structure_id,
    open_structure,
    wall_settings,
)
from learners.models import Learner
from structures import journal
from structures.models import JournalEntry, Membership
from tests.app.doors import signed_in
from tests.app.factories import LearnerFactory, StructureFactory, aidant_of, portal_person

pytestmark = pytest.mark.django_db
OURS = "learners_learner"


def rows(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def changed(statement, *values) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def aliases() -> set[str]:
    return {alias for (alias,) in rows("SELECT alias FROM learners_learner")}


@pytest.fixture
def two():
    """Two structures with a learner each."""
    first, second = StructureFactory(), StructureFactory()
    LearnerFactory(structure=first, alias="Fatima")
    LearnerFactory(structure=second, alias="Luc")
    return first, second


# --- what is behind the wall: read from the models, compared with the database's own catalogue

WITH_STRUCTURE = [
    model
    for model in apps.get_models(include_auto_created=True)
    if any(field.column == "structure_id" for field in model._meta.local_concrete_fields)
]
# As PostgreSQL words it; read from the catalogue, and written here by hand.
SETTING = "current_setting('app.structure_id'::text, true)"
BARE_EQUALITY = f"(structure_id = ( SELECT (NULLIF({SETTING}, ''::text))::bigint AS \"nullif\"))"
NOBODYS = f"((structure_id IS NULL) AND (( SELECT NULLIF({SETTING}, ''::text) AS \"nullif\") IS NULL))"
APPEND_ONLY = [model for model in apps.get_models() if getattr(model, "append_only", False)]


def label(model) -> str:
    return model._meta.label


def test_there_is_something_to_guard():
    assert len(WITH_STRUCTURE) >= 14
    assert set(WITH_STRUCTURE) <= set(guarded_models())
    assert JournalEntry in APPEND_ONLY


@pytest.mark.parametrize("model", guarded_models(), ids=label)
def test_every_guarded_table_forces_row_level_security(model):
    [(enabled, forced, owner)] = rows(
        "SELECT relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) FROM pg_class WHERE oid = %s::regclass",
        model._meta.db_table,
    )
    assert enabled
    assert forced
    assert owner != "halte_app", "an owner could lift the policy"


@pytest.mark.parametrize("model", WITH_STRUCTURE, ids=label)
def test_every_table_with_a_structure_has_the_bare_equality_and_no_other_way_in(model):
    found = rows(
        "SELECT policyname, cmd, roles::text[], permissive, qual, with_check FROM pg_policies WHERE tablename = %s",
        model._meta.db_table,
    )
    by_name = {name: rest for name, *rest in found}
    command, roles, permissive, qual, check = by_name["home"]
    assert (command, roles, permissive) == ("ALL", ["halte_app"], "PERMISSIVE")
    assert qual == check == BARE_EQUALITY
    assert by_name["across"] == ["ALL", ["halte_across"], "PERMISSIVE", "true", "true"]
    allowed = {"home", "across"} | ({"person"} if hasattr(model, "wall_person_column") else set())
    if getattr(model, "wall_shared", False):
        assert by_name["shared"] == ["SELECT", ["halte_app"], "PERMISSIVE", "(structure_id IS NULL)", None]
        assert by_name["house"] == ["ALL", ["halte_app"], "PERMISSIVE", NOBODYS, NOBODYS]
        allowed |= {"shared", "house"}
    if getattr(model, "erasable", False):
        assert by_name["eraser"] == ["ALL", ["halte_owner"], "PERMISSIVE", BARE_EQUALITY, "false"]
        allowed |= {"eraser"}
    if hasattr(model, "follows_merges"):
        allowed |= {"merging_reads", "merging_moves"}
        for policy, command in (("merging_reads", "SELECT"), ("merging_moves", "UPDATE")):
            merging = "(current_setting('app.merging'::text, true) = 'on'::text)"
            checked = merging if command == "UPDATE" else None
            assert by_name[policy] == [command, ["halte_owner"], "PERMISSIVE", merging, checked]
    assert set(by_name) == allowed
    if "person" in by_name:
        assert by_name["person"][0] == "SELECT", "who a row is about may read it, not write it"


@pytest.mark.parametrize("model", APPEND_ONLY, ids=label)
@pytest.mark.parametrize("role", ["halte_app", "halte_across"])
def test_the_database_itself_refuses_to_change_what_is_append_only(model, role):
    table = model._meta.db_table
    for right in ("UPDATE", "DELETE"):  # tests/database.py gives TRUNCATE back, to empty tables between tests
        assert rows("SELECT has_table_privilege(%s, %s, %s)", role, table, right) == [(False,)]
    for right in ("SELECT", "INSERT"):
        assert rows("SELECT has_table_privilege(%s, %s, %s)", role, table, right) == [(True,)]


# --- one structure never reaches another


def test_a_query_without_a_condition_sees_the_open_structure_only(two):
    assert aliases() == set()
    with open_structure(two[0].pk):
        assert aliases() == {"Fatima"}
    with open_structure(two[1].pk):
        assert aliases() == {"Luc"}
    assert aliases() == set()


def test_no_condition_no_join_and_no_function_reaches_further(two):
    first, second = two
    with open_structure(first.pk):
        assert rows("SELECT alias FROM learners_learner WHERE structure_id = %s", second.pk) == []
        assert rows("SELECT alias FROM learners_learner WHERE structure_id = %s OR true", second.pk) == [("Fatima",)]
        joined = "SELECT l.alias FROM structures_structure s JOIN learners_learner l ON l.structure_id = s.id"
        assert rows(joined) == [("Fatima",)]
        assert rows("SELECT count(*) FROM structures_structure s, LATERAL (TABLE learners_learner) l") == [(2,)]
        assert rows("SELECT max(alias) FROM learners_learner") == [("Fatima",)]


def test_a_row_for_another_structure_is_refused(two):
    first, second = two
    with open_structure(first.pk):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Learner.objects.create(structure=second, alias="Intruder")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            changed("UPDATE learners_learner SET structure_id = %s", second.pk)
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Learner.objects.create(structure=first, alias="Nobody's")


def test_nothing_of_another_structure_is_changed_or_deleted(two):
    first, second = two
    with open_structure(first.pk):
        assert changed("UPDATE learners_learner SET alias = 'X' WHERE structure_id = %s", second.pk) == 0
        assert changed("DELETE FROM learners_learner WHERE structure_id = %s", second.pk) == 0
        assert changed("UPDATE learners_learner SET alias = 'X'") == 1
    with open_structure(second.pk):
        assert aliases() == {"Luc"}


def test_a_person_reads_her_own_memberships_everywhere_and_writes_none(two):
    user = aidant_of(two[0])
    other = aidant_of(two[1])
    assert Membership.objects.count() == 0
    with as_person(user.pk):
        assert set(Membership.objects.values_list("user_id", flat=True)) == {user.pk}
        assert changed("UPDATE structures_membership SET role = 'lead'") == 0
        assert changed("DELETE FROM structures_membership") == 0
    with as_person(other.pk), open_structure(two[0].pk):
        assert set(Membership.objects.values_list("user_id", flat=True)) == {user.pk, other.pk}


def test_the_address_opens_the_structure_and_only_to_its_members(two):
    client = signed_in(aidant_of(two[0]))
    page = client.get(f"/s/{two[0].slug}/learners/")
    assert "Fatima" in page.content.decode()
    assert "Luc" not in page.content.decode()
    assert client.get(f"/s/{two[1].slug}/learners/").status_code == 404
    assert client.get("/s/no-such-place/learners/").status_code == 404
    assert wall_settings() == ("", ""), "the request closed what it opened"


# --- across structures, and back


def test_the_across_role_sees_all_inside_its_block_and_nothing_after(two):
    with across_structures("the test counts learners"):
        assert aliases() == {"Fatima", "Luc"}
        assert rows("SELECT current_user") == [("halte_across",)]
    assert rows("SELECT current_user") == [("halte_app",)]
    assert aliases() == set()


def test_an_error_inside_ends_the_across_role_too(two):
    with pytest.raises(ZeroDivisionError), across_structures("the test breaks"):
        assert aliases() == {"Fatima", "Luc"}
        _ = 1 / 0
    assert rows("SELECT current_user") == [("halte_app",)]
    assert aliases() == set()


def test_across_inside_across_and_inside_a_structure_gives_back_what_was(two):
    with open_structure(two[0].pk):
        with across_structures("outer"):
            with across_structures("inner"):
                assert aliases() == {"Fatima", "Luc"}
            assert aliases() == {"Fatima", "Luc"}
        assert aliases() == {"Fatima"}


def test_leaving_a_structure_takes_a_reason():
    with pytest.raises(ValueError, match="why"), across_structures(""):
        pass


def test_the_applications_role_does_not_inherit_the_across_role():
    assert rows("SELECT rolinherit, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'halte_app'") == [
        (False, False, False)
    ]


# --- the journal


def test_a_line_of_the_journal_stays_as_it_was_written(two):
    user = aidant_of(two[0])
    with open_structure(two[0].pk):
        journal.record(act="learner_added", by=user, language="fr")
        entry = JournalEntry.objects.get()
        for statement in ("UPDATE structures_journalentry SET act = 'x'", "DELETE FROM structures_journalentry"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                changed(statement)
        entry.act = "rewritten"
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            entry.save()
        assert JournalEntry.objects.get().act == "learner_added"
    with pytest.raises(DatabaseError, match="permission denied"), across_structures("the test tries from above"):
        changed("DELETE FROM structures_journalentry")
    with open_structure(two[1].pk):
        assert not JournalEntry.objects.exists()


def test_a_line_of_the_journal_outlives_the_account_of_its_actor(two):
    user = portal_person("curator")
    number = user.pk
    with open_structure(two[0].pk):
        journal.record(act="learner_added", by=user)
    with across_structures("an account goes, with all that is hers"):
        user.delete()
        assert JournalEntry.objects.get().user_id == number


# --- the setting lives and dies with its transaction


def test_an_open_structure_inside_another_gives_it_back(two):
    first, second = two
    with open_structure(first.pk):
        with open_structure(second.pk):
            assert aliases() == {"Luc"}
            with open_structure(None):
                assert aliases() == set()
            assert current_structure_id() == second.pk
        assert aliases() == {"Fatima"}
    assert current_structure_id() is None


def test_a_savepoints_rollback_keeps_the_wall_where_the_code_says_it_is(two):
    first, second = two
    with open_structure(first.pk):
        with pytest.raises(ZeroDivisionError), transaction.atomic(), open_structure(second.pk):
            assert aliases() == {"Luc"}
            _ = 1 / 0
        assert aliases() == {"Fatima"}, "the rollback undid the inner setting, and the outer one holds again"
    with pytest.raises(ZeroDivisionError), open_structure(first.pk), transaction.atomic():
        _ = 1 / 0
    assert aliases() == set()


def test_a_structure_opened_after_a_savepoint_stays_open_when_that_is_rolled_back(two):
    savepoint = transaction.savepoint()
    with open_structure(two[0].pk):
        assert aliases() == {"Fatima"}
        transaction.savepoint_rollback(savepoint)
        assert aliases() == {"Fatima"}, "the rollback undid the setting; it must be written again"
    assert aliases() == set()


def test_a_structure_opened_in_a_broken_transaction_closes_with_it(two):
    first, second = two
    with open_structure(first.pk):
        with pytest.raises(DatabaseError), transaction.atomic(), open_structure(second.pk):
            changed("SELECT * FROM no_such_table")
        assert aliases() == {"Fatima"}


@pytest.mark.django_db(transaction=True)
class TestWithoutATransaction:
    """On a connection in autocommit, as between the requests."""

    @pytest.fixture
    def ours(self):
        structure = StructureFactory(name="Autocommit", slug="autocommit")
        LearnerFactory(structure=structure, alias="Fatima")
        return structure

    def test_outside_a_transaction_there_is_nothing(self, ours):
        with open_structure(ours.pk):
            assert aliases() == set()
            with transaction.atomic():
                assert aliases() == {"Fatima"}
            assert aliases() == set()

    def test_the_next_transaction_on_the_same_connection_sees_nothing(self, ours):
        with open_structure(ours.pk), transaction.atomic():
            process = rows("SELECT pg_backend_pid()")
            assert aliases() == {"Fatima"}
        with transaction.atomic():
            assert rows("SELECT pg_backend_pid()") == process, "the same connection, as behind a pooler"
            assert aliases() == set()
            assert rows("SELECT coalesce(current_setting('app.structure_id', true), '')") == [("",)]

    def test_a_rolled_back_transaction_leaves_nothing_either(self, ours):
        with pytest.raises(ZeroDivisionError), open_structure(ours.pk), transaction.atomic():
            _ = 1 / 0
        with transaction.atomic():
            assert aliases() == set()

    def test_a_second_transaction_in_an_open_structure_is_told_again(self, ours):
        with open_structure(ours.pk):
            for _time in range(2):
                with transaction.atomic():
                    assert aliases() == {"Fatima"}
