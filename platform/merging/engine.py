"""Moves rows from the one that goes to the one that stays, by the rules; remembers each; gives them back.

Knows no room: models come from the app registry by the names in `merging.rules`. Callers work across structures, in
one transaction, with both ends locked.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from merging.models import Kind, Merge, Move
from merging.rules import ACCOUNTS, PERSONS, STRUCTURES, Act, Rule

BATCH = 5_000
PEOPLE = "persons"
"""Two of one project, as the merge of their accounts finds them."""
RULES: dict[str, dict[str, Rule]] = {Kind.STRUCTURES: STRUCTURES, Kind.ACCOUNTS: ACCOUNTS, PEOPLE: PERSONS}


@dataclass(frozen=True, slots=True)
class Step:
    """One rule and the rows that it concerns: those that move, are there twice, or may not move (`Rule.only`)."""

    model: type[models.Model]
    column: str
    rule: Rule
    moving: list[Any]
    twice: list[Any]
    held: list[Any] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Under which the rule stands."""
        return f"{self.model._meta.label}.{self.model._meta.get_field(self.column).name}"

    @property
    def count(self) -> int:
        """How many rows change hands."""
        return len(self.moving) + (len(self.twice) if self.rule.renames else 0)


def foreign_keys(target: type[models.Model]) -> dict[str, models.ForeignKey]:
    """`app.Model.field` -> every foreign key (one to one included) of every table that names `target`."""
    return {
        f"{model._meta.label}.{field.name}": field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is target
    }


def plan(kind: str, *, kept: int, gone: int) -> list[Step]:
    """What a merge would do, rule by rule; writes nothing."""
    steps: list[Step] = []
    for key, rule in RULES[kind].items():
        if rule.act == Act.STAYS:
            continue
        label, _dot, name = key.rpartition(".")
        model = apps.get_model(label)
        column = model._meta.get_field(name).attname
        rows = model._base_manager.filter(**{column: gone})
        moving: list[Any]
        twice: list[Any]
        held: list[Any] = []
        if rule.only:
            held, rows = _held_back(rule, rows)
        if rule.act == Act.FOLLOWS:
            moving, twice = list(rows.filter(_with_parent(model, rule, steps)).values_list("pk", flat=True)), []
        else:
            moving, twice = _told_apart(model, rule, rows, model._base_manager.filter(**{column: kept}))
            moving = [] if rule.act == Act.YIELDS else moving
        steps.append(Step(model, column, rule, moving, twice, held))
    return steps


def _held_back(rule: Rule, rows) -> tuple[list[Any], Any]:
    """Rows in force that may not move, and all others. What is over moves as it is: it opens nothing."""
    assert rule.only
    live, vouched = rule.only()
    may = set(rows.filter(vouched).values_list("pk", flat=True))
    held = [pk for pk in rows.filter(live).order_by("pk").values_list("pk", flat=True) if pk not in may]
    return held, rows.exclude(pk__in=held)


def _with_parent(model, rule: Rule, steps: list[Step]) -> models.Q:
    parent = model._meta.get_field(rule.parent)
    moved = next(step.moving for step in steps if step.model is parent.related_model)
    return models.Q(**{f"{parent.attname}__in": moved})


def _told_apart(model, rule: Rule, gone, kept) -> tuple[list[Any], list[Any]]:
    """Keys of the rows that may move, and of those that the kept one has already. None equals None here."""
    if not rule.clashes:
        return list(gone.values_list("pk", flat=True)), []
    among = rule.among or models.Q()
    there = set(kept.filter(among).values_list(*rule.same)) if rule.same else kept.exists()
    held = set(gone.filter(among, rule.yields or models.Q()).values_list("pk", flat=True))
    moving: list[Any] = []
    twice: list[Any] = []
    for pk, *values in gone.values_list("pk", *rule.same):
        same = there if rule.alone else tuple(values) in there  # type: ignore[operator]
        (twice if same and pk in held else moving).append(pk)
    return moving, twice


def counts(steps: Iterable[Step]) -> dict[str, int]:
    """Rule -> how many rows move, as a merge keeps it."""
    return {step.key: step.count for step in steps if step.rule.act != Act.REMOVED and step.count}


