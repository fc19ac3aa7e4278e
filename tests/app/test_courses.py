"""Modules: publishing, giving, answering, progress; through the public doors."""

import copy
import datetime as dt
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.formats import localize

from accompaniments.models import Trace
from common.wall import across_structures, open_structure
from courses import content, selectors, services
from courses.models import Answer, AnswerConflict, Assignment, Module, ModuleVersion
from courses.signals import module_completed
from tests.app.factories import LearnerFactory, LearnerGroupFactory, aidant_of, portal_person
from tests.app.learning import CODES, Ground, document, fields, post_json, published, signed_in

pytestmark = pytest.mark.django_db


def item(assignment: Assignment, /, **given) -> dict:
    """An answer as the phone sends it."""
    plain = {"key": str(uuid.uuid4()), "assignment": str(assignment.pk), "step": "check", "exercise": "L16-14"}
    return {**plain, "version": 1, "value": "phone", "sequence": 1, "helped": False} | given


def answers_of(ground: Ground) -> list[Answer]:
    with open_structure(ground.structure.pk):
        return list(Answer.objects.filter(learner=ground.learner))


# --- publishing


def test_loading_the_content_twice_publishes_once(capsys) -> None:
    call_command("load_content")
    first = capsys.readouterr().out
    assert all(f"{code}: version 1 published" in first for code in CODES)
    call_command("load_content")
    assert "published" not in capsys.readouterr().out
    assert ModuleVersion.objects.count() == len(CODES)
    module = Module.objects.get(code="L16")
    assert (module.title_fr, module.title_nl, module.title_en) == tuple(
        document("L16")["module"]["title"][language] for language in ("fr", "nl", "en")
    )
    assert dict(module.published.files)["module.yaml"].startswith("code: L16")


def test_another_document_is_the_next_version_and_the_old_one_stays() -> None:
    published("L16")
    changed = copy.deepcopy(document("L16"))
    changed["module"]["title"]["en"] = "Booking online"
    version = content.publish_document(changed)
    assert version.number == 2
    module = Module.objects.get(code="L16")
    assert module.published == version
    assert module.title_en == "Booking online"
    assert module.versions.get(number=1).status == "retired"
    assert content.publish_document(document("L16")) is None, "an old version is not published again"


def test_a_document_with_errors_is_refused_and_named(monkeypatch, tmp_path) -> None:
    broken = copy.deepcopy(document("L16"))
    del broken["exercises"]["L16-02"]["goal"]
    with pytest.raises(content.LintError) as refused:
        content.publish_document(broken)
    assert any(finding.where.startswith("exercises.L16-02") for finding in refused.value.findings)
    assert not Module.objects.exists()
    (tmp_path / "L99").mkdir()
    (tmp_path / "L99" / "module.yaml").write_text("code: [")
    monkeypatch.setattr(content, "CONTENT", tmp_path)
    with pytest.raises(CommandError, match="L99"):
        call_command("load_content")


@pytest.mark.parametrize(
    "change", ["number = 9", "sha256 = 'x'", "document = '{}'", "status = 'draft'", "published_at = now()"]
)
def test_the_database_refuses_to_change_a_published_version(change: str) -> None:
    version = published("L16").published
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE courses_moduleversion SET {change} WHERE id = %s", [version.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM courses_moduleversion WHERE id = %s", [version.pk])


def test_a_version_may_retire_and_a_draft_may_change() -> None:
    module = published("L16")
    draft = content.new_draft(module=module)
    assert content.new_draft(module=module) == draft
    with connection.cursor() as cursor:
        cursor.execute("UPDATE courses_moduleversion SET number = 7 WHERE id = %s", [draft.pk])
        cursor.execute("UPDATE courses_moduleversion SET status = 'retired' WHERE id = %s", [module.published_id])
    assert ModuleVersion.objects.get(pk=draft.pk).number == 7


@pytest.mark.parametrize("code", CODES)
def test_a_document_survives_its_files(code: str) -> None:
    assert content.from_files(content.to_files(document(code))) == (document(code), {})
    assert content.from_files(content.read_files(content.CONTENT / code)) == (document(code), {})


