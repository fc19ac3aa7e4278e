"""A form that is sent twice acts once (common/once.py): by the public door, one after the other and at once."""

import datetime as dt
import re
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone

from accompaniments.models import Accompaniment
from assessments.models import SkillsCheck
from common.models import Job, SentForm
from common.once import forget_sent_forms
from common.tasks import forget_sent_forms as task
from common.wall import across_structures
from community.events.models import Action, Attendance
from community.forums.models import Post, Topic
from community.forums.services import load_themes, start_topic
from learners.models import Learner, LearnerGroup
from structures.enums import AffiliationStatus
from structures.models import Affiliation, AffiliationState, Invitation, JournalEntry, Person
from tests.app.community import helpers, planned, registered
from tests.app.crowd import at_once
from tests.app.doors import letters_to, send, signed_in, text
from tests.app.factories import (
    LearnerFactory,
    PortalFactory,
    StructureFactory,
    aidant_of,
    coordinator_of,
    referent_of,
)

pytestmark = pytest.mark.django_db
PLACE = "/s/epn/"
PARTNER = "/p/demo/tic/"
HELP = {"mode": "individual", "place": "structure", "themes": ["email"], "minutes": "30", "date": "2026-01-05"}


def key_in(page) -> str:
    """The key of the page's form; a page has one, however many forms it shows."""
    found = set(re.findall(r'name="once" value="([0-9a-f-]{36})"', page.content.decode()))
    assert found, "this form has no key"
    return found.pop()


def how_many(model, **which) -> int:
    with across_structures("a test counts what was made"):
        return model.objects.filter(**which).count()


@pytest.fixture
def door(epn) -> Client:
    """A referent's browser: she may do all that the place allows."""
    return signed_in(referent_of(epn, first_name="Inès"))


@pytest.fixture
def partner_door(tic) -> Client:
    return signed_in(coordinator_of(tic, first_name="Joris"))


@pytest.fixture
def topic(door):
    PortalFactory()
    load_themes()
    from community.forums.models import ForumTheme

    author = aidant_of(StructureFactory())
    return start_topic(author=author, theme=ForumTheme.objects.first(), language="fr", title="Which mouse?", text="…")


def forms_of_a_place(epn) -> dict:
    """Address -> what is typed, and the model that it makes one of."""
    learner = LearnerFactory(structure=epn, alias="Amina")
    return {
        f"{PLACE}accompaniments/new/": (HELP, Accompaniment),
        f"{PLACE}learners/": ({"alias": "Fatima", "language": "fr"}, Learner),
        f"{PLACE}groups/new/": ({"name": "Tuesday"}, LearnerGroup),
        f"{PLACE}learners/cards/": ({"learners": [str(learner.pk)], "secret_kind": "digits"}, Job),
        f"{PLACE}checks/paper/?learner={learner.pk}": ({"wish": []}, SkillsCheck),
        f"{PLACE}people/": ({"email": "ali@new.example", "role": "aidant", "language": "fr"}, Invitation),
    }


def twice(door: Client, address: str, typed: dict, model, *, shown_at: str = "") -> None:
    """The same form sent twice makes one, and gets one answer; the form drawn anew makes a second one."""
    before = how_many(model)
    given = typed | {"once": key_in(door.get(shown_at or address))}
    first, second = send(door, address, given), send(door, address, given)
    assert first.status_code == 302, text(first)
    assert (second.status_code, second.headers["Location"]) == (302, first.headers["Location"])
    assert how_many(model) == before + 1, address


def test_each_form_of_a_place_makes_one(door, epn):
    for address, (typed, model) in forms_of_a_place(epn).items():
        twice(door, address, typed, model)


def test_the_form_on_the_home_page_too(door, epn):
    twice(door, f"{PLACE}accompaniments/new/", HELP, Accompaniment, shown_at=PLACE)


def test_each_form_of_an_operator_makes_one(partner_door, tic, project):
    start = timezone.localtime() + dt.timedelta(days=9)
    typed = {
        "kind": "training", "variant": "core", "title": "E-mail", "postcode": "7500", "language": "fr",
        "starts_at": f"{start:%Y-%m-%dT10:00}", "ends_at": f"{start:%Y-%m-%dT12:00}",
    }  # fmt: skip
    twice(partner_door, f"{PARTNER}actions/new/", typed, Action)
    action = planned(tic, days=-1)
    before = how_many(Person)
    stranger = {"first_name": "Ada", "last_name": "Nobody", "same": "new"}
    twice(partner_door, f"{PARTNER}actions/{action.pk}/roll/add/", stranger, Attendance)
    assert how_many(Person) == before + 1


def test_what_is_done_to_an_action_by_two_clicks_is_done_once(partner_door, tic):
    coming, past = planned(tic, days=3), planned(tic, days=-1)
    registered(coming, *helpers(1, partner=tic))
    for action, acts in ((coming, ("cancel", "restore")), (past, ("roll",))):
        page = f"{PARTNER}actions/{action.pk}/"
        for act in acts:
            given = {"reason": "Snow.", "act": "nobody"}
            given["once"] = key_in(partner_door.get(f"{page}roll/" if act == "roll" else page))
            answers = [send(partner_door, f"{page}{act}/", given) for _time in range(2)]
            assert [one.status_code for one in answers] == [302, 302], act
    with across_structures("a test reads the journal"):
        done = JournalEntry.objects.filter(act__in=["action_cancelled", "action_restored", "roll_validated"])
        assert done.count() == 3


