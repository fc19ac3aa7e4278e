"""Two people act at the same moment, each on a connection of her own: what a service reads, it reads with the lock."""

import datetime as dt
from functools import partial

import pytest
from django.utils import timezone

from accounts.models import User
from affiliations.services.affiliations import refuse_affiliation
from common.errors import DomainError
from common.wall import across_structures, as_person, open_structure
from community.events import services as events
from community.events.models import Attendance
from community.forums import services as forum
from community.forums.models import ForumTheme, Topic
from community.forums.permissions import Standing
from courses.learning import services as courses
from learners import services as learners
from registration.services.registration import Applicant, NewStructure, register_structure
from structures.enums import AffiliationStatus
from structures.models import Affiliation, Invitation, Membership, Structure
from team.services import invitations
from team.services.memberships import end_membership
from tests.app.community import SITE, planned, registered
from tests.app.crowd import at_once, meanwhile
from tests.app.doors import code_in, letters_to, link_in, text, visitor
from tests.app.factories import (
    LearnerFactory,
    LearnerGroupFactory,
    PartnerFactory,
    PortalFactory,
    StructureFactory,
    UserFactory,
    aidant_of,
    referent_of,
)
from tests.app.learning import published
from tests.app.test_registration import ANSWERS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_earlier_attempts")]


def inside(structure, act, /, **given):
    """The act, in that structure, on whatever connection it is called."""
    with open_structure(structure.pk):
        return act(**given)


def test_one_referent_stays_when_two_end_each_other():
    epn = StructureFactory()
    people = [referent_of(epn) for _ in range(2)]
    with across_structures("a test takes two rows"):
        rows = [Membership.objects.select_related("structure").get(user=user) for user in people]
    ends = [partial(inside, epn, end_membership, membership=row, by=None) for row in rows]
    with open_structure(epn.pk):
        refused = meanwhile(ends[0], ends[1])
    assert isinstance(refused, DomainError), refused
    with across_structures("a test counts who is left"):
        assert Membership.objects.active().filter(structure=epn).count() == 1


def test_one_address_is_invited_once():
    epn = StructureFactory()
    by = referent_of(epn)
    invite = partial(
        inside, epn, invitations.invite,
        structure=epn, email="ali@place.example", role="aidant", language="nl", by=by, site=SITE,
    )  # fmt: skip
    done = at_once(*[invite] * 3)
    assert [type(one) for one in done].count(DomainError) == 2, done
    with across_structures("a test counts invitations"):
        assert Invitation.objects.count() == 1


def test_a_group_gets_its_module_though_one_of_it_just_got_it():
    epn = StructureFactory()
    by = aidant_of(epn)
    first, second = LearnerFactory(structure=epn, alias="Ali"), LearnerFactory(structure=epn, alias="Bea")
    group = LearnerGroupFactory(structure=epn)
    inside(epn, learners.set_members, group=group, learners=[first, second], by=by)
    module = published()
    with open_structure(epn.pk):
        given = meanwhile(
            partial(courses.assign_module, learner=second, module=module, by=by),
            partial(inside, epn, courses.assign_to_group, group=group, module=module, by=by),
        )
    assert [one.learner for one in given.made] == [first], given
    assert given.already == [second]


def test_a_question_with_a_reply_does_not_go_with_its_text():
    PortalFactory()
    forum.load_themes()
    asker, other = UserFactory(), UserFactory()
    topic = forum.start_topic(
        author=asker, theme=ForumTheme.objects.first(), language="fr", title="A question", text="Why?"
    )
    opening = topic.posts.get()
    gone = meanwhile(
        partial(forum.reply, topic=topic, author=other, text="Because.", site=SITE),
        partial(forum.delete_post, post=opening, standing=Standing(asker.pk), by=asker),
    )
    assert gone is None, gone
    topic = Topic.objects.get(pk=topic.pk)
    assert (topic.hidden_at, topic.replies) == (None, 1)


def test_who_withdrew_is_not_made_present():
    tic = PartnerFactory()
    action = planned(tic, days=0, capacity=1)
    Attendance.objects.all().delete()
    start = timezone.now() + dt.timedelta(minutes=1)
    type(action).objects.filter(pk=action.pk).update(starts_at=start, ends_at=start + dt.timedelta(hours=1))
    people = [
        aidant_of(StructureFactory(affiliation__project=tic.project, affiliation__operator=tic)) for _ in range(2)
    ]
    _seated, waiting = registered(action, *people)
    assert waiting.status == Attendance.Status.WAITING

    def withdraw() -> None:
        with as_person(people[1].pk):
            events.withdraw(attendance=Attendance.objects.get(pk=waiting.pk), by=people[1], site=SITE)

    seated = meanwhile(withdraw, partial(events.seat_waiting, attendance=waiting, by=None))
    assert seated is None, seated
    waiting.refresh_from_db()
    assert waiting.status == Attendance.Status.CANCELLED


