"""Nobody reaches what is not hers: by an address, by a form's field, by SQL. The world is tests/app/world.py."""

import datetime as dt
import inspect
import json
import logging
import uuid
from importlib import import_module

import pytest
from django import forms
from django.apps import apps
from django.db import DatabaseError, connection, transaction

import config.urls  # noqa: F401  (read before a test turns the demo on)
from common.forms import IdField
from common.wall import across_structures, as_person, open_structure
from community.events.selectors import handle_of
from structures.models import Person
from tests.app.matrix import BODY, SHARED, arguments
from tests.app.probe import GETS, POSTS, address, another_id, fingerprint, normalised, own_address, patterns, visit
from tests.app.world import SECRET

pytestmark = pytest.mark.django_db


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


def attacker(name: str) -> str:
    """Who may do the most in the place where that address lies."""
    keys = patterns()[name]
    if "slug" in keys:
        return "referent"
    if "partner" in keys or name.startswith("forums:"):
        return "coordinator"
    return "learner" if name.startswith(("courses:", "assessments:")) else "aidant"


# --- by an address


def test_every_address_of_a_thing_has_a_foreign_one_or_a_reason(world):
    """A new address with an id is tried below by itself, once the world has its thing on both sides of the wall."""
    with_ids = {
        name for name, (thing, _cells) in GETS.items() if any(k in world.own for k in arguments(thing).values())
    }
    words = {name for name in with_ids if set(arguments(GETS[name][0]).values()) <= {"check_step", "sheet"}}
    assert with_ids - words - set(of_a_thing(world)) - set(SHARED) == set()
    takes = {name for name, keys in patterns().items() if keys & {"pk", "row", "token"} and name in GETS}
    assert takes - with_ids == set(), "an address takes an id, and its line names no thing"


def test_a_foreign_thing_answers_like_one_that_does_not_exist(world):
    before, wrong, tried = fingerprint(), [], 0
    for name, rows in of_a_thing(world).items():
        if name in SHARED:
            continue
        own = {argument: world.own[kind] for argument, kind in arguments(GETS[name][0]).items()}
        for argument, kind in rows.items():
            for foreign in world.foreign[kind]:
                missing = another_id(foreign)
                for method in ["GET", "POST"] if name in POSTS else ["GET"]:
                    tried += 1
                    seen, nothing = (
                        visit(world, attacker(name), method, address(world, name, own | {argument: one}), body(name))
                        for one in (foreign, missing)
                    )
                    wanted = "405" if method == "GET" and GETS[name][1][attacker(name)] == "405" else "404"
                    same = normalised(seen.body, foreign, missing) == normalised(nothing.body, foreign, missing)
                    if {seen.kind, nothing.kind} != {wanted} or not same or seen.wrote or SECRET in seen.body:
                        wrong.append(f"{method} {name} {kind}: {seen.kind}/{nothing.kind} {seen.wrote} {seen.error}")
    assert not wrong, "\n".join(wrong)
    assert tried > 60
    assert fingerprint() == before


def body(name: str) -> dict[str, str]:
    return {key: value for key, value in BODY.get(name, {}).items() if not value.startswith("@")}


def test_another_project_is_another_world_even_for_its_lead(world):
    """Codes of a partner of another project: nothing of it answers, whatever one is in one's own."""
    wrong = []
    for name in GETS:
        if "partner" in patterns()[name]:
            url = own_address(world, name, project="elsewhere", partner="abroad")
            for persona in ("coordinator", "trainer", "lead"):
                for method in ["GET", "POST"] if name in POSTS else ["GET"]:
                    seen = visit(world, persona, method, url, body(name))
                    wrong += [f"{method} {name} {persona}: {seen.kind}"] if seen.kind != "404" or seen.wrote else []
    assert not wrong, "\n".join(wrong)


def test_what_is_shared_answers_404_for_an_unknown_id(world):
    for name in SHARED:
        [argument] = arguments(GETS[name][0])
        words = {"token": "no-such-token", "code": "no-such-code"}
        missing = words.get(argument) or another_id(world.own[arguments(GETS[name][0])[argument]])
        seen = visit(world, "aidant", "GET", address(world, name, {argument: missing}))
        # A link says the same whether it was never there, is used or ran out; a card is asked for on the next page.
        links = {"team:invitation": "410", "registration:register_resume": "410", "learners:token": "go"}
        expected = links.get(name, GETS[name][1]["aidant"])
        assert seen.kind == (expected if argument == "token" or expected in {"403", "405"} else "404"), name