# --- the curator


def curator(client):
    user = portal_person("curator")
    user.is_staff = True
    user.save()
    client.force_login(user)
    client.cookies["language"] = "en"
    return client


def draft_form(draft: ModuleVersion, **changed: str) -> dict[str, str]:
    return content.files_of(draft) | changed


def test_a_curator_writes_and_publishes_the_next_version(client) -> None:
    call_command("load_content")
    module = Module.objects.get(code="L16")
    curator(client)
    begun = client.post("/admin/courses/module/", {"action": "begin_drafts", "_selected_action": [module.pk]})
    draft = ModuleVersion.objects.get(status="draft")
    assert begun.url == f"/admin/courses/moduleversion/{draft.pk}/change/"
    page = client.get(begun.url)
    assert page.status_code == 200
    assert "Prendre rendez-vous en ligne" in page.content.decode()
    text = content.files_of(draft)["module.yaml"].replace("Booking an appointment online", "Booking online")
    done = client.post(begun.url, draft_form(draft, **{"module.yaml": text, "publish": "1"}))
    assert done.status_code == 302
    module.refresh_from_db()
    assert module.title_en == "Booking online"
    assert module.published.number == 2
    assert client.get(begun.url).status_code == 200, "a published version can be read"


def test_what_a_curator_typed_survives_errors(client) -> None:
    module = published("L16")
    draft = content.new_draft(module=module)
    url = f"/admin/courses/moduleversion/{draft.pk}/change/"
    curator(client)
    page = client.post(url, draft_form(draft, **{"module.yaml": "code: [L16  # half written"}))
    assert page.status_code == 200
    assert "half written" in page.content.decode()
    broken = content.files_of(draft)["module.yaml"].replace("minutes: 22", "minutes: 23", 1)
    page = client.post(url, draft_form(draft, **{"module.yaml": broken, "publish": "1"}), follow=True)
    assert "add up to 22" in page.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert draft.document["module"]["minutes"] == 23, "kept with its error"
    other = content.files_of(draft)["module.yaml"].replace("code: L16", "code: L17", 1)
    assert "never changes" in client.post(url, draft_form(draft, **{"module.yaml": other})).content.decode()


def test_others_have_no_business_in_the_editor(client) -> None:
    module = published("L16")
    staff = portal_person("moderator")
    staff.is_staff = True
    staff.save()
    client.force_login(staff)
    assert client.get("/admin/courses/module/").status_code == 403
    assert client.get(f"/admin/courses/moduleversion/{module.published_id}/change/").status_code == 403
    ground = Ground()
    client.force_login(ground.aidant)
    assert client.get("/admin/courses/module/").status_code == 302


def test_a_published_version_is_only_read(client) -> None:
    version = published("L16").published
    curator(client)
    url = f"/admin/courses/moduleversion/{version.pk}/change/"
    assert client.post(url, draft_form(version)).status_code == 403


# --- giving


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
        from learners.services import set_members

        set_members(group=group, learners=others[:1], by=ground.aidant)
    client.force_login(ground.aidant)
    client.post(f"/s/{ground.structure.slug}/modules/L16/", {"group": group.pk})
    with open_structure(ground.structure.pk):
        set_members(group=group, learners=others, by=ground.aidant)
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


# --- the learner


def test_her_home_shows_the_next_step_and_nothing_is_written_by_looking() -> None:
    ground = Ground()
    empty = ground.client.get("/l/")
    assert empty.status_code == 200
    assignment = ground.assignment("L16")
    ground.assignment("L06")
    home = ground.client.get("/l/").content.decode()
    assert f"/l/{assignment.pk}/why/" in home
    for path in ["", "why/", "why/?n=2", "why/?n=x", "show/", "show/?n=3", "show/?n=999", "guided/", "alone/",
                 "check/", "bridge/", "bridge/?tasks", "x/L16-02/", "finished/"]:  # fmt: skip
        assert ground.client.get(f"/l/{assignment.pk}/{path}").status_code in (200, 302), path
    assert answers_of(ground) == []
    assert ground.client.get(f"/l/{assignment.pk}/nothing/").status_code == 404
    assert ground.client.get(f"/l/{assignment.pk}/x/L06-02/").status_code == 404