def filled(tic, **you):
    """A visitor who has answered all the questions of a registration, and may send it."""
    door = visitor()
    for step in ("place", "name", "kind", "number", "operator", "you"):
        data = {"operator": tic.public} if step == "operator" else ANSWERS[step]
        assert door.post(f"/register/{step}/", data | (you if step in {"name", "you"} else {})).status_code == 302, step
    return door


def send_at_once(*doors):
    return at_once(*[partial(door.post, "/register/check/", {}) for door in doors])


def test_a_registration_that_is_sent_twice_is_one(tic):
    door = filled(tic)
    other = visitor()
    other.cookies = door.cookies
    answers = [*send_at_once(door, other), door.post("/register/check/", {})]
    assert {(one.status_code, one.headers["Location"]) for one in answers} == {(302, "/accounts/login/code/")}
    assert Structure.objects.count() == 1
    letters = letters_to("nora@place.example")
    assert len(letters) == 2, "the request, and one code"
    signed = door.post("/accounts/login/code/", {"code": code_in(letters[-1])})
    assert signed.headers["Location"] == "/home/", "the code of the first click still holds"
    assert "Maison du Quai" in text(door.get("/home/", follow=True))
    door.get("/register/")
    assert door.post("/register/place/", ANSWERS["place"]).headers["Location"] == "/register/name/", "a new one begins"


def test_two_visitors_with_one_name_both_register(tic):
    answers = send_at_once(filled(tic), filled(tic, email="ali@place.example"))
    assert [one.status_code for one in answers] == [302, 302], answers
    assert set(Structure.objects.values_list("slug", flat=True)) == {"maison-du-quai", "maison-du-quai-2"}


def test_one_address_registers_two_places(tic):
    answers = send_at_once(filled(tic), filled(tic, name="Maison du Parc"))
    assert [one.status_code for one in answers] == [302, 302], answers
    assert Structure.objects.count() == 2
    assert User.objects.filter(email="nora@place.example").count() == 1


def test_a_name_or_an_address_that_was_just_taken_is_seen(tic):
    """The same two, with the first one stopped between its look and its end."""
    place = NewStructure("Quai", "BE", "7500", "Tournai", "BE328", "EPN")
    who = Applicant("nora@place.example", "Nora", "Diallo", "nl")
    register = partial(register_structure, structure=place, applicant=who, operator=tic, portal=None, site=SITE)
    second, user = meanwhile(register, register)
    assert (second.slug, user.email) == ("quai-2", "nora@place.example")


def test_a_request_is_refused_and_written_once(tic):
    asking = StructureFactory(
        affiliation__project=tic.project, affiliation__operator=tic, affiliation__status=AffiliationStatus.APPLIED
    )
    referent = referent_of(asking)
    with across_structures("a test looks for a request"):
        pk = Affiliation.objects.get(structure=asking).pk
    refuse = partial(refuse_affiliation, affiliation_id=pk, partner=tic, by=None, reason="Out of the area.")
    refused = meanwhile(refuse, refuse)
    assert isinstance(refused, DomainError), refused
    assert len(letters_to(referent.email)) == 1


def test_an_invitation_accepted_twice_at_once_joins_once_and_refuses_nobody():
    """The one who comes second gets the page that says she has joined, not an error."""
    epn = StructureFactory()
    by = referent_of(epn)
    inside(
        epn,
        invitations.invite,
        structure=epn,
        email="ali@place.example",
        role="aidant",
        language="nl",
        by=by,
        site=SITE,
    )
    link = link_in(letters_to("ali@place.example")[0], "/invitation/")
    form = {"first_name": "Ali", "last_name": "Haddad"}
    done = at_once(*[lambda: visitor().post(link, form)] * 4)
    assert sorted(one.status_code for one in done) == [200, 200, 200, 302], done
    assert all("You have joined" in text(one) for one in done if one.status_code == 200)
    with across_structures("a test counts who joined"):
        assert Membership.objects.active().filter(structure=epn, user__email="ali@place.example").count() == 1