def test_each_form_of_the_forum_makes_one(door, topic):
    typed = {"title": "T", "text": "Hello", "language": "fr", "theme": topic.theme.slug}
    twice(door, "/forum/new/", typed, Topic)
    twice(door, f"/forum/{topic.pk}/", {"text": "The small one.", "language": "fr"}, Post)


@pytest.mark.parametrize("act", ["approve", "refuse"])
def test_an_answer_to_a_structure_is_given_and_written_once(act, partner_door, project, tic):
    asking = StructureFactory(
        affiliation__project=project, affiliation__operator=tic, affiliation__status=AffiliationStatus.APPLIED
    )
    referent = referent_of(asking)
    with across_structures("a test looks for a request"):
        public = Affiliation.objects.get(structure=asking).public
    page = f"{PARTNER}structures/{public}/"
    given = {"reason": "Out of the area.", "once": key_in(partner_door.get(page))}
    answers = [send(partner_door, f"{page}{act}/", given) for _time in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert len(letters_to(referent.email)) == 1
    assert how_many(AffiliationState, structure=asking) == 2


def test_the_second_answer_says_what_the_first_said_and_later_that_it_counts_once(door, epn):
    given = {"alias": "Fatima", "language": "fr", "once": key_in(door.get(f"{PLACE}learners/"))}
    for _time in range(2):
        page = text(door.post(f"{PLACE}learners/", given, follow=True))
        assert "Fatima has been added." in page
        assert "counts once" not in page
    with across_structures("a test lets time pass"):
        SentForm.objects.update(at=timezone.now() - dt.timedelta(minutes=5))
    page = text(door.post(f"{PLACE}learners/", given, follow=True))
    assert "Fatima has been added." in page
    assert "counts once" in page


def test_other_words_under_the_same_key_are_another_form(door, epn):
    """Back, another name, sent: nobody is swallowed."""
    key = key_in(door.get(f"{PLACE}learners/"))
    for alias in ("Fatima", "Luc"):
        send(door, f"{PLACE}learners/", {"alias": alias, "language": "fr", "once": key})
    assert how_many(Learner, alias__in=["Fatima", "Luc"]) == 2


def test_a_refused_form_is_asked_again(door, epn):
    given = {"name": " ", "once": key_in(door.get(f"{PLACE}groups/new/"))}
    for _time in range(2):
        page = send(door, f"{PLACE}groups/new/", given)
        assert "Give the group a name." in text(page)
    assert how_many(SentForm) == 0


@pytest.mark.parametrize("key", [None, "", "x" * 65])
def test_without_a_key_that_can_be_kept_the_form_works(door, epn, key):
    given = {"alias": "Fatima", "twin": "Fatima", "language": "fr"} | ({} if key is None else {"once": key})
    for _time in range(2):
        assert send(door, f"{PLACE}learners/", given).status_code == 302
    assert how_many(Learner, alias="Fatima") == 2


def test_a_key_is_one_persons(door, epn):
    given = {"alias": "Fatima", "twin": "Fatima", "language": "fr", "once": key_in(door.get(f"{PLACE}learners/"))}
    send(door, f"{PLACE}learners/", given)
    send(signed_in(aidant_of(epn)), f"{PLACE}learners/", given)
    assert how_many(Learner, alias="Fatima") == 2


def test_who_lost_the_right_gets_no_old_answer(door, epn):
    stranger = signed_in(aidant_of(StructureFactory()))
    given = {"alias": "Fatima", "language": "fr", "once": key_in(door.get(f"{PLACE}learners/"))}
    send(door, f"{PLACE}learners/", given)
    assert stranger.post(f"{PLACE}learners/", given).status_code == 404


def test_keys_go_after_a_day(door, epn):
    for alias in ("Fatima", "Luc"):
        send(door, f"{PLACE}learners/", {"alias": alias, "language": "fr", "once": alias})
    with across_structures("a test lets time pass"):
        old = SentForm.objects.order_by("at")[:1].values("pk")
        SentForm.objects.filter(pk__in=old).update(at=timezone.now() - dt.timedelta(days=1, minutes=1))
    assert forget_sent_forms() == 1
    task()
    assert how_many(SentForm) == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one(door, epn):
    for address, (typed, model) in forms_of_a_place(epn).items():
        before, given = how_many(model), typed | {"once": key_in(door.get(address))}
        doors = [Client(), Client()]
        for one in doors:
            one.cookies = door.cookies
        first, second = at_once(*[partial(one.post, address, given) for one in doors])
        assert first.status_code == second.status_code == 302, (first, second)
        assert first.headers["Location"] == second.headers["Location"]
        assert how_many(model) == before + 1, address