def test_a_whole_module_through_its_pages(django_capture_on_commit_callbacks) -> None:
    ground = Ground()
    assignment = ground.assignment("L16")
    told = []
    module_completed.connect(lambda sender, assignment, **_kw: told.append(assignment.pk), weak=False)
    url = f"/l/{assignment.pk}/"
    right = {"L16-14": "phone"}
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(30):
            at = ground.client.get(url).url
            if at.endswith("/finished/"):
                break
            page = ground.client.get(at)
            text = page.content.decode()
            if "/x/" in at:
                key = at.rstrip("/").rsplit("/", 1)[1]
                form = {"r": right[key], "do": "answer"} if key in right else {"do": "skip"}
                assert ground.client.post(at, {**fields(text), **form}).status_code == 200
            elif at.endswith(("guided/", "alone/", "check/")):
                key = next(part for part in text.split('"') if part.startswith(f"{url}x/"))
                text = ground.client.get(key).content.decode()
                assert ground.client.post(key, {**fields(text), "do": "skip"}).status_code == 200
            else:
                form = {"task": ["find", "book"], "how": "word"} if at.endswith("bridge/") else {"r": "never"}
                key = str(uuid.uuid4())
                assert ground.client.post(at, {"key": key, **(form if "show" not in at else {})}).status_code == 302
    with open_structure(ground.structure.pk):
        assignment.refresh_from_db()
    assert assignment.completed_at
    assert told == [assignment.pk]
    assert ground.client.get(f"{url}finished/").status_code == 200
    stored = {(one.step, one.exercise) for one in answers_of(ground)}
    assert {("why", ""), ("show", ""), ("bridge", ""), ("check", "L16-14")} <= stored
    with open_structure(ground.structure.pk):
        trace = Trace.objects.get()
    assert (trace.code, trace.theme) == ("L16", "procedures")
    assert 5 * len(stored) <= trace.seconds <= 600 * len(stored)


def test_errors_bring_hints_then_it_is_done_together() -> None:
    ground = Ground(language="en")
    ground.client.cookies["language"] = "en"
    assignment = ground.assignment("L16")
    url = f"/l/{assignment.pk}/x/L16-02/"
    page = ground.client.get(url).content.decode()
    hints = document("L16")["exercises"]["L16-02"]["hints"]
    for wanted in [hints[0]["text"]["en"], hints[1]["text"]["en"], "together"]:
        page = ground.client.post(url, {**fields(page), "do": "help"}).content.decode()
        assert wanted.split("\n")[0].replace("'", "&#x27;") in page
    assert " hl" in page
    page = ground.client.post(url, {**fields(page), "do": "skip"}).content.decode()
    assert "again" in page
    stored = answers_of(ground)[0]
    assert stored.helped
    assert stored.value is None
    page = ground.client.post(url, {**fields(page), "do": "again"}).content.decode()
    assert 'id="sim"' in page
    assert len(answers_of(ground)) == 1


def test_a_question_tried_again_keeps_what_was_typed() -> None:
    ground = Ground()
    assignment = ground.assignment("L06")
    url = f"/l/{assignment.pk}/x/L06-09/"
    page = ground.client.get(url).content.decode()
    page = ground.client.post(url, {**fields(page), "f.to": "helene@tilia", "do": "answer"}).content.decode()
    again = ground.client.post(url, {**fields(page), "do": "again"}).content.decode()
    assert fields(again)["f.to"] == "helene@tilia"
    assert fields(again)["key"] != fields(page)["key"]


def test_the_check_has_no_hints() -> None:
    ground = Ground()
    assignment = ground.assignment("L16")
    url = f"/l/{assignment.pk}/x/L16-10/"
    page = ground.client.get(url).content.decode()
    assert 'value="help"' not in page
    page = ground.client.post(url, {**fields(page), "errs": "5", "do": "help"}).content.decode()
    assert " hl" not in page
    assert '"solution"' not in page
    ground.client.post(url, {**fields(page), "do": "skip"})
    assert not answers_of(ground)[0].helped


