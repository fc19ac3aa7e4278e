"""A structure's own facts in time: its name, place, kind and number from a date on, and its labels. It must be open."""

import datetime as dt
import hashlib
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from affiliations.services.talks import answer_by_editing
from common.errors import DomainError
from common.languages import date_in_words
from common.overtaken import Overtaken
from common.wall import across_structures
from structures import journal
from structures.labels import LABELS
from structures.models import Affiliation, Structure, StructureLabel, StructureState
from structures.selectors import state_of
from structures.services.projects import count_again

FARTHEST = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Facts:
    """A structure as one row of its history says it; `commune` and `nuts3` go with the postcode."""

    name: str
    country: str
    postcode: str
    commune: str
    nuts3: str
    address: str
    type: str
    enterprise_number: str


def facts_version(structure: Structure) -> str:
    """Changes with each row of its history; the structure must be open."""
    rows = structure.states.order_by("since").values_list("since", *Facts.__dataclass_fields__)
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:16]


@transaction.atomic
def change_facts(
    *, structure: Structure, facts: Facts, since: dt.date, by, site: str, seen: str = ""
) -> StructureState | None:
    """The structure is so from that day on; a row of the same day is replaced. None when nothing changes.

    Its name of today is copied to the structure; its address on the site stays. A row that begins later keeps what it
    says. Raises DomainError (field `since`) before its first row or beyond a year; Overtaken when `seen`, the version
    that the change is based on (facts_version), is no more the one in the database.
    """
    structure = Structure.objects.select_for_update(no_key=True).get(pk=structure.pk)
    if seen and seen != facts_version(structure):
        raise Overtaken(stored=structure, name=journal.last_name(target=structure, acts=("structure_changed",)))
    first = structure.states.order_by("since").first()
    if first and since < first.since:
        raise DomainError(
            _("Halte knows this place since %(date)s: choose that day or a later one.")
            % {"date": date_in_words(first.since, "DATE_FORMAT")},
            field="since",
        )
    if since > timezone.localdate() + FARTHEST:
        raise DomainError(_("Choose a date within a year."), field="since")
    before = state_of(structure, on=since)
    wanted = asdict(facts)
    changed = [name for name, value in wanted.items() if before is None or getattr(before, name) != value]
    if not changed:
        return None
    row, _new = StructureState.objects.update_or_create(structure=structure, since=since, defaults=wanted)
    copy_name(structure)
    journal.record(act="structure_changed", by=by, target=structure, since=since.isoformat(), changed=changed)
    answer_by_editing(structure=structure, by=by, site=site)
    return row


@transaction.atomic
def drop_planned(*, structure: Structure, since: dt.date, by) -> None:
    """What was to begin that day does not. Raises DomainError for what has begun: that is corrected, not dropped."""
    structure = Structure.objects.select_for_update(no_key=True).get(pk=structure.pk)
    row = structure.states.filter(since=since, since__gt=timezone.localdate()).first()
    if row is None:
        raise DomainError(_("Nothing is planned for that day any more."))
    row.delete()
    for affiliation in Affiliation.objects.filter(structure=structure).select_related("project"):
        count_again(project=affiliation.project)
    journal.record(act="structure_plan_dropped", by=by, target=structure, since=since.isoformat())


@transaction.atomic
def add_label(*, structure: Structure, code: str, since: dt.date, by) -> StructureLabel:
    """The structure holds that label from that day on. DomainError for an unknown one, and for one that it holds."""
    Structure.objects.select_for_update(no_key=True).only("pk").get(pk=structure.pk)
    if code not in LABELS:
        raise DomainError(_("Choose a label of the list."), field="code")
    if since > timezone.localdate() + FARTHEST:
        raise DomainError(_("Choose a date within a year."), field="since")
    held = StructureLabel.objects.filter(structure=structure, code=code)
    if any(row.until is None or row.until > since for row in held):
        raise DomainError(_("Your place has this label on that day already."), field="code")
    label = StructureLabel.objects.create(structure=structure, code=code, since=since)
    journal.record(act="label_added", by=by, target=label, code=code, since=since.isoformat())
    return label


@transaction.atomic
def end_label(*, structure: Structure, code: str, until: dt.date, by) -> None:
    """The first day without that label; one that had not begun by then was never held.

    Raises DomainError when it holds no such label.
    """
    Structure.objects.select_for_update(no_key=True).only("pk").get(pk=structure.pk)
    label = StructureLabel.objects.filter(structure=structure, code=code, until=None).order_by("-since").first()
    if label is None:
        raise DomainError(_("Your place does not have this label any more."), field="code")
    if until > timezone.localdate() + FARTHEST:
        raise DomainError(_("Choose a date within a year."), field="until")
    number = label.pk
    if until <= label.since:
        label.delete()
    else:
        label.until = until
        label.save(update_fields=["until"])
    label.pk = number
    journal.record(act="label_ended", by=by, target=label, code=code, until=until.isoformat())


def copy_name(structure: Structure) -> None:
    """Today's name onto the structure itself, where lists read it."""
    state = state_of(structure)
    if state and state.name and state.name != structure.name:
        structure.name = state.name
        structure.save(update_fields=["name"])


@transaction.atomic
def copy_names_in_force() -> int:
    """Names whose day has come, for all structures; returns how many changed."""
    with across_structures("a name that was planned begins, in whatever structure"):
        today = timezone.localdate()
        latest = StructureState.objects.filter(structure=OuterRef("pk"), since__lte=today).order_by("-since")
        named = Structure.objects.annotate(named=Subquery(latest.values("name")[:1])).exclude(named=None)
        changed = list(named.exclude(named="").exclude(name=F("named")).order_by("pk"))
        for structure in changed:
            Structure.objects.filter(pk=structure.pk).update(name=structure.named)
    return len(changed)
