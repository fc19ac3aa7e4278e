"""Five people in three structures do what they like; after each act nobody sees, counts or infers a foreign learner.

The model is a dictionary: who belongs where, and which aliases each structure follows. Every alias is a word that
stands nowhere else, so a page that holds a foreign one has leaked it. Acts go through the pages, as people do them.
"""

import os
import re
import uuid

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accompaniments.models import Accompaniment
from common.wall import across_structures, as_person, open_structure
from learners.models import Learner, LearnerGroup
from structures.enums import Role
from structures.models import Membership
from tests.app.doors import signed_in
from tests.app.factories import MembershipFactory, PartnerFactory, ProjectFactory, StructureFactory, UserFactory
from tests.app.learning import published
from tests.app.probe import normalised

pytestmark = [pytest.mark.django_db, pytest.mark.long]

ROUNDS = int(os.environ.get("HALTE_ROUNDS", "4"))  # of twelve acts each
STRUCTURES = ("noord", "zuid", "west")
# Some people belong to two places: the wall must hold inside one browser too.
PEOPLE = {
    "ada": ("noord",), "bo": ("noord", "zuid"), "cleo": ("zuid",), "dina": ("west", "noord"), "eli": ("west",),
}  # fmt: skip
PAGES = ("", "learners/", "learners/cards/", "accompaniments/", "accompaniments/new/", "accompaniments/export.csv",
         "progress/", "modules/", "people/", "checks/new/")  # fmt: skip
ALIAS = re.compile(r"Zq[a-f0-9]{8}")

people, places, picks = st.sampled_from(sorted(PEOPLE)), st.sampled_from(STRUCTURES), st.integers(0, 50)