@dataclass(frozen=True, slots=True)
class Mover:
    """Changes rows for one merge, and remembers what they were."""

    merge: Merge

    def carry_out(self, steps: Iterable[Step]) -> None:
        """All of the plan."""
        for step in steps:
            to = {step.column: self.merge.kept}
            if step.rule.act == Act.REMOVED:
                step.model._base_manager.filter(pk__in=step.moving).delete()
                continue
            keeps = step.rule.keeps
            self.change(step.model, step.moving, to, keeps=keeps)
            for row in step.model._base_manager.filter(pk__in=step.twice) if step.rule.renames else ():
                self.change(step.model, [row.pk], to | step.rule.renames(row), keeps=keeps)  # type: ignore[misc]
            if step.rule.closes:
                self.change(step.model, step.held, to | step.rule.closes())
            if step.rule.ends:
                self.change(step.model, step.twice, step.rule.ends())
                self.change(step.model, [] if step.rule.closes else step.held, step.rule.ends())

    def change(
        self, model: type[models.Model], pks: list[Any], values: dict[str, Any], *, keeps: tuple[str, ...] = ()
    ) -> None:
        """Give these rows these values; what they had is kept with the merge, and what they have in `keeps`."""
        columns = [*values, *(name for name in keeps if name not in values)]
        after = {name: plain(value) for name, value in values.items()}
        for some in _batches(pks):
            rows = model._base_manager.filter(pk__in=some)
            Move.objects.bulk_create(
                Move(
                    merge=self.merge,
                    table=model._meta.label,
                    row=str(pk),
                    before={name: plain(value) for name, value in zip(columns, had, strict=True)},
                    after=after,
                )
                for pk, *had in rows.values_list("pk", *columns)
            )
            write(self.merge, model, some, values, at=self.merge.gone)

    def arrived(self, model: type[models.Model], pks: Iterable[Any], column: str = "structure_id") -> None:
        """These were written into the kept one for the one that goes: they go back as if they had moved."""
        table, keys = model._meta.label, {str(pk) for pk in pks}
        known = Move.objects.filter(merge=self.merge, table=table, row__in=keys).values_list("row", flat=True)
        before, after = {column: self.merge.gone}, {column: self.merge.kept}
        rows = sorted(keys.difference(known))
        Move.objects.bulk_create(
            (Move(merge=self.merge, table=table, row=row, before=before, after=after) for row in rows),
            batch_size=BATCH,
        )

    def made(self, row: models.Model) -> None:
        """A row that the merge wrote itself: an undo takes it away."""
        values = {f.attname: plain(getattr(row, f.attname)) for f in row._meta.concrete_fields if f.editable}
        values.pop(row._meta.pk.attname, None)
        Move.objects.create(merge=self.merge, table=row._meta.label, row=str(row.pk), before=None, after=values)

    def witness(self, model: type[models.Model], pks: list[Any]) -> None:
        """These were the kept one's already."""
        rows = (Move(merge=self.merge, table=model._meta.label, row=str(pk), before={}, after={}) for pk in pks)
        Move.objects.bulk_create(rows, batch_size=BATCH)


def write(merge: Merge, model: type[models.Model], pks: list[Any], values: dict[str, Any], *, at: int) -> None:
    """Update these rows; those of an append-only table change their structure, by the owner's function."""
    if not getattr(model, "append_only", False):
        model._base_manager.filter(pk__in=pks).update(**values)
        return
    [(_column, target)] = values.items()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT halte_follow_merge(%s, %s, %s, %s, %s)", [model._meta.db_table, merge.pk, at, target, pks]
        )


def plain(value: Any) -> Any:
    """As JSON keeps it, to the microsecond."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _batches(pks: list[Any]) -> Iterator[list[Any]]:
    return (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))


# --- back again


@dataclass(slots=True)
class Returned:
    """What an undo did, counted by rows: given back; changed or deleted since, and left so; tied to the kept one's.

    roles, ended, requests: roles put back that had been ended or changed since; roles that ended in the kept one, for
    they were there by the merge; requests to join that the merge wrote, withdrawn
    """

    back: int = 0
    changed: int = 0
    deleted: int = 0
    tied: int = 0
    followed: int = 0
    roles: int = 0
    ended: int = 0
    requests: int = 0


def give_back(merge: Merge, *, stays: dict[str, set[str]]) -> Returned:
    """Each row gets back what it had, where it still has what the merge gave it. `stays`: table -> rows that don't."""
    found = Returned()
    alike: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    moves = Move.objects.filter(merge=merge).exclude(before={}).order_by("-pk")
    for table, row, before, after in moves.values_list("table", "row", "before", "after").iterator(BATCH):
        if row in stays.get(table, ()):
            found.tied += 1
            continue
        had = before and {name: before[name] for name in after}  # more is kept for who puts roles back
        alike[table, json.dumps(had), json.dumps(after)].append(row)
    for (table, before, after), rows in alike.items():
        for some in _batches(rows):
            _give_some_back(merge, apps.get_model(table), some, json.loads(before), json.loads(after), found)
    return found


def _give_some_back(merge: Merge, model, rows: list[str], before, after, found: Returned) -> None:
    there = model._base_manager.filter(pk__in=rows)
    same = list(there.filter(**after).values_list("pk", flat=True))
    found.deleted += len(rows) - there.count()
    found.changed += there.count() - len(same)
    found.back += len(same)
    if before is None:
        model._base_manager.filter(pk__in=same).delete()
    else:
        write(merge, model, same, before, at=merge.kept)


def walled() -> list[type[models.Model]]:
    """Tables whose rows belong to a structure and go where a merge says."""
    return [
        apps.get_model(key.rpartition(".")[0])
        for key, rule in STRUCTURES.items()
        if key.endswith(".structure") and rule.act in {Act.MOVES, Act.FOLLOWS}
    ]


def links(model: type[models.Model]) -> list[models.ForeignKey]:
    """Its foreign keys to other rows of the same structure."""
    behind = set(walled())
    return [f for f in model._meta.local_fields if isinstance(f, models.ForeignKey) and f.related_model in behind]


def parents() -> list[type[models.Model]]:
    """Those that others of them name."""
    return sorted({f.related_model for model in walled() for f in links(model)}, key=lambda m: m._meta.label)  # type: ignore[misc,union-attr]
