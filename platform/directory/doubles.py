"""Rows of a file whose place is here already under another hand: a registered structure, or another file's place.

Domain: duplicates (the same number, or a like name and postcode) are warned of at entry. Who sent the file chooses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.languages import without_accents
from directory.mednum import Fields, Row
from directory.models import Entry
from registration.selectors import Asked, likely_same
from structures.enums import AffiliationStatus
from structures.models import Affiliation, Partner
from structures.selectors import with_state
from territory.communes import spelling


class Choice(StrEnum):
    """What becomes of such a row."""

    SKIP = "skip"
    KEEP = "keep"
    LINK = "link"


CHOICES: dict[Choice, str | Promise] = {
    Choice.SKIP: _("Leave this row out: it is the same place"),
    Choice.KEEP: _("Add it: it is another place"),
    Choice.LINK: _("The same place: give the row to the organisation, as a sheet that it looks at first"),
}
WHY: dict[str, str | Promise] = {
    "number": _("the same enterprise number"),
    "name": _("a like name in the same municipality"),
    "id": _("the same id in another operator’s file"),
    "address": _("the same name and address"),
}


@dataclass(frozen=True, slots=True)
class Double:
    """What a row resembles: its name and where it lies, why, and the structure whose sheet it may become."""

    name: str
    where: str
    why: str
    structure: int | None = None

    @property
    def reason(self) -> str:
        return str(WHY[self.why])

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(one.value, str(words)) for one, words in CHOICES.items() if one != Choice.LINK or self.structure]


def doubles_of(rows: list[Row], partner: Partner) -> dict[int, Double]:
    """Line of the file -> what its new place resembles most. Five queries; the caller works across structures."""
    found = _other_files(rows, partner)
    asked = [
        Asked(row.fields["name"], row.fields["country"], row.fields["postcode"], row.fields["pivot"]) for row in rows
    ]
    likely = {row.line: likes[0] for row, likes in zip(rows, likely_same(asked), strict=True) if likes}
    free = _without_sheet(partner, {one.pk for one in likely.values()})
    for line, one in likely.items():
        why = "number" if one.same_number else "name"
        where = f"{one.postcode} {one.commune}".strip()
        found[line] = Double(one.name, where, why, one.pk if one.pk in free else None)
    return found


def _without_sheet(partner: Partner, structures: set[int]) -> set[int]:
    """Those that the partner accompanies today and that say nothing of themselves in the directory yet."""
    hers = with_state(Affiliation.objects.filter(project=partner.project_id), timezone.localdate())
    hers = hers.filter(structure__in=structures, operator_id=partner.pk, status=AffiliationStatus.AFFILIATED)
    kept = Entry.objects.filter(structure__in=structures).values_list("structure", flat=True)
    return set(hers.values_list("structure", flat=True)).difference(kept)


def _other_files(rows: list[Row], partner: Partner) -> dict[int, Double]:
    """The same id from another operator; the same name and address from anybody."""
    there = Entry.objects.filter(structure=None).only("code", "name", "street", "postcode", "commune", "partner_id")
    codes = [row.fields["code"] for row in rows]
    by_code = {one.code: one for one in there.filter(code__in=codes).exclude(partner=partner)}
    near = there.filter(postcode__in={row.fields["postcode"] for row in rows}).exclude(partner=partner, code__in=codes)
    by_address = {_address(_columns(one)): one for one in near}
    found = {}
    for row in rows:
        same = by_code.get(row.fields["code"])
        one = same or by_address.get(_address(row.fields))
        if one:
            found[row.line] = Double(one.name, f"{one.postcode} {one.commune}", "id" if same else "address")
    return found


def _columns(entry: Entry) -> Fields:
    return {name: getattr(entry, name) for name in ("name", "street", "postcode")}


def _address(fields: Fields) -> tuple[str, ...]:
    return tuple(_plain(fields[name]) for name in ("name", "street", "postcode"))


def _plain(text: str) -> str:
    return spelling(without_accents(text))


def chosen(data: Iterable[tuple[str, str]]) -> dict[int, Choice]:
    """Line -> what was chosen, of a form's controls `line-7`; anything else is no choice."""
    found = {}
    for name, value in data:
        number = name.removeprefix("line-")
        if number != name and number.isdecimal() and len(number) < 8 and value in set(Choice):
            found[int(number)] = Choice(value)
    return found
