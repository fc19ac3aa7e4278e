"""Five people in three structures do what they like; after each act nobody sees, counts or infers a foreign learner.

The model is a dictionary: who belongs where, and which aliases each structure follows. Every alias is a word that
stands nowhere else, so a page that holds a foreign one has leaked it. Acts go through the pages, as people do them.
"""

import os
import re
import uuid

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
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
from common import jobs
from common.wall import across_structures, as_person, open_structure
from config.celery import app
from courses.learning.models import Assignment
from learners.models import Card, Learner, LearnerGroup, Room
from learners.services import issue_card
from structures.enums import Role
from structures.models import Membership
from tests.app.doors import signed_in, visitor
from tests.app.factories import (
    LearnerFactory,
    MembershipFactory,
    PartnerFactory,
    ProjectFactory,
    StructureFactory,
    UserFactory,
)
from tests.app.figures import Tries
from tests.app.learning import published
from tests.app.probe import normalised, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]

ROUNDS = int(os.environ.get("HALTE_ROUNDS", "4"))  # of twelve acts each
STRUCTURES = ("noord", "zuid", "west")
# Some people belong to two places: the wall must hold inside one browser too.
PEOPLE = {
    "ada": ("noord",), "bo": ("noord", "zuid"), "cleo": ("zuid",), "dina": ("west", "noord"), "eli": ("west",),
}  # fmt: skip
PAGES = ("", "learners/", "learners/cards/", "accompaniments/", "accompaniments/new/", "accompaniments/export.csv",
         "progress/", "modules/", "people/", "checks/new/")  # fmt: skip
LOOKS = Tries("model")
app.loader.import_default_modules()  # the handlers of all rooms, as in a worker
ALIAS = re.compile(r"Zq[a-p]{8}")
LETTERS = str.maketrans("0123456789", "ghijklmnop")  # a long number is no alias

people, places, picks = st.sampled_from(sorted(PEOPLE)), st.sampled_from(STRUCTURES), st.integers(0, 50)


