"""Writing what happened: actions and rolls, help given, activity, readings, press, contents, checks."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.utils import timezone
from psycopg2.extras import execute_values

from accompaniments.models import AccompaniedLearner, Accompaniment
from assessments.models import SkillsCheck
from community.events.models import Action, Attendance
from learners.models import Learner
from reporting.models import Coefficient, ContentItem, NewsletterReading, PressItem
from reporting.packs.check import Pack
from reporting.packs.values import press_key, press_row
from reporting.services.importing.merged import Merged, natives
from reporting.services.importing.sync import Tally, sync
from structures.models import Affiliation, Partner, Person, Project

LEARNER = "learner:"
Structures = dict[str, Affiliation]
Learners = dict[tuple[str, str], Any]  # by code of the structure and pseudonym


def write_actions(pack: Pack, project: Project, partners: dict[str, Partner]) -> tuple[dict[str, Action], Tally]:
    """Trainings and events by their id, with the partners who co-organise."""
    names = (
        "kind", "core", "title", "starts_at", "ends_at", "country", "postcode", "online", "audience", "status",
        "evidence",
    )  # fmt: skip
    through = Action.joint.through
    joint: dict[str, set[int]] = defaultdict(set)
    for code, partner in through.objects.filter(action__project=project).values_list("action__code", "partner_id"):
        joint[code].add(partner)
    tally, actions = sync(
        model=Action,
        existing=Action.objects.filter(project=project).select_related("operator"),
        key=lambda one: one.code,
        rows=(
            (
                row.id,
                {"project": project, "code": row.id},
                {
                    **{name: getattr(row, name) for name in names},
                    "dates": list(row.dates),
                    "operator": partners[row.operator],
                },
            )
            for row in pack.actions
        ),
        moved={row.id for row in pack.actions if {partners[code].pk for code in row.joint} != joint[row.id]},
    )
    wanted = {(actions[row.id].pk, partners[code].pk) for row in pack.actions for code in row.joint}
    mine = through.objects.filter(action_id__in=[actions[row.id].pk for row in pack.actions])
    there = {(link.action_id, link.partner_id): link.pk for link in mine}
    through.objects.filter(pk__in=[pk for key, pk in there.items() if key not in wanted]).delete()
    through.objects.bulk_create(
        through(action_id=action, partner_id=partner) for action, partner in sorted(wanted - there.keys(), key=str)
    )
    return actions, tally  # type: ignore[return-value]


def write_attendances(pack: Pack, project: Project, actions: dict[str, Action], people: dict[str, Person]) -> Tally:
    """The rolls."""
    tally, _ = sync(
        model=Attendance,
        existing=Attendance.objects.filter(action__project=project),
        key=lambda one: (one.action_id, one.person_id),
        rows=(
            (
                (actions[row.action].pk, people[row.person].pk),
                {"action": actions[row.action], "person": people[row.person]},
                {"status": row.status, "validated_at": row.validated_at},
            )
            for row in pack.attendances
        ),
    )
    return tally


def write_learners(pack: Pack, affiliations: Structures, merged: Merged) -> Learners:
    """Every pseudonym that the pack names, as a learner of its structure."""
    wanted = {(row.structure, name) for row in pack.accompaniments for name in row.learners}
    wanted |= {(row.structure, row.user.removeprefix(LEARNER)) for row in pack.activity if row.user.startswith(LEARNER)}
    structures = {affiliations[code].structure_id for code, _ in wanted}
    there: dict[tuple[int, str], Any] = {
        (structure, pseudonym): pk
        for pk, structure, pseudonym in Learner.objects.filter(structure__in=structures).values_list(
            "pk", "structure_id", "pseudonym"
        )
    }
    others = natives(merged)
    found: Learners = {}
    new = []
    for code, name in sorted(wanted):
        structure, known_as = affiliations[code].structure_id, merged.pseudonyms(code, name)
        meant = [there[structure, one] for one in known_as if (structure, one) in there]
        meant = [pk for pk in meant if str(pk) not in others.get(code, ())]
        if meant:
            found[code, name] = meant[0]
            continue
        free = next(one for one in reversed(known_as) if (structure, one) not in there)
        # Known from a pack only: kept for the count, and out of the aidants' lists.
        one = Learner(structure_id=structure, pseudonym=free, alias=name[:60], archived_at=timezone.now())
        new.append(one)
        found[code, name] = there[structure, free] = one.pk
    Learner.objects.bulk_create(new, batch_size=2_000)
    return found


def write_accompaniments(
    pack: Pack, project: Project, affiliations: Structures, people: dict[str, Person], learners: Learners
) -> Tally:
    """The log of help given, and who was helped."""
    names = ("date", "mode", "place", "country", "postcode", "minutes", "anonymous", "status")
    if not pack.accompaniments:
        return Tally()
    before = {
        one.code: one
        for one in Accompaniment.objects.filter(project=project).prefetch_related("accompaniedlearner_set")
    }
    linked = {code: {link.learner_id for link in one.accompaniedlearner_set.all()} for code, one in before.items()}
    wanted = {row.id: {learners[row.structure, name] for name in row.learners} for row in pack.accompaniments}
    tally, records = sync(
        model=Accompaniment,
        existing=before.values(),
        key=lambda one: one.code,
        rows=(
            (
                row.id,
                {"project": project, "code": row.id},
                {
                    **{name: getattr(row, name) for name in names},
                    "themes": list(row.themes),
                    "structure_id": affiliations[row.structure].structure_id,
                    "person_id": people[row.person].pk,
                },
            )
            for row in pack.accompaniments
        ),
        moved={code for code, there in linked.items() if wanted.get(code, there) != there},
    )
    _link(pack, affiliations, records, linked, wanted)
    return tally


def _link(pack: Pack, affiliations: Structures, records, linked, wanted) -> None:
    new, gone = [], []
    for row in pack.accompaniments:
        record, structure = records[row.id], affiliations[row.structure].structure_id
        there = linked.get(row.id, set())
        gone += [(record.pk, learner) for learner in there - wanted[row.id]]
        new += [
            AccompaniedLearner(structure_id=structure, accompaniment=record, learner_id=learner)
            for learner in sorted(wanted[row.id] - there, key=str)
        ]
    for record, learner in gone:
        AccompaniedLearner.objects.filter(accompaniment_id=record, learner_id=learner).delete()
    AccompaniedLearner.objects.bulk_create(new, batch_size=2_000)


def write_activity(
    pack: Pack, project: Project, affiliations: Structures, people: dict[str, Person], learners: Learners
) -> Tally:
    """Signed-in activity: append-only, the same instant of the same user once."""
    rows = []
    for row in pack.activity:
        structure = affiliations[row.structure].structure_id
        who: tuple[int | None, str | None]
        if row.user.startswith(LEARNER):
            who = (None, str(learners[row.structure, row.user.removeprefix(LEARNER)]))
        else:
            who = (people[row.user].pk, None)
        rows.append((project.pk, structure, *who, row.at))
    new = _insert_activity(rows)
    return Tally(new=new, unchanged=len(rows) - new)


def _insert_activity(rows: Iterable[tuple]) -> int:
    rows = list(rows)
    if not rows:
        return 0
    with connection.cursor() as cursor:
        done = execute_values(
            cursor.cursor,
            "INSERT INTO reporting_activity (project_id, structure_id, person_id, learner_id, at) VALUES %s"
            " ON CONFLICT DO NOTHING RETURNING 1",
            rows,
            template="(%s, %s, %s, %s::uuid, %s)",
            page_size=5_000,
            fetch=True,
        )
    return len(done)


def write_coefficients(pack: Pack, project: Project) -> Tally:
    """Versions of the estimation coefficient."""
    tally, _ = sync(
        model=Coefficient,
        existing=Coefficient.objects.filter(project=project),
        key=lambda one: one.version,
        rows=(
            (
                row.version,
                {"project": project, "version": row.version},
                {name: getattr(row, name) for name in ("since", "value", "n", "mean", "low", "high", "source")},
            )
            for row in pack.coefficients
        ),
    )
    return tally


def write_newsletters(pack: Pack, project: Project, partners: dict[str, Partner]) -> Tally:
    """Readings of the newsletters' subscribers."""
    tally, _ = sync(
        model=NewsletterReading,
        existing=NewsletterReading.objects.filter(project=project).select_related("operator"),
        key=lambda one: (one.operator.code, one.on),
        rows=(
            (
                (row.operator, row.on),
                {"project": project, "operator": partners[row.operator], "on": row.on},
                {"readers": row.readers},
            )
            for row in pack.newsletters
        ),
    )
    return tally