class Neighbours(RuleBasedStateMachine):
    """Rows of one example go when it ends: its savepoint is rolled back."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.followed: dict[str, dict[str, str]] = {slug: {} for slug in STRUCTURES}  # alias -> id
        self.logged = dict.fromkeys(STRUCTURES, 0)
        self.members = {(name, slug) for name, slugs in PEOPLE.items() for slug in slugs}
        self.turn = 0

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    @initialize()
    def lay_the_ground(self) -> None:
        operator = PartnerFactory(project=ProjectFactory())
        self.places = {
            slug: StructureFactory(
                name=slug.title(), slug=slug, affiliation__project=operator.project, affiliation__operator=operator
            )
            for slug in STRUCTURES
        }
        self.accounts = {name: UserFactory(first_name=name.title()) for name in PEOPLE}
        for name, slug in sorted(self.members):
            MembershipFactory(user=self.accounts[name], structure=self.places[slug])
        for slug in STRUCTURES:
            MembershipFactory(user=UserFactory(), role=Role.REFERENT, structure=self.places[slug])
        self.browsers = {name: signed_in(user) for name, user in self.accounts.items()}
        self.module = published()

    # --- acts

    @rule(who=people, where=places)
    def add(self, who: str, where: str) -> None:
        alias = f"Zq{uuid.uuid4().hex[:8]}"
        self.post(who, where, "learners/", {"alias": alias, "language": "fr", "country": "BE"})
        with open_structure(self.places[where].pk):
            made = Learner.objects.filter(alias=alias).first()
        assert bool(made) == self.may(who, where)
        if made:
            self.followed[where][alias] = str(made.pk)

    @rule(who=people, where=places, whose=places, pick=picks)
    def log_help(self, who: str, where: str, whose: str, pick: int) -> None:
        """With a learner of any structure: a foreign one is no choice."""
        learner = self.one_of(whose, pick)
        body = {"date": "2026-01-05", "mode": "individual", "place": "structure", "minutes": "30", "themes": "email",
                "outcome": "alone", "learners": learner or "", "anonymous": "0" if learner else "1"}  # fmt: skip
        before = self.count(where, Accompaniment)
        self.post(who, where, "accompaniments/new/", body)
        made = self.count(where, Accompaniment) - before
        if not self.may(who, where) or (learner and whose != where):
            assert made == 0
        self.logged[where] += made

    @rule(who=people, where=places, whose=places, pick=picks)
    def group(self, who: str, where: str, whose: str, pick: int) -> None:
        learner = self.one_of(whose, pick)
        before = self.count(where, LearnerGroup)
        self.post(who, where, "groups/new/", {"name": f"Groep {self.turn}", "learners": [learner] if learner else []})
        if not self.may(who, where) or (learner and whose != where):
            assert self.count(where, LearnerGroup) == before

    @rule(who=people, where=places, whose=places, pick=picks)
    def assign(self, who: str, where: str, whose: str, pick: int) -> None:
        if learner := self.one_of(whose, pick):
            self.post(who, where, "assign/", {"learner": learner, "module": self.module.code})

    @rule(who=people, where=places, whose=places, pick=picks)
    def rename(self, who: str, where: str, whose: str, pick: int) -> None:
        """By the address of her page: a foreign one is not there."""
        learner = self.one_of(whose, pick)
        if learner is None:
            return
        alias = f"Zq{uuid.uuid4().hex[:8]}"
        answer = self.post(who, where, f"learners/{learner}/edit/", {"alias": alias, "language": "nl", "country": "BE"})
        if whose != where or not self.may(who, where):
            assert answer.status_code == 404
        with open_structure(self.places[whose].pk):
            now = Learner.objects.get(pk=learner).alias
        if now == alias:
            self.followed[whose] = {now if pk == learner else old: pk for old, pk in self.followed[whose].items()}

    @rule(name=people, where=places)
    def leave_or_return(self, name: str, where: str) -> None:
        """Access begins and ends between two requests of an open session."""
        with open_structure(self.places[where].pk):
            found = Membership.objects.filter(user=self.accounts[name], structure=self.places[where])
            if (name, where) in self.members:
                found.delete()
                self.members.discard((name, where))
            else:
                MembershipFactory(user=self.accounts[name], structure=self.places[where])
                self.members.add((name, where))

    @precondition(lambda self: any(self.followed.values()))
    @rule(who=people, where=places, whose=places, pick=picks)
    def look_at(self, who: str, where: str, whose: str, pick: int) -> None:
        """A foreign learner's page says, to the letter, what that of nobody says."""
        learner = self.one_of(whose, pick)
        if learner is None:
            return
        for path in ("learners/{}/", "learners/{}/edit/", "accompaniments/?learner={}"):
            found = self.browsers[who].get(self.at(where, path.format(learner)))
            nobody_id = str(uuid.uuid4())
            nobody = self.browsers[who].get(self.at(where, path.format(nobody_id)))
            if whose != where:
                assert found.status_code == nobody.status_code
                assert _same(found, learner) == _same(nobody, nobody_id)

    # --- what must hold after each of them

    @invariant()
    def nobody_sees_a_foreign_learner(self) -> None:
        if not hasattr(self, "browsers"):
            return
        self.turn += 1
        who = sorted(PEOPLE)[self.turn % len(PEOPLE)]
        for slug in STRUCTURES:
            foreign = {alias for other in STRUCTURES if other != slug for alias in self.followed[other]}
            for page in PAGES if self.may(who, slug) else PAGES[:2]:
                answer = self.browsers[who].get(self.at(slug, page))
                shown = set(ALIAS.findall(answer.content.decode()))
                if not self.may(who, slug):
                    assert answer.status_code == 404, (who, slug, page)
                    assert not shown
                    continue
                assert answer.status_code == 200, (who, slug, page, answer.status_code)
                assert not shown & foreign, (who, slug, page)
                if page == "learners/":
                    assert shown == set(self.followed[slug])

    @invariant()
    def nobody_counts_one(self) -> None:
        """By SQL as the application's role: exactly her structure's rows, and none while nothing is open."""
        if not hasattr(self, "places"):
            return
        for slug, place in self.places.items():
            with open_structure(place.pk):
                assert _count(Learner) == len(self.followed[slug])
                assert _count(Accompaniment) == self.logged[slug]
        with open_structure(None), as_person(None):
            assert _count(Learner) == _count(Accompaniment) == 0
        with across_structures("the model knows them all"):
            assert _count(Learner) == sum(len(one) for one in self.followed.values())

    # --- tools

    def at(self, slug: str, page: str) -> str:
        return f"/s/{slug}/{page}"

    def may(self, who: str, where: str) -> bool:
        return (who, where) in self.members

    def one_of(self, slug: str, pick: int) -> str | None:
        ids = list(self.followed[slug].values())
        return ids[pick % len(ids)] if ids else None

    def count(self, slug: str, model) -> int:
        with open_structure(self.places[slug].pk):
            return _count(model)

    def post(self, who: str, where: str, page: str, body: dict):
        answer = self.browsers[who].post(self.at(where, page), body | {"once": str(uuid.uuid4())}, follow=True)
        assert answer.status_code < 500
        if not self.may(who, where):
            assert answer.status_code == 404, (who, where, page)
        foreign = {a for other in STRUCTURES if other != where for a in self.followed[other]}
        assert not set(ALIAS.findall(answer.content.decode())) & foreign
        return answer


def _same(answer, given: str) -> str:
    return normalised(answer.content.decode()).replace(given, "ID")


def _count(model) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')
        return cursor.fetchone()[0]


def test_neighbours_stay_neighbours():
    run_state_machine_as_test(
        Neighbours,
        settings=settings(
            max_examples=ROUNDS,
            stateful_step_count=12,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
