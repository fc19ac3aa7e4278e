"""Nobody reaches what is not hers: by an address, by SQL. The world is tests/app/world.py.

What lies beyond the wall answers like what does not exist: the same status, the same page, and the same statements sent
to the database. So nobody infers it from an answer's time either: no clock is needed to know that.
"""

import itertools
import json
import logging

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

import config.urls  # noqa: F401  (read before a test turns the demo on)
from common.wall import across_structures, as_person, open_structure
from tests.app.figures import Tries
from tests.app.matrix import BODY, COLUMNS, FRAGMENTS, READS_ALL, SHARED, arguments
from tests.app.probe import (
    GETS,
    HTMX,
    POSTS,
    address,
    another_id,
    differences,
    fingerprint,
    own_address,
    patterns,
    visit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.long]
# Modules and exercises of helpers: the same for every account.
HELPERS = {"helpers_module", "helpers_exercise"}
OPEN = {"200", "go", "405", "403", "does"}


@pytest.fixture(autouse=True)
def _demo(settings, caplog):
    settings.ROOT_URLCONF, settings.DEMO = "tests.app.demo_urls", True
    caplog.set_level(logging.CRITICAL, logger="django.request")


def of_a_thing(world) -> dict[str, dict[str, str]]:
    """URL name -> those of its arguments that name a row (codes, steps and sheets are the same for everybody)."""
    found = {}
    for name, (thing, _cells) in GETS.items():
        rows = {argument: kind for argument, kind in arguments(thing).items() if kind in world.foreign}
        if rows:
            found[name] = rows
    return found


def attackers(name: str) -> list[tuple[str, str]]:
    """(who, as whom) may come to that address with a thing of her own, or is refused there for want of a right.

    As whom: the viewer is an administrator who sees what the aidant sees.
    """
    cells = [(one, {GETS[name][1][one], POSTS[name][1][one] if name in POSTS else ""}) for one in COLUMNS]
    found = [one for one, answers in cells if answers & OPEN and not one.startswith("foreign")]
    found = [one for one in found if not any(name.startswith(prefix) and one == who for prefix, who in READS_ALL)]
    return [(one, one) for one in found] + [("viewer", "aidant")] * ("aidant" in found)


def ways(name: str) -> list[tuple[str, dict]]:
    """The methods that an address takes, and by htmx too where pages ask it so."""
    methods = ["GET", "POST"] if name in POSTS else ["GET"]
    return [(method, extra) for method in methods for extra in ([{}, {"headers": HTMX}] if name in FRAGMENTS else [{}])]


# --- by an address


def test_every_address_of_a_thing_has_a_foreign_one_or_a_reason(world):
    """A new address with an id is tried below by itself, once the world has its thing on both sides of the wall."""
    with_ids = {
        name for name, (thing, _cells) in GETS.items() if any(k in world.own for k in arguments(thing).values())
    }
    words = {name for name in with_ids if set(arguments(GETS[name][0]).values()) <= {"check_step", "sheet", *HELPERS}}
    assert with_ids - words - set(of_a_thing(world)) - set(SHARED) == set()
    takes = {name for name, keys in patterns().items() if keys & {"pk", "row", "token"} and name in GETS}
    assert takes - with_ids == set(), "an address takes an id, and its line names no thing"


def test_a_foreign_thing_answers_like_one_that_does_not_exist(world, record_property):
    """By everybody who may come there with her own: what is missing is asked once, each foreign thing beside it."""
    before, tries = fingerprint(), Tries("addresses")
    for name, rows in of_a_thing(world).items():
        if name in SHARED:
            continue
        own = {argument: world.own[kind] for argument, kind in arguments(GETS[name][0]).items()}
        for persona, as_whom in attackers(name):
            for argument, kind in rows.items():
                missing = another_id(world.foreign[kind][0])
                for method, extra in ways(name):

                    def ask(one, argument=argument, method=method, extra=extra, persona=persona, name=name, own=own):
                        url = address(world, name, own | {argument: one})
                        return visit(world, persona, method, url, body(name), **extra)

                    nothing = ask(missing)
                    for foreign in world.foreign[kind]:
                        tries.one(name, persona)
                        seen, found = ask(foreign), []
                        if seen.kind not in refusals(name, method, persona, as_whom):
                            found.append(f"answers {seen.kind} {seen.error}")
                        found += differences(seen, nothing, foreign, missing)
                        tries.found(f"{method} {name} {kind} by {persona}: {one}" for one in found)
    assert fingerprint() == before
    tries.tell(record_property, least=500)


def refusals(name: str, method: str, persona: str, as_whom: str) -> set[str]:
    """What that persona may be answered there: not found, but for the method or for her want of a right."""
    cell = (GETS if method == "GET" else POSTS)[name][1][as_whom]
    if persona == "viewer":
        return {"403"} if method == "POST" else {"404", "403", "405"}
    return {"405"} if cell == "405" else {"403", "404"} if cell == "403" else {"404"}


def body(name: str) -> dict[str, str]:
    return {key: value for key, value in BODY.get(name, {}).items() if not value.startswith("@")}


