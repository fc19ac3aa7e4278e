"""Rows under the code of a structure that was merged: they reach the one that took it over (docs/merging.md)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from accompaniments.models import Accompaniment
from assessments.models import SkillsCheck
from learners.models import Learner
from merging.models import Kind, Merge, Move
from merging.rules import other_pseudonym
from merging.services import note_arrivals
from reporting.models import Activity
from reporting.packs.check import Pack
from structures.models import Affiliation, Person, Project, Structure
from structures.selectors import kept

LEARNER = "learner:"


@dataclass
class Merged:
    """The codes of a project whose structure is gone: code -> that structure, and the affiliation that holds now."""

    gone: dict[str, Structure] = field(default_factory=dict)
    holds: dict[str, Affiliation] = field(default_factory=dict)

    def pseudonyms(self, code: str, name: str) -> list[str]:
        """What a learner of that code may be called by now, the likeliest first: a shared pseudonym was changed."""
        found, structure = [name], self.gone.get(code)
        while structure is not None and structure.merged_into is not None:
            found = [*(other_pseudonym(structure.pk, one) for one in found), *found]
            structure = structure.merged_into
        return found


def merged_in(affiliations: dict[str, Affiliation]) -> Merged:
    """Those among these affiliations of one project. They stay merged until the transaction ends."""
    gone = {code: one.structure for code, one in affiliations.items() if one.structure.merged_into_id}
    if not gone:
        return Merged()
    locked = Structure.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in gone.values()])
    still = {one.pk: one for one in locked.order_by("pk") if one.merged_into_id}
    gone = {code: still[one.pk] for code, one in gone.items() if one.pk in still}
    of_structure = {one.structure_id: one for one in affiliations.values()}
    holds = {code: of_structure[kept(one).pk] for code, one in gone.items() if kept(one).pk in of_structure}
    return Merged({code: gone[code] for code in holds}, holds)


def natives(merged: Merged) -> dict[str, set[str]]:
    """By code that is gone: keys of learners whom those that took it over had before. The code means none of them."""
    found = {}
    for code, structure in merged.gone.items():
        hops, one = [], structure
        while one.merged_into is not None:
            hops.append(one.pk)
            one = one.merged_into
        merges = Merge.objects.filter(kind=Kind.STRUCTURES, gone__in=hops, undone_at=None)
        rows = Move.objects.filter(merge__in=merges, table=Learner._meta.label, before={}, after={})
        found[code] = set(rows.values_list("row", flat=True))
    return found


def follow(merged: Merged, pack: Pack, project: Project, learners: dict[tuple[str, str], Any]) -> None:
    """What the pack wrote for those that are gone goes back with them, if their merge is taken back."""
    for code, structure in merged.gone.items():
        place = merged.holds[code].structure_id
        note_arrivals(
            gone=structure,
            rows={
                Learner: [pk for (at, _name), pk in learners.items() if at == code],
                Accompaniment: _of(Accompaniment, project, code, pack.accompaniments),
                SkillsCheck: _of(SkillsCheck, project, code, pack.diagnostics),
                Person: _of(Person, project, code, pack.people),
                Activity: _activity(pack, project, code, place, learners),
            },
        )


def _of(model: type[Any], project: Project, code: str, rows: Iterable[Any]) -> list[Any]:
    told = [row.id for row in rows if row.structure == code]
    return list(model.objects.filter(project=project, code__in=told).values_list("pk", flat=True))


def _activity(pack: Pack, project: Project, code: str, place: int, learners: dict[tuple[str, str], Any]) -> list[Any]:
    told = {(row.user, row.at) for row in pack.activity if row.structure == code}
    names = {str(pk): f"{LEARNER}{name}" for (at, name), pk in learners.items() if at == code}
    rows = Activity.objects.filter(project=project, structure=place, at__in={at for _user, at in told})
    found = rows.values_list("pk", "person__code", "learner_id", "at")
    return [pk for pk, person, learner, at in found if (person or names.get(str(learner), ""), at) in told]
