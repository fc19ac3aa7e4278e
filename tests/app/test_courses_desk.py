"""Modules on the aidant's side: giving, taking back, who is where."""

import datetime as dt
import re
import uuid
from unittest import mock

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import escape
from django.utils.translation import override

from common.wall import across_structures, open_structure
from courses.learning import selectors, services
from courses.learning.enums import EXERCISE_TYPES
from courses.learning.models import Answer, Assignment
from exercises.lint.exercises import QUESTIONS, SIMULATORS
from exercises.texts import by_country
from learners.templatetags.learner_names import active_on
from structures.models import JournalEntry
from tests.app.doors import committed, send, text
from tests.app.factories import LearnerFactory, LearnerGroupFactory, aidant_of
from tests.app.learning import CODES, Ground, answers_of, document, fields, item, post_json, published, signed_in

pytestmark = pytest.mark.django_db


def test_giving_a_module_and_taking_it_back(client) -> None:
    ground = Ground()
    module = published("L16")
    client.force_login(ground.aidant)
    slug = ground.structure.slug
    given = client.post(f"/s/{slug}/modules/L16/", {"learners": [ground.learner.pk]}, follow=True)
    assert ground.learner.alias in client.get(f"/s/{slug}/progress/").content.decode()
    assert "/cancel/" in given.content.decode(), "an undo is offered"
    with open_structure(ground.structure.pk):
        assignment = Assignment.objects.get()
    assert assignment.version == module.published
    client.post(f"/s/{slug}/assignments/{assignment.pk}/cancel/")
    assert ground.client.get(f"/l/{assignment.pk}/").status_code == 404
    client.post(f"/s/{slug}/assignments/{assignment.pk}/restore/")
    assert ground.client.get(f"/l/{assignment.pk}/").status_code == 302


def test_a_modules_page_lists_each_exercise_with_its_kind_and_minutes(client) -> None:
    ground = Ground()
    published("L16")
    client.force_login(ground.aidant)
    page = client.get(f"/s/{ground.structure.slug}/modules/L16/", headers={"accept-language": "en"}).content.decode()
    rows = re.findall(r'<li class="row top">.*?</li>', page, flags=re.DOTALL)
    exercises = document("L16")["exercises"]
    assert len(rows) == len(exercises), "one row an exercise"
    for row, (key, exercise) in zip(rows, exercises.items(), strict=True):
        first, _end, rest = by_country(exercise["instruction"], "BE")["en"].strip().partition("\n")
        assert f"<b>{escape(first)}</b>" in row
        assert rest == "" or escape(rest.split("\n")[0]) in row
        assert f"/try/{key}/" in row
        with override("en"):
            assert str(EXERCISE_TYPES[exercise["type"]]) in row
        assert re.search(r"about [12] min", row)
    assert "At least 3 of these 6." in page


def test_every_kind_of_exercise_has_its_name() -> None:
    assert set(EXERCISE_TYPES) == SIMULATORS | set(QUESTIONS) | {"listen"}


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("", "Home"),
        ("modules/", "Modules"),
        ("modules/L16/", "Modules"),
        ("modules/L16/facilitator/", "Modules"),
        ("progress/", "Modules"),
        ("learners/", "Learners"),
        ("learners/cards/", "Learners"),
        ("accompaniments/", "Accompaniments"),
    ],
)
def test_the_menu_marks_where_one_is_and_leads_to_the_modules(client, path: str, entry: str) -> None:
    ground = Ground()
    published("L16")
    client.force_login(ground.aidant)
    client.cookies["language"] = "en"
    page = client.get(f"/s/{ground.structure.slug}/{path}").content.decode()
    menu = re.search(r'<nav class="nav".*?</nav>', page, flags=re.DOTALL)
    assert menu
    assert re.findall(r'aria-current="page">([^<]+)<', menu[0]) == [entry]
    assert f'href="/s/{ground.structure.slug}/modules/"' in menu[0]


def test_at_most_three_open_modules(client) -> None:
    ground = Ground()
    client.force_login(ground.aidant)
    for code in CODES[:4]:
        published(code)
        url = f"/s/{ground.structure.slug}/assign/"
        page = client.post(url, {"learner": ground.learner.pk, "module": code}, follow=True)
    assert "3" in page.content.decode()
    with open_structure(ground.structure.pk):
        assert Assignment.objects.count() == 3


