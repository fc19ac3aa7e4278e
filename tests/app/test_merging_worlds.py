"""Random worlds of two structures: a merge loses nothing, changes what it says, and its undo gives every byte back."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import replace
from decimal import Decimal
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
from community.events.models import Action, Attendance
from courses.learning.models import Answer, Assignment, Module, ModuleVersion
from directory.models import Entry
from learners.models import Card, GroupMember, Learner, LearnerGroup
from merging import effects
from merging.engine import RULES
from merging.models import Kind
from merging.services import merge_accounts, merge_structures, undo_merge
from merging.services.structures import hindrance
from reporting.counting import cells
from reporting.models import Activity, Coefficient
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
        "confirmed": st.tuples(SIDE, SIDE, SIDE),
        "since": st.lists(st.tuples(st.sampled_from(["ended", "promoted", "handed"]), st.integers(0, 9)), max_size=4),
        "members": st.lists(
            st.tuples(SIDE, st.integers(0, 2), st.sampled_from([Role.AIDANT, Role.REFERENT]), SIDE), max_size=5
        ),
        "learners": st.lists(st.tuples(SIDE, st.integers(0, 3)), max_size=5),
        "helped": st.lists(st.tuples(SIDE, DAYS, st.integers(0, 3), st.integers(0, 4)), max_size=5),
        "answers": st.integers(0, 4),
        "active": st.lists(st.tuples(SIDE, st.integers(0, 4), MINUTES), max_size=12),
        "checks": st.integers(0, 3),
        "actions": st.lists(
            st.tuples(st.sampled_from(["training", "training", "coaching", "webinar"]), DAYS, SIDE,
                      st.sets(st.integers(0, 3), min_size=1)), max_size=5,
        ),
        "apart": SIDE,
        "extras": st.tuples(SIDE, SIDE, SIDE, SIDE, SIDE, SIDE),
    }
)  # fmt: skip


class Made:
    """A world of the database, from a drawn one."""

    def __init__(self, drawn: dict[str, Any], partners, module) -> None:
        self.project, self.partners, self.drawn = partners[0].project, partners, drawn
        self.got: list[int] = []  # roles of since the merge
        self.native: list[int] = []
        self.learned: list[Any] = []
        self.users = [UserFactory(confirmed_at=timezone.now() if on else None) for on in drawn["confirmed"]]
        self.two = [self._structure(side) for side in (0, 1)]
        self.people = [self._person(at, *one) for at, one in enumerate(drawn["people"])]
        for side, who, role, on in {(s, w, r): (s, w, r, o) for s, w, r, o in drawn["members"]}.values():
            until = None if on else timezone.localdate()
            Membership.objects.create(structure=self.two[side], user=self.users[who], role=role, until=until)
        self._learners(module)
        self._help()
        self._rolls()
        self._extras()

    def _structure(self, side: int) -> Structure:
        made = Structure.objects.create(slug=f"side-{side}", name=f"Side {side}")
        for since in self.drawn["described"][side]:
            StructureState.objects.create(structure=made, since=since, name=made.name, country="BE",
                                          postcode="9000" if side and self.drawn["apart"] else "7500")  # fmt: skip
        if dates := sorted(self.drawn["affiliated"][side]):
            affiliation = Affiliation.objects.create(structure=made, project=self.project, code=f"S{side}")
            for since, status in zip(
                dates[::-1], (AffiliationStatus.AFFILIATED, AffiliationStatus.APPLIED), strict=False
            ):
                AffiliationState.objects.create(
                    structure=made,
                    affiliation=affiliation,
                    since=since,
                    status=status,
                    operator=self.partners[side if self.drawn["apart"] else 0],
                )
        return made

    def _counted(self, side: int) -> bool:
        return bool(self.drawn["affiliated"][side])

    def _person(self, number: int, side: int, day, kind: str) -> Person:
        at = day and dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)
        return Person.objects.create(
            project=self.project, code=uuid.uuid4().hex, home=self.two[side], kind=kind, confirmed_at=at,
            user=self.users[number] if number < 2 else None,
        )  # fmt: skip

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

    def _rolls(self) -> None:
        Coefficient.objects.create(project=self.project, version="1", since=START, value=Decimal("1.37"))
        for number, (kind, day, closed, present) in enumerate(self.drawn["actions"]):
            action = Action.objects.create(
                project=self.project, code=f"a{number}", kind=kind, core=kind == "training", title="T",
                operator=self.partners[number % 2], status="closed" if closed else "planned",
                starts_at=dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC),
            )  # fmt: skip
            for who in sorted(present):
                if who < len(self.people):
                    status = {"status": "present", "validated_at": timezone.now()} if closed else {}
                    Attendance.objects.create(action=action, person=self.people[who], **status)

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


def lived_through(made: Made, kept: int) -> None:
    """Roles end and change in the structure that stays, and learners follow somebody else."""
    for what, which in made.drawn["since"]:
        rows = list(Membership.objects.filter(structure=kept, until=None).exclude(pk__in=made.native).order_by("pk"))
        if what == "handed":
            Learner.objects.filter(structure=kept).exclude(pk__in=made.learned).update(referent=made.users[2])
        elif rows:
            row = rows[which % len(rows)]
            row.until = timezone.localdate()
            row.save(update_fields=["until"])
            other = {"user": row.user, "structure_id": kept, "until": None,
                     "role": Role.AIDANT if row.role == Role.REFERENT else Role.REFERENT}  # fmt: skip
            if what == "promoted" and not Membership.objects.filter(**other).exists():
                made.got.append(Membership.objects.create(**other).pk)


def as_left(made: Made, merge) -> None:
    """What an undo leaves on purpose: roles of since, ended, and requests, withdrawn. Nothing of it opens a door."""
    got = Membership.objects.filter(pk__in=made.got)
    assert not got.active().exists()
    got.delete()
    asked = JoinRequest.objects.filter(pk__in=list(merge.moves.filter(after__asked=True).values_list("row", flat=True)))
    assert not asked.filter(decided_at=None).exists()
    assert not asked.filter(accepted=True).exists()
    asked.delete()


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
    """(line, period, partner, part) -> figure, from the raw records: no roll-up in between. Whole lines: both empty."""
    people, _ = usage.people_of(project)
    facts = replace(load_facts(project=project), sessions=usage.full_sessions(project=project, people=people))
    found: Counter = Counter()
    for key, value in cells(facts).values.items():
        parts = (
            [("", "other")] if key.column == "other" else [("", ""), (key.operator or "-", ""), ("", key.zone or "")]
        )
        for part in dict.fromkeys(parts):
            found[(key.code, key.period, *part)] += value
    return +found


def told_of(before: Counter, after: Counter) -> dict:
    """What must be told: each line that changes, and each part of one that does not change as the whole does."""
    change = {scope: after[scope] - before[scope] for scope in before | after}
    return {
        scope: (before[scope], after[scope])
        for scope, more in change.items()
        if more and (scope[2:] in {("", ""), ("", "other")} or more != change.get((*scope[:2], "", ""), 0))
    }


def as_told(effects) -> dict:
    return {(e.code, e.period, e.partner, e.zone): (Decimal(e.before), Decimal(e.after)) for e in effects}


def owned(made: Made) -> tuple[int, ...]:
    return tuple(
        model.objects.filter(structure__in=made.two).count()
        for model in (Learner, Accompaniment, AccompaniedLearner, Answer, Card, Activity, SkillsCheck)
    )


def a_world(drawn, module) -> Made:
    project = ProjectFactory(start=START, end=dt.date(2026, 12, 31), period_months=3)
    others = [PartnerFactory(project=project, code=code) for code in ("P1", "P2")]
    return Made(drawn, others, module)


def a_module() -> Module:
    module = Module.objects.create(code="L99", title="M")
    ModuleVersion.objects.create(module=module, number=1, document={}, sha256="")
    return module


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=WORLDS)
def test_a_merge_loses_nothing_says_what_it_changes_and_goes_back_whole(drawn, db):
    with transaction.atomic():
        by = UserFactory()
        with across_structures("a test plays with a world of its own"):
            made = a_world(drawn, a_module())
            kept, gone = (one.pk for one in made.two)
            if hindrance(kept=kept, gone=gone):
                kept, gone = gone, kept
            before, owned_before, counted = tables(), owned(made), figures(made.project)
            made.native = list(Membership.objects.filter(structure=kept).values_list("pk", flat=True))
            made.learned = list(Learner.objects.filter(structure=kept).values_list("pk", flat=True))
            approved = AffiliationState.objects.filter(
                structure=gone, status=AffiliationStatus.AFFILIATED, since__lte=timezone.localdate()
            ).exists()
            told = effects.told(kind=Kind.STRUCTURES, kept=kept, gone=gone)
            assert tables() == before, "telling writes nothing"
        merge = merge_structures(kept=kept, gone=gone, by=by)
        with across_structures("a test looks at its world"):
            assert owned(made) == owned_before
            assert not Learner.objects.filter(structure=gone).exists()
            came = Membership.objects.active().filter(structure=kept).exclude(pk__in=made.native)
            assert approved or not came.exists(), "nobody of a structure that was never approved gets in"
            assert not came.filter(user__confirmed_at=None).exists()
            assert as_told(told) == told_of(counted, figures(made.project))
            lived_through(made, kept)
        undo_merge(merge=merge, by=by)
        with across_structures("a test looks at its world"):
            as_left(made, merge)
            again = tables()
            assert {name: again[name] for name in again if again[name] != before[name]} == {}
            assert figures(made.project) == counted
        assert User.objects.filter(merged_into__isnull=False).count() == 0
        transaction.set_rollback(True)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=WORLDS)
def test_a_merge_of_two_accounts_says_every_figure_that_it_changes(drawn, db):
    with transaction.atomic():
        with across_structures("a test plays with a world of its own"):
            made = a_world(drawn, a_module())
            kept, gone = made.users[:2]
            before, counted = tables(), figures(made.project)
            told = effects.told(kind=Kind.ACCOUNTS, kept=kept.pk, gone=gone.pk)
            assert tables() == before, "telling writes nothing"
        merge = merge_accounts(kept=kept.pk, gone=gone.pk, by=UserFactory())
        with across_structures("a test looks at its world"):
            assert as_told(told) == told_of(counted, figures(made.project))
            assert merge.effects["reports"] == [one.plain() for one in told]
        undo_merge(merge=merge, by=made.users[2])
        with across_structures("a test looks at its world"):
            assert figures(made.project) == counted
        transaction.set_rollback(True)
