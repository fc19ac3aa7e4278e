"""The acts of the directory: a sheet is kept, shown, hidden; a MedNum file is analysed, then written once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.errors import DomainError
from common.overtaken import Overtaken
from common.wall import across_structures, open_structure
from directory import selectors
from directory.doubles import Choice, Double, doubles_of
from directory.mednum import FIELDS, Fields, Row, TableFile, read
from directory.mednum.check import Problem
from directory.models import DirectoryUpload, Entry
from structures import journal
from structures.models import Partner, Structure
from structures.selectors import state_of, states_of

KEPT = dt.timedelta(days=1)
_WRITE = "a coordinator's file brings places that belong to no structure"
_AT_ONCE = 500


@dataclass(slots=True)
class Analysis:
    """What a file would do: the rows by what becomes of them. Each row is in one list."""

    file: TableFile
    new: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    same: list[Row] = field(default_factory=list)
    refused: list[Row] = field(default_factory=list)
    doubtful: list[Row] = field(default_factory=list)
    """New, but `doubles` (by line) says what it resembles: left out, unless who sent the file says otherwise."""
    linked: list[Row] = field(default_factory=list)
    doubles: dict[int, Double] = field(default_factory=dict)

    @property
    def to_write(self) -> int:
        return len(self.new) + len(self.changed) + len(self.linked)

    def choose(self, choices: Mapping[int, Choice]) -> None:
        """Each doubtful row goes where it was chosen to."""
        to = {Choice.KEEP: self.new, Choice.LINK: self.linked}
        for row in list(self.doubtful):
            choice = choices.get(row.line, Choice.SKIP)
            if choice in to and (choice == Choice.KEEP or self.doubles[row.line].structure):
                self.doubtful.remove(row)
                to[choice].append(row)


@transaction.atomic
def save_sheet(*, structure: Structure, by, fields: Fields, seen: str = "") -> Entry:
    """Keep what the referent says of her place; shown or not stays as it was. The structure must be open.

    `seen`: the version that the change is based on (selectors.version_of). Raises Overtaken where another one is kept
    by now, DomainError where it is shown and would no longer have what a shown place needs.
    """
    Structure.objects.select_for_update(no_key=True).get(pk=structure.pk)  # two who keep its first sheet at once
    entry = Entry.objects.select_for_update().filter(structure=structure).first()
    if seen and seen != selectors.version_of(entry):
        name = journal.last_name(target=structure, acts=("directory_sheet_changed",))
        raise Overtaken(stored=entry, name=name)
    entry = entry or Entry(structure=structure)
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.code = entry.code or str(entry.pk)
    entry.updated_on = timezone.localdate()
    if entry.published:
        _refuse_incomplete(structure, entry)
    entry.save()
    journal.record(act="directory_sheet_changed", by=by, target=structure)
    return entry


@transaction.atomic
def publish(*, structure: Structure, by) -> Entry:
    """Show the place to everybody. Raises DomainError for what is missing: affiliation, address, services."""
    entry = Entry.objects.select_for_update().filter(structure=structure).first()
    if entry is None:
        raise DomainError(_("Fill in the sheet first."))
    if not selectors.may_be_shown(structure=structure):
        raise DomainError(_("Only an affiliated organisation is shown. Your operator answers your request."))
    _refuse_incomplete(structure, entry)
    if not entry.published:
        entry.published = True
        entry.save(update_fields=["published"])
        journal.record(act="directory_published", by=by, target=structure)
    return entry


@transaction.atomic
def withdraw(*, structure: Structure, by) -> bool:
    """Show the place no longer, from now; its sheet stays. Returns whether it was shown."""
    shown = Entry.objects.filter(structure=structure, published=True).update(published=False)
    if shown:
        journal.record(act="directory_withdrawn", by=by, target=structure)
    return bool(shown)


def lacks(entry: Entry) -> list[str]:
    """What a shown place needs and this one has not, in words; the entry as the public would see it."""
    needs = [
        (entry.street, _("the street and number")),
        (entry.postcode, _("the postcode")),
        (entry.commune, _("the municipality")),
        (entry.services, _("at least one service")),
    ]
    return [words for value, words in needs if not value]


def _refuse_incomplete(structure: Structure, entry: Entry) -> None:
    state = state_of(structure)
    copy = Entry(structure=structure, **{name: getattr(entry, name) for name in FIELDS})
    if missing := lacks(selectors.seen(copy, state)):
        raise DomainError(_("To be shown, the sheet still needs: %(what)s.") % {"what": ", ".join(missing)})


@transaction.atomic
def keep_upload(*, partner: Partner, user, name: str, content: bytes) -> DirectoryUpload:
    """Keep the file for a day, under the person who sent it; what she sent before and did not write goes."""
    DirectoryUpload.objects.filter(user=user, written_at=None).delete()
    with across_structures("files that nobody wrote within a day go"):
        DirectoryUpload.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return DirectoryUpload.objects.create(partner=partner, user=user, name=name[:200], content=content)


def analyse(*, partner: Partner, content: bytes) -> Analysis:
    """Read a file and compare it with what is there; nothing is written.

    Raises mednum.FileRefusedError for what is no MedNum file.
    """
    found = Analysis(read(content))
    codes = [row.fields["code"] for row in found.file.rows if row.fields.get("code")]
    with across_structures("a file of places is compared with the places that are there"):
        stored = {entry.code: entry for entry in Entry.objects.filter(partner=partner, structure=None, code__in=codes)}
        own = {
            entry.code: entry
            for entry in Entry.objects.filter(code__in=codes).exclude(structure=None).select_related("structure")
        }
        states = states_of(entry.structure_id for entry in own.values())
        with override(selectors.AT_HOME):
            for entry in own.values():
                selectors.seen(entry, states.get(entry.structure_id))
    for row in found.file.rows:
        _outcome(found, row, stored, own).append(row)
    with across_structures("a file of places is compared with those of other hands"):
        found.doubles = doubles_of(found.new, partner)
    found.doubtful = [row for row in found.new if row.line in found.doubles]
    found.new = [row for row in found.new if row.line not in found.doubles]
    return found


def _outcome(found: Analysis, row: Row, stored: dict[str, Entry], own: dict[str, Entry]) -> list[Row]:
    if row.problems:
        return found.refused
    code = row.fields["code"]
    if code in own:
        if selectors.fields_of(own[code]) == row.fields:
            return found.same
        row.problems.append(Problem("id", _("This organisation keeps its own sheet here: a file does not change it.")))
        return found.refused
    if code not in stored:
        return found.new
    return found.same if selectors.fields_of(stored[code]) == row.fields else found.changed


@transaction.atomic
def write_places(
    *, partner: Partner, by, content: bytes, choices: Mapping[int, Choice] = MappingProxyType({})
) -> Analysis:
    """Write the new and the changed rows of a file, all or none; those refused stay out.

    The same file twice writes nothing the second time. Two files at once in one project follow each other, so that of
    two operators who send the same one, the second is told. `choices`: line -> what becomes of a row whose place is
    here already.
    """
    with across_structures(_WRITE):
        list(Partner.objects.select_for_update().filter(project=partner.project_id).order_by("pk").values_list("pk"))
    found = analyse(partner=partner, content=content)
    found.choose(choices)
    with across_structures(_WRITE):
        Entry.objects.bulk_create(
            [Entry(partner=partner, published=True, **row.fields) for row in found.new], batch_size=_AT_ONCE
        )
        given = {pk: row.fields for row in found.linked if (pk := found.doubles[row.line].structure)}
        Entry.objects.bulk_create([Entry(structure_id=pk, **fields) for pk, fields in given.items()])
        codes = {row.fields["code"]: row.fields for row in found.changed}
        changed = list(Entry.objects.filter(partner=partner, structure=None, code__in=codes))
        for entry in changed:
            for name, value in codes[entry.code].items():
                setattr(entry, name, value)
        Entry.objects.bulk_update(changed, FIELDS, batch_size=_AT_ONCE)
        structures = list(Structure.objects.filter(pk__in=given))
    for structure in structures:
        with open_structure(structure.pk):
            journal.record(act="directory_sheet_changed", by=by, target=structure)
    if found.to_write:
        journal.record(act="directory_imported", by=by, target=partner, new=len(found.new), changed=len(found.changed))
    return found


@transaction.atomic
def write_upload(
    *, upload: DirectoryUpload, by, choices: Mapping[int, Choice] = MappingProxyType({})
) -> Analysis | None:
    """Write the upload's file, once; None where that was done before."""
    upload = DirectoryUpload.objects.select_for_update().select_related("partner").get(pk=upload.pk)
    if upload.written_at:
        return None
    found = write_places(partner=upload.partner, by=by, content=bytes(upload.content), choices=choices)
    upload.written_at = timezone.now()
    upload.save(update_fields=["written_at"])
    return found


@transaction.atomic
def show_brought(*, partner: Partner, by, pk: Any, shown: bool) -> Entry | None:
    """Show a place that the partner's file brought, or hide it; None where the partner has no such place."""
    with across_structures("an operator shows or hides a place that its own file brought"):
        entry = Entry.objects.select_for_update().filter(partner=partner, structure=None, pk=pk).first()
        if entry and entry.published != shown:
            entry.published = shown
            entry.save(update_fields=["published"])
    if entry:
        journal.record(act="directory_place_shown" if shown else "directory_place_hidden", by=by, target=entry)
    return entry