def test_a_group_gets_it_and_so_does_who_joins_later(client) -> None:
    ground = Ground()
    published("L16")
    others = [LearnerFactory(structure=ground.structure) for _ in range(2)]
    with open_structure(ground.structure.pk):
        group = LearnerGroupFactory(structure=ground.structure)
    client.force_login(ground.aidant)
    edit = f"/s/{ground.structure.slug}/groups/{group.pk}/"
    send(client, edit, {"name": group.name, "learners": [others[0].pk]})
    client.post(f"/s/{ground.structure.slug}/modules/L16/", {"group": group.pk})
    with committed():
        client.post(edit, {"name": "Tuesday", "learners": [one.pk for one in others]})
        with open_structure(ground.structure.pk):
            assert Assignment.objects.filter(group=group).count() == 1, "what follows from joining follows the commit"
    client.post(edit, {"name": "Tuesday", "learners": [others[1].pk]})
    with open_structure(ground.structure.pk):
        acts = list(
            JournalEntry.objects.filter(object_type="learners.learnergroup").order_by("pk").values_list("act", "detail")
        )
        first, second = (str(one.pk) for one in others)
        assert acts == [
            ("group_members_changed", {"joined": [first], "left": []}),
            ("group_renamed", {}),
            ("group_members_changed", {"joined": [second], "left": []}),
            ("group_members_changed", {"joined": [], "left": [first]}),
        ]
        assert {one.learner_id for one in Assignment.objects.filter(group=group)} == {one.pk for one in others}


def test_nobody_chosen_is_said_plainly(client) -> None:
    ground = Ground()
    published("L16")
    client.force_login(ground.aidant)
    page = client.post(f"/s/{ground.structure.slug}/modules/L16/", {})
    assert page.status_code == 422
    stranger = LearnerFactory(structure=Ground().structure)
    assert (
        client.post(f"/s/{ground.structure.slug}/assign/", {"learner": stranger.pk, "module": "L16"}).status_code == 404
    )


def test_the_pages_of_the_catalogue(client) -> None:
    ground = Ground()
    for code in CODES:
        published(code)
    client.force_login(ground.aidant)
    at = f"/s/{ground.structure.slug}/modules/"
    for path in ["", "L16/", "L16/facilitator/", "L16/memo/", "L16/try/L16-02/"]:
        assert client.get(at + path).status_code == 200, path
    for path in ["L99/", "L16/nothing/", "L16/try/L16-99/"]:
        assert client.get(at + path).status_code == 404, path
    page = client.get(at + "L16/try/L16-14/").content.decode()
    client.post(at + "L16/try/L16-14/", {**fields(page), "r": "phone", "do": "answer"})
    with across_structures("a test looks for what a try must not leave"):
        assert not Answer.objects.exists()
    for language in ("fr", "nl", "en"):
        client.cookies["language"] = language
        for path in ["", "L06/", "L06/facilitator/", "L06/memo/"]:
            assert client.get(at + path).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["facilitator", "memo"])
def test_the_sheets_as_pdf(client, name: str) -> None:
    call_command("load_content")
    ground = Ground()
    client.force_login(ground.aidant)
    job = client.post(f"/s/{ground.structure.slug}/modules/L16/{name}/print/")
    pdf = client.get(job.url + "file/")
    assert pdf.status_code == 200, client.get(job.url).content.decode()
    assert bytes(pdf.content[:5]) == b"%PDF-"


def populate(ground: Ground, count: int) -> None:
    module = published("L16")
    with across_structures("a test lays its ground"):
        for number in range(count):
            learner = LearnerFactory(structure=ground.structure, alias=f"Learner {number:03}")
            assignment = Assignment.objects.create(
                structure=ground.structure, learner=learner, module=module, version=module.published
            )
            Answer.objects.bulk_create(
                Answer(
                    structure=ground.structure, learner=learner, key=uuid.uuid4(), assignment=assignment,
                    version=module.published, step="check", exercise="L16-14", value="wait", value_hash="x",
                    max_score=1, outcome={"kind": "retry"},
                )
                for _ in range(3 if number % 5 == 0 else 1)
            )  # fmt: skip


@pytest.mark.parametrize("path", ["progress/", "progress/?stuck=on", "modules/", "modules/L16/"])
def test_lists_take_as_many_queries_for_10_as_for_200(client, path: str, django_assert_max_num_queries) -> None:
    counts = []
    for size in (10, 200):
        ground = Ground()
        populate(ground, size)
        client.force_login(ground.aidant)
        url = f"/s/{ground.structure.slug}/{path}"
        client.get(url)
        with django_assert_max_num_queries(30) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def answered(assignment: Assignment, at: dt.datetime) -> None:
    """She was there that day, and saw the first step."""
    whose = {"structure_id": assignment.structure_id, "learner_id": assignment.learner_id, "key": uuid.uuid4()}
    with mock.patch("django.utils.timezone.now", return_value=at):
        Answer.objects.create(
            **whose, assignment=assignment, version=assignment.version, step="why", value={}, value_hash=""
        )


def test_the_list_says_who_is_stuck_and_pages_by_30(client) -> None:
    ground = Ground()
    populate(ground, 40)
    quiet = LearnerFactory(structure=ground.structure, alias="Quiet")
    with across_structures("a test lays its ground"):
        old = Assignment.objects.create(
            structure=ground.structure, learner=quiet, module=published("L16"), version=published("L16").published
        )
        week_ago = timezone.now() - dt.timedelta(days=8)
        answered(old, week_ago)
        later = LearnerFactory(structure=ground.structure, alias="Later")
        given = {"structure": ground.structure, "learner": later, "module": published("L16")}
        unread = Assignment.objects.create(**given, version=published("L16").published)
        Assignment.objects.filter(pk=unread.pk).update(assigned_at=week_ago)
    with open_structure(ground.structure.pk):
        stuck = selectors.stuck_assignments(structure=ground.structure)
    assert sorted(stuck.values()).count("errors") == 8
    assert stuck[old.pk] == "idle"
    assert unread.pk not in stuck, "a module that was not begun is only not begun"
    client.force_login(ground.aidant)
    page = client.get(f"/s/{ground.structure.slug}/progress/")
    assert len(page.context["rows"]) == 30
    only = client.get(f"/s/{ground.structure.slug}/progress/?stuck=on")
    assert {row.learner.alias for row in only.context["rows"]} == {
        "Quiet", *[f"Learner {number:03}" for number in range(0, 40, 5)]
    }  # fmt: skip
    assert localize(9) in only.content.decode()


