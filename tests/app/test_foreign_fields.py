"""Every field that takes an id, given a foreign one: refused in words, nothing written, nothing shown.

The tables are in foreign_fields.py. What is foreign answers like what nobody has: the same page, the same statements.
"""

import json
import logging
import uuid

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction

import config.urls  # noqa: F401  (read before a test turns the demo on)
from common.wall import across_structures
from community.events.selectors import handle_of
from structures.models import Partner, Person, Structure
from team.selectors.vouching import handle_of as voucher_handle
from tests.app.figures import Tries
from tests.app.foreign_fields import (
    FIELDS,
    FORMS,
    NO_ROW,
    OPEN_TO_ALL,
    RAW,
    RAW_ELSEWHERE,
    RAW_WORDS,
    form_fields,
    read_by_hand,
)
from tests.app.probe import address, another_id, differences, own_address, visit

pytestmark = pytest.mark.django_db
TRIED = {(name, field) for name, _method, _persona, field, _kind, _rest in FIELDS}
# Her place is given for the asking; a structure that isn't hers is as if it were not said (tried apart below).
TAKEN_WITHOUT = {("events:register", "structure")}


@pytest.fixture(autouse=True)
def _demo(settings, caplog):
    settings.ROOT_URLCONF, settings.DEMO = "tests.app.demo_urls", True
    caplog.set_level(logging.CRITICAL, logger="django.request")


@pytest.fixture
def beyond(world):
    """More of the world: partners, people and places of another operator and of another project."""
    abroad = Partner.objects.get(code="ABROAD")
    person = Person.objects.filter(project=abroad.project).first() or Person.objects.create(
        project=abroad.project, code="x", first_name="SECRET", last_name="V"
    )
    for one in ("colleague", "foreign_aidant"):
        TOTP.activate(world.users[one], generate_totp_secret())
    world.foreign |= {
        "partner_elsewhere": [abroad.public],
        "partner_code": [abroad.code.lower()],
        "person_elsewhere": [handle_of(person)],
        "vouched": [voucher_handle(world.users["foreign_aidant"].pk)],
        "place": [world.things["there"].slug],
    }
    return world


# --- every field has a line


def test_every_field_that_may_name_a_row_is_tried_below():
    unknown = {(form, field) for form, field in form_fields() if field not in NO_ROW and form not in OPEN_TO_ALL}
    assert {form for form, _field in unknown} == set(FORMS), "a form without a line, or a line without its form"
    untried = {(form, at, field) for form, field in unknown for at in FORMS[form] if (at, field) not in TRIED}
    assert untried == set()
    assert set(OPEN_TO_ALL) <= {form for form, _field in form_fields()}


def test_every_name_that_a_view_reads_by_hand_is_known():
    found = {(file, name) for file, name in read_by_hand() if (file, name) in RAW or name not in RAW_WORDS}
    assert found == set(RAW) | set(RAW_ELSEWHERE)
    assert {(at, name) for (_file, name), at in RAW.items()} <= TRIED


# --- a foreign one in each


def where(name: str, persona: str, world) -> str:
    """The address of her own place; the lead's partner is another one."""
    more = {"partner": "leading"} if persona == "lead" else {}
    return own_address(world, name, code="L06", **more)


def test_a_foreign_id_in_a_field_is_one_that_does_not_exist(beyond, record_property):
    tries = Tries("fields")
    for name, method, persona, field, kind, rest in FIELDS:
        url = where(name, persona, beyond)
        for foreign in beyond.foreign[kind]:
            tries.one(name, persona)
            missing = another_id(foreign)
            _first, seen, nothing = (  # the first one fills what a process keeps, as a module's document
                visit(beyond, persona, method, url, rest | {field: str(one)}) for one in (missing, foreign, missing)
            )
            if (name, field) in TAKEN_WITHOUT:
                seen.wrote, nothing.wrote = [], []
            found = differences(seen, nothing, foreign, missing)
            if seen.kind not in {"200", "404", "409", "422", "go"}:
                found.append(f"answers {seen.kind} {seen.error}")
            if seen.kind == "go" and method == "POST" and (name, field) not in TAKEN_WITHOUT:
                found.append(f"is taken: {seen.headers['Location']}")
            tries.found(f"{method} {name} {field} {kind}: {one}" for one in found)
    tries.tell(record_property, least=40)


def test_the_same_forms_take_ones_own(beyond):
    """The counterpart: what is refused above is refused for the id, not for the rest of the form."""
    world = beyond
    with across_structures("a test looks for a place of hers"):
        twin = Structure.objects.filter(name="Twin 1").first()
    own = {
        "place": twin.slug,
        "vouched": voucher_handle(world.users["colleague"].pk),
        "learner": world.own["second"],
        "resource": world.own["resource"],
        "loose": world.own["loose"],
        "group": world.own["group"],
        "affiliation": world.own["affiliation"],
        "partner_elsewhere": world.things["theirs"].public,
        "helper": world.users["colleague"].public,
        "person_elsewhere": handle_of(Person.objects.get(user=world.users["aidant"])),
    }
    for name, method, persona, field, kind, rest in FIELDS:
        if method == "POST" and (name, field) not in TAKEN_WITHOUT:
            seen = visit(world, persona, "POST", where(name, persona, world), rest | {field: str(own[kind])})
            assert seen.kind == "go", (name, seen.kind, seen.error)
            assert seen.wrote, name


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
            assert {p.home_id for p in Person.objects.filter(user=world.users["aidant"])} == {world.things["here"].pk}
        transaction.set_rollback(True)