# --- by a field

REFERENT = "referent"
HELP = {"mode": "individual", "place": "structure", "minutes": "30", "themes": "email", "date": str(dt.date.today())}
ACTION = {
    "kind": "webinar",
    "title": "T",
    "starts_at": "2026-12-01T09:00",
    "ends_at": "2026-12-01T10:00",
    "online": "1",
}

# Every way in for an id that isn't in the path: (URL, method, who, field, kind of thing, the rest of the form).
FIELDS = [
    ("learners:group_new", "POST", REFERENT, "learners", "learner", {"name": "G"}),
    ("learners:group", "POST", REFERENT, "learners", "learner", {"name": "G"}),
    ("learners:cards", "POST", REFERENT, "learners", "learner", {"secret_kind": "digits"}),
    ("learners:cards", "GET", REFERENT, "learner", "learner", {}),
    ("learners:cards", "GET", REFERENT, "group", "group", {}),
    ("learners:list", "GET", REFERENT, "group", "group", {}),
    ("learners:list", "GET", REFERENT, "who", "helper", {}),
    ("learners:follower", "POST", REFERENT, "referent", "helper", {}),
    ("learners:leave", "POST", REFERENT, "handed_to", "helper", {}),
    ("learners:rooms", "POST", REFERENT, "group", "group", {}),
    ("accompaniments:new", "POST", REFERENT, "learners", "learner", HELP),
    ("accompaniments:new", "GET", REFERENT, "learner", "learner", {}),
    ("accompaniments:edit", "POST", REFERENT, "learners", "learner", HELP),
    ("accompaniments:list", "GET", REFERENT, "learner", "learner", {}),
    ("accompaniments:export", "GET", REFERENT, "learner", "learner", {}),
    ("assessments:new", "GET", REFERENT, "learner", "learner", {}),
    ("assessments:new", "POST", REFERENT, "learner", "learner", {}),
    ("assessments:key_in", "GET", REFERENT, "learner", "learner", {}),
    ("courses:module", "POST", REFERENT, "learners", "learner", {}),
    ("courses:module", "POST", REFERENT, "group", "group", {}),
    ("courses:module", "GET", REFERENT, "learner", "learner", {}),
    ("courses:assign", "POST", REFERENT, "learner", "learner", {"module": "L06"}),
    ("courses:progress", "GET", REFERENT, "group", "group", {}),
    ("affiliations:affiliations_several", "POST", "coordinator", "chosen", "affiliation", {"act": "approve"}),
    (
        "affiliations:affiliation_operator",
        "POST",
        "coordinator",
        "operator",
        "partner_elsewhere",
        {"since": str(dt.date.today())},
    ),
    ("events:new", "POST", "coordinator", "joint", "partner_elsewhere", ACTION),
    ("events:edit", "POST", "coordinator", "joint", "partner_elsewhere", ACTION),
    (
        "events:roll_add",
        "POST",
        "coordinator",
        "same",
        "person_elsewhere",
        {"first_name": "Inès", "last_name": "Verbeke"},
    ),
]
# Form classes with such a field, and the addresses above that use them.
FORMS = {
    "learners.forms.GroupForm": {"learners:group_new", "learners:group"},
    "learners.forms.CardsForm": {"learners:cards"},
    "learners.forms.SearchForm": {"learners:list"},
    "learners.forms.RoomForm": {"learners:rooms"},
    "accompaniments.forms.AccompanimentForm": {"accompaniments:new", "accompaniments:edit"},
    "accompaniments.forms.FilterForm": {"accompaniments:list", "accompaniments:export"},
    "assessments.forms.LearnerForm": {"assessments:new"},
    "courses.forms.AssignForm": {"courses:module", "courses:assign"},
    "courses.forms.ProgressFilter": {"courses:progress"},
    "community.events.forms.ActionForm": {"events:new", "events:edit"},
}
OPEN_TO_ALL = {"community.forums.forms.TopicForm": "the forum's shelves are everybody's"}


def forms_with_ids() -> set[str]:
    """Read from the code: every form of ours with a field that chooses a row."""
    found = set()
    for config_ in apps.get_app_configs():
        try:
            module = import_module(f"{config_.name}.forms")
        except ModuleNotFoundError:
            continue
        for one in vars(module).values():
            ours = inspect.isclass(one) and issubclass(one, forms.BaseForm) and one.__module__ == module.__name__
            if ours and any(isinstance(field, forms.ModelChoiceField | IdField) for field in fields_of(one)):
                found.add(f"{one.__module__}.{one.__qualname__}")
    return {name for name in found if not name.startswith(("django.", "allauth", "unfold"))}


