"""One import: check, write in one transaction, roll up."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.db import transaction

from common.wall import across_structures
from community.events.models import Action
from reporting.models import PackImport
from reporting.packs.check import Checked, Known, check
from reporting.services.importing import merged, network, records
from reporting.services.importing.reach import Reach
from reporting.services.importing.sync import Tally
from reporting.services.rollup import roll_up
from structures import journal
from structures.models import Affiliation, Partner, Person, Project

Progress = Callable[[str, int], None]


@dataclass
class Imported:
    """What the check found, and what was written (or would be): file -> new, changed, unchanged."""

    checked: Checked
    tallies: dict[str, Tally] = field(default_factory=dict)
    project: Project | None = None
    written: bool = False


class _DryRun(Exception):
    """Takes everything back."""


def known_to(code: str) -> Known:
    """The ids that earlier packs, and the people at work, brought to a project."""
    project = Project.objects.filter(code=code).first()
    if project is None:
        return Known()
    with across_structures("a pack may name what earlier packs of its project brought"):
        return Known(
            project=project.code,
            partners=frozenset(Partner.objects.filter(project=project).values_list("code", flat=True)),
            structures=frozenset(Affiliation.objects.filter(project=project).values_list("code", flat=True)),
            people=frozenset(Person.objects.filter(project=project).values_list("code", flat=True)),
            actions=frozenset(Action.objects.filter(project=project).values_list("code", flat=True)),
            merges=dict(
                Person.objects.filter(project=project, merged_into__isnull=False).values_list(
                    "code", "merged_into__code"
                )
            ),
        )


def import_pack(
    source: Path | str | BinaryIO,
    *,
    project_code: str | None = None,
    by=None,
    dry_run: bool = False,
    skip_bad: bool = False,
    progress: Progress | None = None,
    reach: Reach | None = None,
    before_commit: Callable[[Imported], None] | None = None,
) -> Imported:
    """Take in a pack: a folder or a zip.

    Everything is checked before anything is written. A bad row stops the whole pack, unless `skip_bad`: then the good
    rows go in. `dry_run` does all of it and takes it back, so that its numbers are those of the real thing.

    reach          refuses the rows that are not for this person to bring; None: everything may come
    progress       told each file's name twice: with `.csv` when it is checked, without when it is written
    before_commit  what must be committed together with the rows; whatever it raises takes them back
    """
    checked = check(
        source,
        project_code=project_code,
        known=known_to,
        progress=progress,
        refuse=reach.refuse if reach else None,
    )
    result = Imported(checked)
    if checked.project_code is None or not (checked.ok or skip_bad):
        return result
    try:
        with across_structures("a pack brings a project's records of all its structures"):
            _write(result, checked.project_code, by, progress)
            if dry_run:
                raise _DryRun
            if before_commit:
                before_commit(result)
    except _DryRun:
        return result
    result.written = True
    if result.project is not None:
        roll_up(project=result.project)
    return result


@transaction.atomic
def _write(result: Imported, code: str, by, progress: Progress | None) -> None:
    pack, told = result.checked.pack, result.tallies

    def write(name: str, step: Callable, *given):
        if progress:
            progress(name, 0)
        return step(*given)

    project, told["project"] = write("project", network.write_project, pack, code)
    result.project = project
    partners, told["partners"] = write("partners", network.write_partners, pack, project)
    told["targets"] = write("targets", network.write_targets, pack, project, partners)
    structures, gone, told["structures"] = write("structures", network.write_structures, pack, project, partners)
    people, told["people"] = write("people", network.write_people, pack, project, partners, structures)
    told["merges"] = write("merges", network.write_merges, pack, people)
    actions, told["actions"] = write("actions", records.write_actions, pack, project, partners)
    told["attendances"] = write("attendances", records.write_attendances, pack, project, actions, people)
    learners = records.write_learners(pack, structures, gone)
    helped = (pack, project, structures, people, learners)
    told["accompaniments"] = write("accompaniments", records.write_accompaniments, *helped)
    told["activity"] = write("activity", records.write_activity, *helped)
    told["coefficients"] = write("coefficients", records.write_coefficients, pack, project)
    told["newsletters"] = write("newsletters", records.write_newsletters, pack, project, partners)
    told["press"] = write("press", records.write_press, pack, project, partners)
    told["content"] = write("content", records.write_content, pack, project, partners)
    told["diagnostics"] = write("diagnostics", records.write_diagnostics, pack, project, structures)
    merged.follow(gone, pack, project, learners)
    counts = {name: tally.as_dict() for name, tally in told.items() if tally != Tally()}
    PackImport.objects.create(project=project, user=by, counts=counts)
    journal.record(act="pack_imported", by=by, target=project, rows=sum(c["new"] for c in counts.values()))
