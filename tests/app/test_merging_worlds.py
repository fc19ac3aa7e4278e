"""Random worlds of two structures: a merge loses nothing, changes what it says, and its undo gives every byte back."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accompaniments.models import AccompaniedLearner, Accompaniment
from accounts.models import User
from assessments.models import SkillsCheck
from common.wall import across_structures
from courses.models import Answer, Assignment, Module, ModuleVersion
from directory.models import Entry
from learners.models import Card, GroupMember, Learner, LearnerGroup
from merging import effects
from merging.engine import RULES
from merging.services import merge_structures, undo_merge
from merging.services.structures import hindrance
from reporting.counting import cells
from reporting.models import Activity
from reporting.selectors.facts import load_facts
from reporting.services import usage
from structures.enums import AffiliationStatus, Role
from structures.models import (
    Affiliation,
    AffiliationState,
    Invitation,
    JoinRequest,
    Membership,
    Person,
    Structure,
    StructureLabel,
    StructureState,
)
from tests.app.factories import PartnerFactory, ProjectFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.long]
START = dt.date(2026, 1, 1)
DAYS = st.integers(0, 300).map(lambda n: START + dt.timedelta(days=n))
MINUTES = st.integers(0, 400).map(lambda n: dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC) + dt.timedelta(minutes=n))
SIDE = st.booleans()
# Written anew by the roll-up, or by the merge itself to say that it happened.
ASIDE = {"structures.JournalEntry", "structures.JournalSeal", "merging.Merge", "merging.Move", "reporting.UsageSession"}
WORLDS = st.fixed_dictionaries(
    {
        "affiliated": st.tuples(*[st.lists(DAYS, min_size=1, max_size=2, unique=True) | st.just([])] * 2),
        "described": st.tuples(*[st.lists(DAYS, min_size=1, max_size=2, unique=True)] * 2),
        "people": st.lists(
            st.tuples(SIDE, DAYS | st.none(), st.sampled_from(["", "volunteer", "staff"])), min_size=1, max_size=4
        ),
        "members": st.lists(
            st.tuples(SIDE, st.integers(0, 2), st.sampled_from([Role.AIDANT, Role.REFERENT]), SIDE), max_size=5
        ),
        "learners": st.lists(st.tuples(SIDE, st.integers(0, 3)), max_size=5),
        "helped": st.lists(st.tuples(SIDE, DAYS, st.integers(0, 3), st.integers(0, 4)), max_size=5),
        "answers": st.integers(0, 4),
        "active": st.lists(st.tuples(SIDE, st.integers(0, 4), MINUTES), max_size=12),
        "checks": st.integers(0, 3),
        "extras": st.tuples(SIDE, SIDE, SIDE, SIDE, SIDE, SIDE),
    }
)  # fmt: skip


class Made:
    """A world of the database, from a drawn one."""

    def __init__(self, drawn: dict[str, Any], partner, module) -> None:
        self.project, self.partner, self.drawn = partner.project, partner, drawn
        self.users = [UserFactory() for _ in range(3)]
        self.two = [self._structure(side) for side in (0, 1)]
        self.people = [self._person(*one) for one in drawn["people"]]
        for side, who, role, on in {(s, w, r): (s, w, r, o) for s, w, r, o in drawn["members"]}.values():
            until = None if on else timezone.localdate()
            Membership.objects.create(structure=self.two[side], user=self.users[who], role=role, until=until)
        self._learners(module)
        self._help()
        self._extras()

    def _structure(self, side: int) -> Structure:
        made = Structure.objects.create(slug=f"side-{side}", name=f"Side {side}")
        for since in self.drawn["described"][side]:
            StructureState.objects.create(structure=made, since=since, name=made.name, country="BE", postcode="7500")
        if dates := sorted(self.drawn["affiliated"][side]):
            affiliation = Affiliation.objects.create(structure=made, project=self.project, code=f"S{side}")
            for since, status in zip(
                dates[::-1], (AffiliationStatus.AFFILIATED, AffiliationStatus.APPLIED), strict=False
            ):
                AffiliationState.objects.create(
                    structure=made, affiliation=affiliation, since=since, status=status, operator=self.partner
                )
        return made

    def _counted(self, side: int) -> bool:
        return bool(self.drawn["affiliated"][side])

    def _person(self, side: int, day, kind: str) -> Person:
        at = day and dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)
        return Person.objects.create(
            project=self.project, code=uuid.uuid4().hex, home=self.two[side], kind=kind, confirmed_at=at
        )

    def _learners(self, module) -> None:
        version = module.versions.get()
        self.learners = []
        for side, name in dict.fromkeys(self.drawn["learners"]):
            mine = {"structure": self.two[side]}
            learner = Learner.objects.create(**mine, alias=f"L{name}", pseudonym=f"p{name}", referent=self.users[0])
            Card.objects.create(**mine, learner=learner, token_hash=uuid.uuid4().hex, code_hash=uuid.uuid4().hex)
            group = LearnerGroup.objects.create(**mine, name="Group")
            GroupMember.objects.create(**mine, group=group, learner=learner)
            given_ = Assignment.objects.create(**mine, learner=learner, module=module, version=version)
            for _ in range(self.drawn["answers"]):
                Answer.objects.create(
                    **mine, learner=learner, key=uuid.uuid4(), assignment=given_, version=version, step="why", value={}
                )
            for number in range(self.drawn["checks"]):
                SkillsCheck.objects.create(
                    **mine, learner=learner, project=self.project if self._counted(side) else None,
                    code=f"{learner.pk}{number}", completed_at=timezone.now(),
                )  # fmt: skip
            self.learners.append((side, learner))

    def _help(self) -> None:
        for side, day, anonymous, who in self.drawn["helped"]:
            mine = {"structure": self.two[side]}
            record = Accompaniment.objects.create(
                **mine, project=self.project if self._counted(side) else None, code=uuid.uuid4().hex, date=day,
                mode="individual", anonymous=anonymous, person=self.people[who] if who < len(self.people) else None,
            )  # fmt: skip
            for learner in [one for there, one in self.learners if there == side][:who]:
                AccompaniedLearner.objects.create(**mine, accompaniment=record, learner=learner)
        for side, who, at in dict.fromkeys(self.drawn["active"]):
            if self._counted(side):
                there = [one for where, one in self.learners if where == side]
                learner = there[who % len(there)] if there and who > 1 else None
                person = self.people[who % len(self.people)] if self.people and learner is None else None
                if person or learner:
                    Activity.objects.get_or_create(
                        structure=self.two[side], project=self.project, person=person, learner=learner, at=at
                    )

    def _extras(self) -> None:
        for side, structure in enumerate(self.two):
            entry, label, request = self.drawn["extras"][3 * side : 3 * side + 3]
            if entry:
                Entry.objects.create(structure=structure, published=True, code="x")
            if label:
                StructureLabel.objects.create(structure=structure, code="EPN", since=START)
            if request:
                JoinRequest.objects.create(structure=structure, user=self.users[1])
                Invitation.objects.create(
                    structure=structure, email="a@place.example", token_hash=uuid.uuid4().hex, language="fr",
                    invited_by=self.users[0], expires_at=timezone.now(),
                )  # fmt: skip


def tables() -> dict[str, list[str]]:
    """Every row of every table that a merge may touch, as PostgreSQL writes it; without the change stamps."""
    names = {key.rpartition(".")[0] for rules in RULES.values() for key in rules} | {"structures.Structure"}
    found = {}
    with connection.cursor() as cursor:
        for name in sorted(names - ASIDE):
            table = apps.get_model(name)._meta.db_table
            cursor.execute(f"SELECT (to_jsonb(t) - 'changed')::text FROM \"{table}\" t ORDER BY 1")
            found[name] = [row for (row,) in cursor.fetchall()]
    return found


def figures(project) -> Counter:
    """(line, period) -> total, from the raw records: no roll-up in between."""
    people, _ = usage.people_of(project)
    facts = replace(load_facts(project=project), sessions=usage.full_sessions(project=project, people=people))
    found: Counter = Counter()
    for key, value in cells(facts).values.items():
        found[key.code, key.period] += value
    return +found


def owned(made: Made) -> tuple[int, ...]:
    return tuple(
        model.objects.filter(structure__in=made.two).count()
        for model in (Learner, Accompaniment, AccompaniedLearner, Answer, Card, Activity, SkillsCheck)
    )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=WORLDS)
def test_a_merge_loses_nothing_says_what_it_changes_and_goes_back_whole(drawn, db):
    with transaction.atomic():
        by = UserFactory()
        partner = PartnerFactory(project=ProjectFactory(start=START, end=dt.date(2026, 12, 31), period_months=3))
        with across_structures("a test plays with a world of its own"):
            module = Module.objects.create(code="L99", title="M")
            ModuleVersion.objects.create(module=module, number=1, document={}, sha256="")
            made = Made(drawn, partner, module)
            kept, gone = (one.pk for one in made.two)
            if hindrance(kept=kept, gone=gone):
                kept, gone = gone, kept
            before, owned_before, counted = tables(), owned(made), figures(made.project)
            told = effects.of_structures(kept=kept, gone=gone)
            assert tables() == before, "telling writes nothing"
        merge = merge_structures(kept=kept, gone=gone, by=by)
        with across_structures("a test looks at its world"):
            assert owned(made) == owned_before
            assert not Learner.objects.filter(structure=gone).exists()
            after = figures(made.project)
            expected = counted + Counter()
            expected.subtract({("STRUCT_AFF", one.period): -one.change for one in told})
            sessions = {key for key in counted if key[0] == "SESSIONS_ZONE"}
            assert {k: v for k, v in (+expected).items() if k not in sessions} == {
                k: v for k, v in after.items() if k not in sessions
            }
            assert all(after[key] <= counted[key] for key in sessions), "two sessions of one person may become one"
        undo_merge(merge=merge, by=by)
        with across_structures("a test looks at its world"):
            again = tables()
            assert {name: again[name] for name in again if again[name] != before[name]} == {}
            assert figures(made.project) == counted
        assert User.objects.filter(merged_into__isnull=False).count() == 0
        transaction.set_rollback(True)