def write_press(pack: Pack, project: Project, partners: dict[str, Partner]) -> Tally:
    """Press items. One item may have several rows in a pack; a later pack's rows of it replace the earlier ones."""
    rows = [(row, _sha(press_key(row.url, row.medium, row.on, row.title)), _sha(_press_row(row))) for row in pack.press]
    PressItem.objects.filter(project=project, key__in={key for _, key, _ in rows}).exclude(
        row__in={own for _, _, own in rows}
    ).delete()
    tally, _ = sync(
        model=PressItem,
        existing=PressItem.objects.filter(project=project),
        key=lambda one: one.row,
        rows=(
            (
                own,
                {"project": project, "key": key, "row": own},
                {
                    **{name: getattr(row, name) for name in ("on", "medium", "title", "url", "kind")},
                    "operator": partners.get(row.operator),
                },
            )
            for row, key, own in rows
        ),
    )
    return tally


def _press_row(row) -> str:
    return press_row(row.url, row.medium, row.on, row.title)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write_content(pack: Pack, project: Project, partners: dict[str, Partner]) -> Tally:
    """Published contents."""
    tally, _ = sync(
        model=ContentItem,
        existing=ContentItem.objects.filter(project=project).select_related("operator"),
        key=lambda one: one.code,
        rows=(
            (
                row.id,
                {"project": project, "code": row.id},
                {"published_on": row.published_on, "kind": row.kind, "operator": partners.get(row.operator)},
            )
            for row in pack.content
        ),
    )
    return tally


def write_diagnostics(pack: Pack, project: Project, affiliations: Structures) -> Tally:
    """Completed skills checks."""
    tally, _ = sync(
        model=SkillsCheck,
        existing=SkillsCheck.objects.filter(project=project),
        key=lambda one: one.code,
        rows=(
            (
                row.id,
                {"project": project, "code": row.id, "form": "pack"},
                {"structure_id": affiliations[row.structure].structure_id, "completed_at": row.completed_at},
            )
            for row in pack.diagnostics
        ),
    )
    return tally