def new_alias(start: str = "Zq") -> str:
    """A word that stands nowhere else."""
    return start + uuid.uuid4().hex[:8].translate(LETTERS)


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
        for (
            slug,
            place,
        ) in self.places.items():  # one learner each, with a card: there is something to see from the start
            learner = LearnerFactory(structure=place, alias=new_alias())
            self.followed[slug][learner.alias] = str(learner.pk)
            with open_structure(place.pk):
                issue_card(learner=learner, by=next(self.accounts[who] for who, at in self.members if at == slug))

    # --- acts

    @rule(who=people, where=places)
    def add(self, who: str, where: str) -> None:
        alias = new_alias()
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
            before = self.count(where, Assignment), self.count(whose, Assignment)
            self.post(who, where, "assign/", {"learner": learner, "module": self.module.code})
            if whose != where or not self.may(who, where):
                assert (self.count(where, Assignment), self.count(whose, Assignment)) == before

    @rule(who=people, where=places, whose=places, pick=picks)
    def cards(self, who: str, where: str, whose: str, pick: int) -> None:
        """On paper, by a job: a foreign learner is no choice, and her card stays as it was."""
        if learner := self.one_of(whose, pick):
            before = self.count(whose, Card)
            body = {"learners": [learner], "secret_kind": "digits"}
            words = self.file(who, self.post(who, where, "learners/cards/", body))
            mine = whose == where and self.may(who, where)
            assert bool(words) == mine
            assert set(ALIAS.findall(words)) == ({self.alias(learner)} if mine else set())
            assert mine or self.count(whose, Card) == before

    @rule(who=people, where=places, whose=places, pick=picks)
    def copy(self, who: str, where: str, whose: str, pick: int) -> None:
        """All that is kept of a learner, in one file: of her alone."""
        if learner := self.one_of(whose, pick):
            answer = self.post(who, where, f"learners/{learner}/privacy/copy/", {})
            if whose != where or not self.may(who, where):
                assert answer.status_code == 404
            else:
                assert set(ALIAS.findall(self.file(who, answer))) == {self.alias(learner)}

    @rule(who=people, where=places, whose=places, pick=picks)
    def open_a_room(self, who: str, where: str, whose: str, pick: int) -> None:
        """For a group of any structure, or for all: whoever has the code reads the names of that structure alone."""
        with open_structure(self.places[whose].pk):
            groups = [str(pk) for pk in LearnerGroup.objects.order_by("pk").values_list("pk", flat=True)]
        group = groups[pick % len(groups)] if groups and pick % 2 else ""
        before = self.count(where, Room)
        answer = self.post(who, where, "rooms/", {"group": group})
        opened = self.count(where, Room) - before
        if not self.may(who, where) or (group and whose != where):
            assert opened == 0
        if opened:
            stranger = visitor()
            assert stranger.post("/w/", {"code": answer.context["code"]}).status_code == 302
            names = set(ALIAS.findall(stranger.get("/w/names/").content.decode()))
            with open_structure(self.places[where].pk):
                carded = set(Card.objects.values_list("learner__alias", flat=True))
            assert names == carded if not group else names <= carded

    @rule(who=people, where=places, whose=places, pick=picks)
    def search(self, who: str, where: str, whose: str, pick: int) -> None:
        """By an alias of any structure: a foreign one finds what a word of nobody's finds."""
        if learner := self.one_of(whose, pick):
            alias, nobody = self.alias(learner), new_alias("Zy")
            for page in ("learners/?q={}", "accompaniments/?q={}", "progress/?q={}"):
                found, none = (self.look(who, where, page.format(one)) for one in (alias, nobody))
                if whose != where:
                    assert found.status_code == none.status_code
                    assert _same(found, alias) == _same(none, nobody)

    @rule(who=people, where=places, whose=places, pick=picks)
    def rename(self, who: str, where: str, whose: str, pick: int) -> None:
        """By the address of her page: a foreign one is not there."""
        learner = self.one_of(whose, pick)
        if learner is None:
            return
        alias = new_alias()
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
    def seen_at(self, who: str, where: str, whose: str, pick: int) -> None:
        """A foreign learner's page says, to the letter, what that of nobody says."""
        learner = self.one_of(whose, pick)
        if learner is None:
            return
        for path in ("learners/{}/", "learners/{}/edit/", "accompaniments/?learner={}"):
            nobody_id = str(uuid.uuid4())
            found, nobody = (self.look(who, where, path.format(one)) for one in (learner, nobody_id))
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
        for place, slug in enumerate(STRUCTURES):
            # The list always, and another page each time: in five turns everybody looks at everything.
            for page in {"learners/", PAGES[(self.turn + place) % len(PAGES)]}:
                answer = self.look(who, slug, page)
                shown = set(ALIAS.findall(answer.content.decode()))
                if not self.may(who, slug):
                    assert answer.status_code == 404, (who, slug, page)
                    assert not shown
                    continue
                assert answer.status_code == 200, (who, slug, page, answer.status_code)
                assert shown <= set(self.followed[slug]), (who, slug, page)
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

    def look(self, who: str, where: str, page: str):
        LOOKS.one("", "")
        return self.browsers[who].get(self.at(where, page))

    def alias(self, learner: str) -> str:
        return next(a for many in self.followed.values() for a, pk in many.items() if pk == learner)

    def file(self, who: str, answer) -> str:
        """The words of the file of the job that an answer led to; nothing where it led to none."""
        where = re.match(r"/jobs/([0-9a-f-]+)/", answer.redirect_chain[-1][0] if answer.redirect_chain else "")
        if where is None:
            return ""
        jobs.run(where[1])
        return words_of(self.browsers[who].get(f"/jobs/{where[1]}/file/").content)

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
        LOOKS.one("", "")
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


def test_every_act_with_ones_own_with_a_neighbour_s_and_where_one_has_no_place(record_property):
    """Chance leaves some acts out: each of them once, hers and then two that must come to nothing."""
    LOOKS.number, model = 0, Neighbours()
    try:
        model.lay_the_ground()
        for act in (
            model.cards,
            model.copy,
            model.open_a_room,
            model.search,
            model.assign,
            model.log_help,
            model.group,
        ):
            for who, where, whose in (("ada", "noord", "noord"), ("bo", "noord", "zuid"), ("cleo", "west", "west")):
                act(who=who, where=where, whose=whose, pick=1)
            model.nobody_sees_a_foreign_learner()
            model.nobody_counts_one()
        made = {one: model.count("noord", one) for one in (Assignment, Accompaniment, LearnerGroup, Room)}
        # bo's room is for no group, since zuid has none: a room of noord like ada's.
        assert made == {Assignment: 1, Accompaniment: 1, LearnerGroup: 1, Room: 2}
    finally:
        model.teardown()
    LOOKS.tell(record_property)


def test_neighbours_stay_neighbours(record_property):
    LOOKS.number = 0
    run_state_machine_as_test(
        Neighbours,
        settings=hypothesis_settings(
            max_examples=ROUNDS,
            stateful_step_count=12,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    LOOKS.tell(record_property, least=ROUNDS * 40)