def test_the_learner_page_of_the_desk(client) -> None:
    ground = Ground()
    assignment = ground.assignment("L16")
    published("L06")
    client.force_login(ground.aidant)
    url = f"/s/{ground.structure.slug}/learners/{ground.learner.pk}/"
    page = client.get(url).content.decode()
    for part in ["/assign/", f"/assignments/{assignment.pk}/cancel/", "/accompaniments/new/", "/archive/", "/cards/"]:
        assert part in page, part
    noted = client.post(f"/s/{ground.structure.slug}/assignments/{assignment.pk}/bridge/", {"how": "alone"})
    assert noted.status_code == 302
    assert answers_of(ground)[0].value["how"] == "alone"
    stranger = Ground()
    assert client.get(f"/s/{ground.structure.slug}/learners/{stranger.learner.pk}/").status_code == 404


def test_a_foreign_assignment_is_not_there(client) -> None:
    ground, stranger = Ground(), Ground()
    foreign = stranger.assignment()
    client.force_login(ground.aidant)
    for act in ("cancel", "restore", "bridge"):
        url = f"/s/{ground.structure.slug}/assignments/{foreign.pk}/{act}/"
        assert client.post(url, {"how": "alone"}).status_code == 404
    client.force_login(aidant_of(stranger.structure))
    assert client.get(f"/s/{ground.structure.slug}/progress/").status_code == 404


def test_the_check_is_offered_the_modules_that_are_free() -> None:
    ground = Ground()
    ground.assignment("L16")
    published("L06")
    with open_structure(ground.structure.pk):
        assert [offer.code for offer in selectors.offers_to(ground.learner)] == ["L06"]


def test_two_tries_at_once_give_one_assignment() -> None:
    ground = Ground()
    module = published("L16")
    with open_structure(ground.structure.pk):
        services.assign_module(learner=ground.learner, module=module, by=ground.aidant)
        with pytest.raises(services.AlreadyAssigned):
            services.assign_module(learner=ground.learner, module=module, by=ground.aidant)


def test_another_card_of_the_same_learner_sees_the_same_progress() -> None:
    ground = Ground()
    assignment = ground.assignment()
    post_json(ground.client, [item(assignment)])
    again = signed_in(ground.learner, ground.aidant)
    assert again.get("/l/").status_code == 200
    assert ground.client.get("/l/").status_code == 302, "the old card's session has ended"


def test_a_badge_belongs_to_its_module(client) -> None:
    ground = Ground()
    stopped, fresh = ground.assignment("L16"), ground.assignment("L06")
    said = {"learner": ground.learner, "key": uuid.uuid4(), "step": "show", "value": {"seen": 1}}
    past = timezone.now() - dt.timedelta(days=8)
    with open_structure(ground.structure.pk):
        answered(stopped, past)
    client.force_login(ground.aidant)
    client.cookies["language"] = "en"
    page = text(client.get(f"/s/{ground.structure.slug}/progress/"))
    first, second = (document(code)["module"]["title"]["en"] for code in ("L16", "L06"))
    assert re.search(rf"{first} (?!.*{second}.*nothing)[^.]*nothing for 7 days", page)
    assert f"{second} not begun" in page
    assert "active 8 days ago" in page
    assert page.count("not begun") == 1
    home = text(client.get(f"/s/{ground.structure.slug}/"))
    assert re.search(rf"{first}.* stuck", home)
    with open_structure(ground.structure.pk):
        services.record_answer(assignment=fresh, **said | {"key": uuid.uuid4()})
    assert "active today" in text(client.get(f"/s/{ground.structure.slug}/progress/"))
    yesterday = timezone.now() - dt.timedelta(days=1)
    with override("en"):
        assert active_on(yesterday) == "active yesterday"


def test_a_long_path_stands_upright(client) -> None:
    """Up to five modules side by side; more, in narrow columns, could not be read."""
    ground = Ground()
    url = f"/s/{ground.structure.slug}/learners/{ground.learner.pk}/"
    client.force_login(ground.aidant)
    given = [ground.assignment(code) for code in CODES[:5]]
    assert '<ol class="line line-l">' in client.get(url).content.decode()
    with open_structure(ground.structure.pk):
        given[0].completed_at = timezone.now()
        given[0].save()
    ground.assignment(CODES[0])
    assert '<ol class="stops trail">' in client.get(url).content.decode()