def test_what_cannot_be_done_is_not_believed() -> None:
    ground = Ground()
    assignment = ground.assignment("L16")
    url = f"/l/{assignment.pk}/x/L16-02/"
    page = ground.client.get(url).content.decode()
    forged = {**fields(page), "log": '["confirm", {"choose_day": "none"}]', "do": "a.confirm"}
    page = ground.client.post(url, forged).content.decode()
    assert fields(page)["log"] == "[]"
    assert answers_of(ground) == []
    for log in ["{", "5", '{"a": 1}', "[[]]", "[1]", '[{"a": {}}]', "x" * 100_000]:
        assert ground.client.post(url, {**fields(page), "log": log, "do": ""}).status_code == 422, log[:20]


# --- the door of the phone


def test_an_answer_sent_twice_counts_once() -> None:
    ground = Ground()
    assignment = ground.assignment()
    sent = item(assignment)
    first, second = post_json(ground.client, [sent]), post_json(ground.client, [sent])
    assert (first.status_code, second.status_code) == (200, 200)
    one, two = first.json()["results"][0], second.json()["results"][0]
    assert (one["new"], two["new"]) == (True, False)
    assert one["score"] == two["score"] == 1
    assert len(answers_of(ground)) == 1


def test_the_same_key_for_another_answer_is_refused_and_kept() -> None:
    ground = Ground()
    assignment = ground.assignment()
    sent = item(assignment)
    post_json(ground.client, [sent])
    refused = post_json(ground.client, [{**sent, "value": "wait"}])
    assert refused.status_code == 422
    assert refused.json()["results"][0]["message"]
    assert [one.value for one in answers_of(ground)] == ["phone"]
    with open_structure(ground.structure.pk):
        assert AnswerConflict.objects.get().content["value"] == "wait"


def test_the_form_and_the_phone_agree_on_the_key() -> None:
    ground = Ground()
    assignment = ground.assignment()
    url = f"/l/{assignment.pk}/x/L16-14/"
    form = fields(ground.client.get(url).content.decode())
    post_json(ground.client, [item(assignment, key=form["key"])])
    assert ground.client.post(url, {**form, "r": "phone", "do": "answer"}).status_code == 200
    assert ground.client.post(url, {**form, "r": "wait", "do": "answer"}).status_code == 422
    assert len(answers_of(ground)) == 1


def test_what_is_no_answer_is_told_plainly() -> None:
    ground = Ground()
    assignment = ground.assignment()
    for body in [b"", b"{", b"[]", b'{"answers": 5}', b'{"answers": [5]}', b"\xff\xfe", b"[" * 90_000]:
        response = post_json(ground.client, body)
        assert response.status_code == 400, body[:20]
        assert response.json()["error"]
    wrong = [
        {"key": "x"}, {"step": "guided"}, {"exercise": "L16-99"}, {"value": "nothing"}, {"value": {"a": 1}},
        {"version": 9}, {"version": "1"}, {"sequence": -1}, {"sequence": True}, {"step": 5}, {"assignment": "x"},
        {"step": "why", "exercise": "", "value": "maybe"}, {"step": "bridge", "exercise": "", "value": {"how": "x"}},
        {"exercise": "L16-10", "value": "phone"}, {"exercise": "L16-10", "value": ["x" * 70_000]},
    ]  # fmt: skip
    for change in wrong:
        response = post_json(ground.client, [item(assignment, **change)])
        assert response.status_code == 422, change
        assert response.json()["results"][0]["message"]
    assert answers_of(ground) == []
    assert post_json(ground.client, [item(assignment)] * 21).status_code == 413
    assert post_json(ground.client, b"x" * 5_000_000).status_code == 413


def test_one_bad_answer_does_not_lose_the_others() -> None:
    ground = Ground()
    assignment = ground.assignment()
    response = post_json(ground.client, [item(assignment, value="nothing"), item(assignment)])
    assert [one["status"] for one in response.json()["results"]] == [422, 200]
    assert len(answers_of(ground)) == 1


def test_no_card_no_answer(client) -> None:
    ground = Ground()
    response = post_json(client, [item(ground.assignment())])
    assert response.status_code == 401
    assert response.json()["error"]