def fields_of(form) -> list[forms.Field]:
    return list(getattr(form, "base_fields", {}).values())


def test_every_form_that_chooses_a_row_is_tried_below():
    assert forms_with_ids() == set(FORMS) | set(OPEN_TO_ALL)
    tried = {name for name, *_rest in FIELDS}
    assert set().union(*FORMS.values()) <= tried


@pytest.mark.parametrize(
    ("name", "method", "persona", "field", "kind", "rest"),
    FIELDS,
    ids=[f"{m} {n} {f}" for n, m, _p, f, _k, _r in FIELDS],
)
def test_a_foreign_id_in_a_field_is_one_that_does_not_exist(world, name, method, persona, field, kind, rest):
    add_elsewhere(world)
    url = own_address(world, name, code="L06")
    for foreign in world.foreign[kind]:
        missing = another_id(foreign)
        seen, nothing = (visit(world, persona, method, url, rest | {field: str(one)}) for one in (foreign, missing))
        assert seen.kind == nothing.kind
        assert seen.kind in {"200", "404", "409", "422", "go"}, seen.error
        assert seen.kind != "go" or method == "GET", f"taken: {seen.headers['Location']}"
        assert not seen.wrote
        assert SECRET not in seen.body
        assert normalised(seen.body, foreign, missing) == normalised(nothing.body, foreign, missing)


def test_the_same_forms_take_ones_own(world):
    """The counterpart: what is refused above is refused for the id, not for the rest of the form."""
    own = {
        "learner": world.own["second"],
        "group": world.own["group"],
        "affiliation": world.own["affiliation"],
        "partner_elsewhere": world.things["theirs"].public,
        "helper": world.users["colleague"].public,
        "person_elsewhere": handle_of(Person.objects.get(user=world.users["aidant"])),
    }
    for name, method, persona, field, kind, rest in FIELDS:
        if method == "POST":
            url = own_address(world, name, code="L06")
            seen = visit(world, persona, "POST", url, rest | {field: str(own[kind])})
            assert seen.kind == "go", (name, seen.kind, seen.error)
            assert seen.wrote, name


def add_elsewhere(world) -> None:
    if "partner_elsewhere" not in world.foreign:
        from structures.models import Partner, Person

        world.foreign["partner_elsewhere"] = [Partner.objects.get(code="ABROAD").public]
        world.foreign["person_elsewhere"] = [
            handle_of(
                Person.objects.filter(project__code="ELSEWHERE").first()
                or Person.objects.create(
                    project=Partner.objects.get(code="ABROAD").project, code="x", first_name=SECRET, last_name="V"
                )
            )
        ]


def test_the_door_of_answers_takes_none_for_another_learners_module(world):
    for foreign in [*world.foreign["own_module"], uuid.uuid4()]:
        item = {"key": str(uuid.uuid4()), "assignment": str(foreign), "step": "show", "value": None}
        seen = visit(
            world, "learner", "POST", "/l/answers/", json.dumps({"answers": [item]}), content_type="application/json"
        )
        [result] = json.loads(seen.body)["results"]
        assert result == {"key": item["key"], "status": 404, "message": result["message"]}
        assert not seen.wrote


def test_marks_for_another_roll_are_passed_over(world):
    url = address(world, "events:roll", {"pk": world.own["past_action"]})
    for foreign in world.foreign["row"]:
        seen = visit(world, "coordinator", "POST", url, {f"p{foreign}": "present"})
        assert seen.kind == "go"
        assert not seen.wrote


def test_a_place_for_somebody_elses_structure_is_not_given(world):
    """`structure` of a registration is one of her own; another one is as if it were not said."""
    url = address(world, "events:register", {"pk": world.own["action"]})
    client = world.clients["aidant"]
    with transaction.atomic():
        client.post(url, {"structure": world.things["there"].slug})
        with across_structures("the test looks where she is said to work"):
            from structures.models import Person

            assert {p.home_id for p in Person.objects.filter(user=world.users["aidant"])} == {world.things["here"].pk}
        transaction.set_rollback(True)


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
    assert run(count)[1] == [(0,)]
    with across_structures("the test sees that there was something to see"):
        assert run(count)[1] > [(0,)]
