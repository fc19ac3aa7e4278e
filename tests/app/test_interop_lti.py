"""Another platform launches a module (LTI 1.3): login, launch, answers, result; a teacher chooses one."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from common.wall import across_structures, open_structure
from courses.interop import tasks
from courses.interop.models import LaunchedLearner, ScoreLine, SpentLaunch
from courses.learning.models import Assignment
from learners.models import Learner
from tests.app.doors import text
from tests.app.platform import (
    AGS,
    CLIENT,
    DEPLOYMENT,
    ISSUER,
    LTI,
    SCORE,
    TEACHER,
    Browser,
)
from tests.app.recorded import finish
from tests.app.recording import noting

pytestmark = pytest.mark.django_db


DEEP = "https://purl.imsglobal.org/spec/lti-dl/claim/"


# --- the way through


def test_a_launch_leads_straight_into_the_module_without_a_name(place, browser):
    answer = browser.launch()
    assert answer.status_code == 302, text(answer)
    [assignment] = place.rows(Assignment)
    assert answer["Location"] == f"/l/{assignment.pk}/"
    page = browser.client.get(answer["Location"], follow=True)
    assert page.status_code == 200
    assert page["Content-Language"] == "nl", "the language of her course"
    [learner] = place.rows(Learner)
    assert learner.alias.startswith("Moodle ")
    with across_structures("a test looks for a name in every table of ours"):
        said = " ".join(
            str(row)
            for model in (Learner, LaunchedLearner, ScoreLine, Assignment, SpentLaunch)
            for row in model.objects.values()
        )
    for hidden in ("Secretina", "Namewell", "school.example", "4711"):
        assert hidden not in said, hidden
    again = Browser(Client(), place.platform).launch()
    assert again["Location"] == answer["Location"], "she is found again, on another phone too"
    assert len(place.rows(Learner)) == 1
    assert Browser(Client(), place.platform).launch(sub="4712").status_code == 302
    assert len(place.rows(Learner)) == 2


def test_the_result_goes_back_when_she_is_done(place, browser):
    browser.launch()
    tasks.send_scores()
    assert place.platform.scores == [], "nothing done yet"
    [assignment] = place.rows(Assignment)
    with open_structure(place.structure.pk):
        assignment = Assignment.objects.select_related("learner", "version").get(pk=assignment.pk)
    finish(place, assignment, well=True)
    with open_structure(place.structure.pk):
        Assignment.objects.update(completed_at=None)
    tasks.send_scores()
    [begun] = place.platform.scores
    assert (begun["activityProgress"], begun["gradingProgress"], begun["userId"]) == ("InProgress", "NotReady", "4711")
    assert "scoreGiven" not in begun
    tasks.send_scores()
    assert len(place.platform.scores) == 1, "told once"
    with open_structure(place.structure.pk):
        Assignment.objects.update(completed_at=timezone.now())
    tasks.send_scores()
    done = place.platform.scores[1]
    assert (done["scoreGiven"], done["scoreMaximum"]) == (5, 5)
    assert (done["activityProgress"], done["gradingProgress"]) == ("Completed", "FullyGraded")
    assert dt.datetime.fromisoformat(done["timestamp"]).tzinfo
    tasks.send_scores()
    assert len(place.platform.scores) == 2
    assert place.platform.tokens[0]["scope"] == SCORE
    [line] = place.rows(ScoreLine)
    assert line.user.startswith("sealed:")


@pytest.mark.parametrize(
    ("which", "status", "trouble"),
    [("score_status", 500, "broken"), ("score_status", 403, "sign_in"), ("score_status", 404, "refused"),
     ("token_status", 400, "sign_in"), ("token_status", 502, "broken")],
)  # fmt: skip
def test_a_gradebook_in_trouble_is_told_later(place, browser, which, status, trouble):
    browser.launch()
    [assignment] = place.rows(Assignment)
    with open_structure(place.structure.pk):
        finish(place, Assignment.objects.select_related("learner", "version").get(pk=assignment.pk), well=False)
    setattr(place.platform, which, status)
    tasks.send_scores()
    [line] = place.rows(ScoreLine)
    assert (line.tries, line.trouble) == (1, trouble)
    assert line.next_at > timezone.now()
    setattr(place.platform, which, 200)
    tasks.send_scores()
    assert place.platform.scores == [], "not before its time"
    with open_structure(place.structure.pk):
        ScoreLine.objects.update(next_at=timezone.now())
    tasks.send_scores()
    assert [one["scoreGiven"] for one in place.platform.scores] == [0]


def test_what_was_tried_too_often_waits_for_a_person(place, browser):
    browser.launch()
    [assignment] = place.rows(Assignment)
    with open_structure(place.structure.pk):
        finish(place, Assignment.objects.select_related("learner", "version").get(pk=assignment.pk), well=True)
        ScoreLine.objects.update(tries=10)
    tasks.send_scores()
    assert place.platform.scores == []
    assert "1 result could not be sent back." in text(place.desk.get(place.here))
    with noting() as acts:
        place.desk.post(f"{place.here}platforms/{place.one.pk}/retry/")
    assert "scores_retried" in acts
    place.platform.score_answer = b"<html>Thank you"
    tasks.send_scores()
    assert len(place.platform.scores) == 1
    assert place.rows(ScoreLine)[0].told == "Completed", "an answer that is no JSON is none of our business"


def test_who_finished_comes_back_to_the_end(place, browser):
    browser.launch()
    [assignment] = place.rows(Assignment)
    with open_structure(place.structure.pk):
        finish(place, Assignment.objects.select_related("learner", "version").get(pk=assignment.pk), well=True)
    answer = browser.launch()
    assert answer["Location"] == f"/l/{assignment.pk}/"
    assert len(place.rows(Assignment)) == 1
    assert browser.client.get(answer["Location"])["Location"].endswith("/finished/")


def test_a_teacher_sees_what_her_learners_get_and_is_no_learner(place, browser):
    page = browser.launch(**{f"{LTI}roles": [TEACHER]})
    assert page.status_code == 200
    assert "This link works" in text(page)
    assert place.rows(Learner) == []


def test_no_result_is_kept_for_a_gradebook_elsewhere(place, browser):
    """Where to write comes with the launch; whom we speak to, an administrator wrote down."""
    browser.launch(**{AGS: {"scope": [SCORE], "lineitem": "http://127.0.0.1:1/line"}})
    assert len(place.rows(Assignment)) == 1
    assert place.rows(ScoreLine) == []


# --- a teacher chooses


def asking(place, **other):
    return {
        f"{LTI}message_type": "LtiDeepLinkingRequest", f"{LTI}roles": [TEACHER], f"{LTI}resource_link": None,
        f"{DEEP}deep_linking_settings": {
            "deep_link_return_url": f"{place.platform.address}/back", "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["window"], "data": "kept for me",
        } | other,
    }  # fmt: skip


def test_a_teacher_chooses_a_module_and_her_course_gets_a_signed_link(place, browser):
    page = browser.launch(**asking(place))
    assert page.status_code == 200, text(page)
    assert "Booking an appointment online" in text(page)
    form = {"token": page.context["token"], "module": "L16"}
    back = browser.client.post("/lti/choose/", form)
    assert back.status_code == 200
    assert f'action="{place.platform.address}/back"' in back.content.decode()
    assert place.platform.address in back["Content-Security-Policy"].split("form-action")[1].split(";")[0]
    said = place.platform.checked(back.context["link"].answer)
    assert (said["iss"], said["aud"], said[f"{LTI}deployment_id"]) == (CLIENT, [ISSUER], DEPLOYMENT)
    assert said[f"{DEEP}data"] == "kept for me"
    [item] = said[f"{DEEP}content_items"]
    assert (item["type"], item["url"], item["custom"]) == (
        "ltiResourceLink", "http://testserver/lti/launch/", {"module": "L16"},
    )  # fmt: skip
    assert item["lineItem"]["scoreMaximum"] == 5
    assert item["window"] == {"targetName": "_blank"}


def test_only_teachers_choose_and_only_for_their_platform(place, browser):
    page = browser.launch(**asking(place) | {f"{LTI}roles": [LTI]})
    assert "Only teachers choose modules" in text(page)
    page = browser.launch(**asking(place, deep_link_return_url="https://evil.example/back"))
    assert page.status_code == 400
    page = browser.launch(**asking(place) | {f"{DEEP}deep_linking_settings": None})
    assert page.status_code == 400
    assert browser.client.post("/lti/choose/", {"token": "forged", "module": "L16"}).status_code == 400
    token = browser.launch(**asking(place)).context["token"]
    assert browser.client.post("/lti/choose/", {"token": token, "module": "L99"}).status_code == 400
    place.switch(False)
    assert browser.client.post("/lti/choose/", {"token": token, "module": "L16"}).status_code == 400