def test_somebody_elses_assignment_does_not_exist() -> None:
    ground, stranger = Ground(), Ground()
    neighbour = LearnerFactory(structure=ground.structure)
    for other in (stranger.assignment(), ground.assignment(learner=neighbour)):
        for path in ["", "why/", "x/L16-02/", "finished/"]:
            assert ground.client.get(f"/l/{other.pk}/{path}").status_code == 404
        assert ground.client.post(f"/l/{other.pk}/why/", {"r": "never"}).status_code == 404
        response = post_json(ground.client, [item(other)])
        assert response.json()["results"][0]["status"] == 404
    assert answers_of(ground) == answers_of(stranger) == []


def test_a_secret_is_never_kept() -> None:
    ground = Ground()
    assignment = ground.assignment()
    value = [{"open_result": "fake"}, {"type_card": "4111 1111"}]
    solution = document("L16")["exercises"]["L16-07"]["solution"]
    post_json(ground.client, [item(assignment, step="alone", exercise="L16-07", value=[*value, *solution])])
    with across_structures("a test reads what is stored"), connection.cursor() as cursor:
        cursor.execute("SELECT value::text FROM courses_answer")
        assert all("4111" not in row[0] for row in cursor.fetchall())


def test_an_answer_is_graded_by_the_version_answered() -> None:
    ground = Ground()
    assignment = ground.assignment()
    changed = copy.deepcopy(document("L16"))
    for option in changed["exercises"]["L16-14"]["options"]:
        option["right"] = option["id"] == "wait"
    module = assignment.module
    ModuleVersion.objects.create(module=module, number=2, status="published", document=changed, sha256="2" * 64)
    by = {n: post_json(ground.client, [item(assignment, version=n)]).json()["results"][0]["score"] for n in (1, 2)}
    assert by == {1: 1, 2: 0}


def test_progress_never_goes_back_and_only_the_first_try_counts() -> None:
    ground = Ground()
    assignment = ground.assignment()
    post_json(ground.client, [item(assignment, value="wait"), item(assignment), item(assignment, value=None)])
    assert [one.outcome["first"] for one in answers_of(ground)] == [True, False, False]
    with open_structure(ground.structure.pk):
        standing = selectors.standing(assignment)
    assert standing.progress.solved == {"L16-14"}
    assert standing.progress.right_first == frozenset()


def test_a_completed_module_stays_completed() -> None:
    ground = Ground()
    assignment = ground.assignment()
    when = timezone.now() - dt.timedelta(days=3)
    with open_structure(ground.structure.pk):
        Assignment.objects.filter(pk=assignment.pk).update(completed_at=when)
    post_json(ground.client, [item(assignment, value="wait")])
    with open_structure(ground.structure.pk):
        assignment.refresh_from_db()
    assert assignment.completed_at == when


# --- who is where


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


def test_the_list_says_who_is_stuck_and_pages_by_30(client) -> None:
    ground = Ground()
    populate(ground, 40)
    quiet = LearnerFactory(structure=ground.structure, alias="Quiet")
    with across_structures("a test lays its ground"):
        old = Assignment.objects.create(
            structure=ground.structure, learner=quiet, module=published("L16"), version=published("L16").published
        )
        Assignment.objects.filter(pk=old.pk).update(assigned_at=timezone.now() - dt.timedelta(days=8))
    with open_structure(ground.structure.pk):
        stuck = selectors.stuck_assignments(structure=ground.structure)
    assert sorted(stuck.values()).count("errors") == 8
    assert stuck[old.pk] == "idle"
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
        with pytest.raises(services.DomainError):
            services.assign_module(learner=ground.learner, module=module, by=ground.aidant)


def test_another_card_of_the_same_learner_sees_the_same_progress() -> None:
    ground = Ground()
    assignment = ground.assignment()
    post_json(ground.client, [item(assignment)])
    again = signed_in(ground.learner, ground.aidant)
    assert again.get("/l/").status_code == 200
    assert ground.client.get("/l/").status_code == 302, "the old card's session has ended"
