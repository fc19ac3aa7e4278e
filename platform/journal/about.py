"""Whom or what a line is about, as it is called today: the journal keeps ids and words of the code alone.

A name is read through the wall as it is open: a referent's of her structure, an administrator's across structures, but
of what belongs to no structure alone.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.languages import date_in_words
from structures.enums import Role
from structures.labels import label_name
from structures.models import JournalEntry

Key = tuple[str, str]  # type and id of an object
LEARNER, USER, STRUCTURE = "learners.learner", "accounts.user", "structures.structure"
WHAT = "%(what)s"

# Type of object -> the columns that name it.
NAMED: dict[str, tuple[str, ...]] = {
    LEARNER: ("alias",),
    "learners.learnergroup": ("name",),
    "learners.room": ("group__name",),
    "courses.assignment": ("module__code", "learner__alias"),
    "assessments.skillscheck": ("learner__alias",),
    "accompaniments.accompaniment": ("date",),
    STRUCTURE: ("name",),
    "structures.invitation": ("email",),
    "structures.invitationlist": ("name",),
    "structures.affiliation": ("structure__name", "project__code"),
    "structures.partner": ("code",),
    "structures.project": ("code",),
    "structures.portal": ("name",),
    "directory.entry": ("name",),
    "events.action": ("title",),
    "forums.topic": ("title",),
    "forums.post": ("topic__title",),
    "courses.module": ("code",),
    "courses.moduleversion": ("module__code", "number"),
    "interop.platform": ("name",),
}
# Those that are called by an account's name: where the account is.
PEOPLE = {USER: "", "structures.membership": "user__", "structures.joinrequest": "user__"}
EMPTIED = {LEARNER}  # a row without a name is what an erasure left


def _role(value: Any) -> str:
    return str(Role(value).label) if value in Role.values else str(value)


@dataclass(frozen=True, slots=True)
class Detail:
    """One word of a line's detail that a reader is told. `of`: it is the id of such an object, or a list of them."""

    key: str
    words: str | Promise = WHAT
    of: str = ""
    say: Callable[[Any], str] = str

    def ids(self, line: JournalEntry) -> list[str]:
        value = line.detail.get(self.key)
        return [str(one) for one in (value if isinstance(value, list) else [value])] if self.of and value else []


ROLE, TO = Detail("role", say=_role), Detail("to", gettext_lazy("to %(what)s"), of=USER)
ROWS, PRESENT = Detail("rows", gettext_lazy("rows: %(what)s")), Detail("present", gettext_lazy("present: %(what)s"))
INTO = gettext_lazy("into %(what)s")
STRUCTURES = (Detail("gone", of=STRUCTURE), Detail("kept", INTO, of=STRUCTURE))
ACCOUNTS = (Detail("gone", of=USER), Detail("kept", INTO, of=USER))

DETAILS: dict[str, tuple[Detail, ...]] = {
    "membership_ended": (ROLE,),
    "membership_restored": (ROLE,),
    "role_changed": (ROLE,),
    "invitation_sent": (ROLE,),
    "invitation_accepted": (ROLE,),
    "join_accepted": (ROLE,),
    "learner_handed_over": (TO,),
    "learners_handed_over": (TO, Detail("learners", of=LEARNER)),
    "learners_taken_back": (Detail("learners", gettext_lazy("learners: %(what)s")),),
    "invitation_list_read": (ROWS,),
    "invitation_list_sent": (Detail("sent", gettext_lazy("sent: %(what)s")),),
    "affiliation_operator_changed": (Detail("to"),),
    "label_added": (Detail("code", say=label_name),),
    "label_ended": (Detail("code", say=label_name),),
    "structures_merged": STRUCTURES,
    "structures_merge_undone": STRUCTURES,
    "accounts_merged": ACCOUNTS,
    "accounts_merge_undone": ACCOUNTS,
    "report_asked": (Detail("period", gettext_lazy("period %(what)s")), Detail("form", say=lambda form: form.upper())),
    "pack_imported": (ROWS,),
    "roll_marked": (ROWS,),
    "roll_validated": (PRESENT,),
    "roll_reopened": (Detail("presences", gettext_lazy("present: %(what)s")),),
    "directory_imported": (
        Detail("new", gettext_lazy("new: %(what)s")),
        Detail("changed", gettext_lazy("changed: %(what)s")),
    ),
}


def abouts(lines: Iterable[JournalEntry], *, of_portal: bool = False) -> list[str]:
    """What the page says of each line: the object's name, then what its detail tells. One query a type.

    What is gone is said to be gone; what the reader may not see is not told. `of_portal`: the caller works across
    structures, and only what belongs to none of them is named.
    """
    lines = list(lines)
    wanted: dict[str, set[str]] = {}
    for line in lines:
        for label, pk in _keys(line):
            wanted.setdefault(label, set()).add(pk)
    names: dict[Key, str] = {}
    for label, ids in wanted.items():
        names |= _names(label, ids, of_portal)
    return [_about(line, names) for line in lines]


def _keys(line: JournalEntry) -> list[Key]:
    keys = [(line.object_type, line.object_id)] if line.object_id else []
    keys += [(detail.of, pk) for detail in DETAILS.get(line.act, ()) for pk in detail.ids(line)]
    return [key for key in keys if key[0] in NAMED or key[0] in PEOPLE]


def _about(line: JournalEntry, names: dict[Key, str]) -> str:
    said = [names.get((line.object_type, line.object_id), "")]
    for detail in DETAILS.get(line.act, ()):
        if line.detail.get(detail.key) in (None, "", []):
            continue
        found = [names.get((detail.of, pk), "") for pk in detail.ids(line)]
        what = ", ".join(filter(None, found)) if detail.of else detail.say(line.detail[detail.key])
        said.append(str(detail.words) % {"what": what} if what else "")
    return "; ".join(filter(None, said))


def _names(label: str, ids: set[str], of_portal: bool) -> dict[Key, str]:
    """What each of them is called; of whom there is no row any more, that."""
    model = apps.get_model(label)
    belongs = _structure_of(model)
    rows = model._default_manager.filter(pk__in=[pk for pk in ids if _is_key(model, pk)])
    if of_portal and belongs is not None:
        rows = rows.filter(structure=None)
    gone = "" if of_portal and belongs is not None and not belongs.null else _("no longer there")
    found = dict.fromkeys(((label, pk) for pk in ids), gone)
    for pk, *parts in rows.values_list("pk", *_columns(label)):
        found[label, str(pk)] = _called(label, parts) or (gone if label in PEOPLE or label in EMPTIED else "")
    return found


def _columns(label: str) -> tuple[str, ...]:
    if label in NAMED:
        return NAMED[label]
    return tuple(PEOPLE[label] + name for name in ("first_name", "last_name", "email", "erased_at"))


def _called(label: str, parts: list) -> str:
    if label in PEOPLE:
        first, last, email, erased = parts
        return "" if erased else f"{first} {last}".strip() or email
    return " ".join(_written(part) for part in parts if part)


def _written(part: object) -> str:
    return date_in_words(part, "SHORT_DATE_FORMAT") if isinstance(part, dt.date) else str(part)


def _structure_of(model: type[models.Model]) -> Any:
    try:
        return model._meta.get_field("structure")
    except FieldDoesNotExist:
        return None


def _is_key(model: type[models.Model], pk: str) -> bool:
    try:
        model._meta.pk.to_python(pk)
    except (ValueError, TypeError, ValidationError):
        return False
    return True
