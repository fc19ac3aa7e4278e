"""A partner's name is dated: pages show today's; and as many queries give the names of two partners as of six."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.wall import as_person, open_structure
from helpdesk import selectors as helpdesk
from learners import rooms, services
from structures.enums import Role
from structures.models import Partner, PartnerState
from structures.selectors import places_of
from team.services.invitations import invite
from tests.app.doors import signed_in, text
from tests.app.factories import (
    LearnerFactory,
    LearnerGroupFactory,
    MembershipFactory,
    PartnerFactory,
    UserFactory,
    coordinator_of,
    portal_person,
)

pytestmark = pytest.mark.django_db
AHEAD = dt.timedelta(days=200)


def test_a_name_for_a_day_ahead_is_not_todays(d09):
    client = signed_in(coordinator_of(d09))
    day = timezone.localdate() + AHEAD
    PartnerState.objects.create(partner=d09, since=day, name="District Ten", role="operator")
    assert Partner.objects.get(pk=d09.pk).name == "District09"
    assert "District Ten" not in text(client.get("/p/demo/d09/people/"))
    with time_machine.travel(timezone.now() + AHEAD + dt.timedelta(days=1)):
        assert Partner.objects.get(pk=d09.pk).name == "District Ten"


def test_before_its_first_day_a_partner_has_its_first_name(project):
    day = timezone.localdate() + AHEAD
    partner = PartnerFactory(project=project, code="NEW", state__name="Newcomer", state__since=day)
    PartnerState.objects.create(partner=partner, since=day + AHEAD, name="Later", role="operator")
    assert partner.name == "Newcomer"
    partner.states.all().delete()
    assert Partner.objects.get(pk=partner.pk).name == "NEW"


def asked(act) -> int:
    with CaptureQueriesContext(connection) as found:
        act()
    return len(found)


def test_ones_places_take_as_many_queries_for_two_partners_as_for_six(project):
    user = UserFactory()

    def places() -> None:
        with as_person(user.pk):
            assert [str(one.partner) for one in places_of(user=user)]

    counts = []
    for more in (2, 4):
        for _ in range(more):
            MembershipFactory(user=user, role=Role.TRAINER, partner=PartnerFactory(project=project))
        counts.append(asked(places))
    assert counts[0] == counts[1]


def test_the_help_desk_takes_as_many_queries_for_two_places_as_for_six(project):
    nadia, guest = portal_person(Role.ADMINISTRATOR), UserFactory(email="guest@place.example")

    def look() -> None:
        state = helpdesk.state_of(user=guest)
        assert all(str(one.partner) for one in state.places)
        assert all(str(one.place) for one in state.invitations)
        assert all(str(one.place) for one in helpdesk.search(words="newcomer")[1])

    counts = []
    for more in (2, 4):
        for _ in range(more):
            held, asks = PartnerFactory(project=project), PartnerFactory(project=project)
            MembershipFactory(user=guest, role=Role.TRAINER, partner=held)
            for email in (guest.email, "newcomer@place.example"):
                given = {"email": email, "role": Role.TRAINER, "language": "fr", "site": "https://halte.example"}
                invite(by=nadia, partner=asks, **given)
        counts.append(asked(look))
    assert counts[0] == counts[1]


def test_the_rooms_are_counted_at_once(epn):
    by, groups = UserFactory(), [LearnerGroupFactory(structure=epn) for _ in range(3)]
    learners = [LearnerFactory(structure=epn) for _ in range(4)]
    with open_structure(epn.pk):
        rooms.open_room(structure=epn, group=groups[0], by=by)
        rooms.open_room(structure=epn, group=None, by=by)
        few = asked(lambda: rooms.with_counts(structure=epn))
        for group in (*groups, None):
            rooms.open_room(structure=epn, group=group, by=by)
        assert asked(lambda: rooms.with_counts(structure=epn)) == few
        for group, members in zip(groups, (learners[:3], learners[:1], []), strict=True):
            services.set_members(group=group, learners=members, by=by)
        for learner in learners[1:]:
            services.issue_card(learner=learner, by=by)
        shown = rooms.with_counts(structure=epn)
        assert [count for _room, count in shown] == [3, 0, 0, 2, 3, 2]
        assert [count for _room, count in shown] == [rooms.learners_in(room).count() for room, _count in shown]