def test_another_place_is_one_that_does_not_exist(world, record_property):
    """Codes of another structure, another partner, another project, for who may do the most in her own."""
    tries = Tries("places")
    for name in GETS:
        keys = patterns()[name]
        if "slug" in keys and GETS[name][1]["foreign_aidant"] == "404":
            asking = [("referent", {"slug": world.things["there"].slug}, {"slug": "nowhere"})]
        elif "partner" in keys:
            abroad = {"project": "elsewhere", "partner": "abroad"}
            asking = [("lead", abroad, abroad | {"partner": "nowhere"})]
            asking += [("coordinator", {"partner": "theirs"}, {"partner": "nowhere"})]
        else:
            continue
        for (method, extra), (persona, place, nowhere) in itertools.product(ways(name), asking):
            tries.one(name, persona)
            seen, nothing = (
                visit(world, persona, method, own_address(world, name, **one), body(name), **extra)
                for one in (place, nowhere)
            )
            found = [] if seen.kind == "404" else [f"answers {seen.kind} {seen.error}"]
            found += differences(seen, nothing, *place.values(), *nowhere.values())
            tries.found(f"{method} {name} at {place} by {persona}: {one}" for one in found)
    tries.tell(record_property, least=200)


def test_what_is_shared_answers_404_for_an_unknown_id(world):
    words = {"token": "no-such-token", "code": "no-such-code", "exercise": "no-such-exercise", "name": "no-such-name"}
    words |= {"language": "xx", "country": "XX", "kind": "no-such-kind", "key": "no-such-key"}
    for name, argument in ((one, argument) for one in SHARED for argument in arguments(GETS[one][0])):
        missing = words.get(argument) or another_id(world.own[arguments(GETS[name][0])[argument]])
        seen = visit(world, "aidant", "GET", address(world, name, {argument: missing}))
        # A link says the same whether it was never there, is used or ran out; a card is asked for on the next page.
        links = {
            "team:invitation": "410",
            "registration:register_resume": "410",
            "learners:token": "go",
            "undo_address": "410",
        }
        expected = links.get(name, GETS[name][1]["aidant"])
        assert seen.kind == (expected if argument == "token" or expected in {"403", "405"} else "404"), (name, argument)


# --- by SQL, under the application's own role; what the policies say is in test_wall.py

WALLED = [
    model
    for model in apps.get_models(include_auto_created=True)
    if any(field.column == "structure_id" for field in model._meta.local_concrete_fields)
]
OF_A_PERSON = [
    model for model in apps.get_models() if getattr(model, "wall_person_column", None) and model not in WALLED
]


def run(sql: str, *values) -> tuple[int, list]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount, cursor.fetchall() if cursor.description else []


def one_row(model, column: str, value) -> str:
    """A row that lies beyond the wall, as JSON."""
    with across_structures("the test fetches what the application's role must not reach"):
        _n, rows = run(f'SELECT to_jsonb(t)::text FROM "{model._meta.db_table}" t WHERE {column} = %s LIMIT 1', value)
    assert rows, f"the world has no foreign row of {model._meta.label}: add one to tests/app/world.py"
    return rows[0][0]


def cannot_reach(model, column: str, foreign, here) -> None:
    table, row = model._meta.db_table, one_row(model, column, foreign)
    assert run(f'SELECT count(*) FROM "{table}" WHERE {column} = %s', foreign)[1] == [(0,)]
    for act in (f'UPDATE "{table}" SET {column} = {column}', f'DELETE FROM "{table}"'):
        try:
            with transaction.atomic():
                assert run(f"{act} WHERE {column} = %s", foreign)[0] == 0
        except DatabaseError as error:
            assert "permission denied" in str(error)  # append-only tables refuse before they look
    for values in (row, json.dumps(json.loads(row) | {column: foreign})):
        insert = f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_record(NULL::"{table}", %s::jsonb)'
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            run(insert, values)
    if here is not None:
        with pytest.raises(DatabaseError, match=r"row-level security|permission denied"), transaction.atomic():
            moved, _rows = run(f'UPDATE "{table}" SET {column} = %s WHERE {column} = %s', foreign, here)
            assert moved, f"the world has no own row of {model._meta.label}"


@pytest.mark.parametrize("model", WALLED, ids=lambda model: model._meta.label)
def test_sql_in_one_structure_reaches_no_row_of_another(world, model):
    here, there = world.things["here"].pk, world.things["there"].pk
    with open_structure(here):
        cannot_reach(model, "structure_id", there, here)
    with open_structure(None):
        cannot_reach(model, "structure_id", there, None)


@pytest.mark.parametrize("model", OF_A_PERSON, ids=lambda model: model._meta.label)
def test_sql_for_one_person_reaches_no_row_of_another(world, model):
    column = model.wall_person_column
    persona = "foreign_coordinator" if model._meta.model_name == "packupload" else "foreign_aidant"
    foreign, me = world.users[persona].pk, world.users["aidant"].pk
    with as_person(me):
        cannot_reach(model, column, foreign, None)
    with as_person(None):
        cannot_reach(model, column, foreign, None)


def test_both_lists_of_models_hold_something():
    assert len(WALLED) >= 18
    assert {model._meta.label for model in OF_A_PERSON} >= {"common.Job", "common.JobFile", "reporting.PackUpload"}


@pytest.mark.parametrize("model", WALLED + OF_A_PERSON, ids=lambda model: model._meta.label)
def test_no_table_shows_a_row_while_nothing_is_open(world, model):
    count = f'SELECT count(*) FROM "{model._meta.db_table}"'
    if getattr(model, "wall_shared", False):  # the house's rows are everybody's
        count += " WHERE structure_id IS NOT NULL"
    assert run(count)[1] == [(0,)]
    with across_structures("the test sees that there was something to see"):
        assert run(count)[1] > [(0,)]
