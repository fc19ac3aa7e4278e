"""Reading the journal: a structure's for its referent, the portal's for administrators, and each person's own."""

import datetime as dt
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from common.wall import across_structures
from structures.models import JournalEntry, Structure
from structures.selectors import administrators_of


def lines_of(*, structure: Structure | None) -> QuerySet[JournalEntry]:
    """The lines of a structure, which must be open; of the portal (None), where the caller works across structures."""
    return JournalEntry.objects.filter(structure=structure).select_related("user").order_by("-at", "-pk")


def lines_of_person(*, user: User) -> QuerySet[JournalEntry]:
    """What she did, under any account that is hers, and what was done to her account, wherever it was.

    The caller works across structures: a line is hers by who acted, not by where.
    """
    hers = Q(user=user) | Q(user__merged_into=user)
    about = Q(object_type="accounts.user", object_id=str(user.pk))
    found = JournalEntry.objects.filter(hers | about).select_related("user", "structure")
    return found.order_by("-at", "-pk")


def reading_ones_own() -> AbstractContextManager[None]:
    """Inside it, `lines_of_person` may be read."""
    return across_structures("a person reads what she did herself, and what was done to her account")


def reading_the_portals() -> AbstractContextManager[None]:
    """Inside it, the lines of no structure may be read."""
    return across_structures("an administrator reads the acts that belong to no structure")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a filter asks for; empty fields ask nothing. Days are local, `until` included."""

    person: str = ""
    act: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


def narrowed(lines: QuerySet[JournalEntry], wanted: Wanted) -> QuerySet[JournalEntry]:
    """The lines that the filter asks for."""
    if wanted.person:
        lines = lines.filter(user__public=wanted.person)
    if wanted.act:
        lines = lines.filter(act=wanted.act)
    if wanted.since:
        lines = lines.filter(at__gte=_midnight(wanted.since))
    if wanted.until and wanted.until < dt.date.max:
        lines = lines.filter(at__lt=_midnight(wanted.until + dt.timedelta(days=1)))
    return lines


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def acts_in(lines: QuerySet[JournalEntry]) -> list[str]:
    """The acts that these lines have, each once: what a filter offers."""
    return list(lines.order_by("act").values_list("act", flat=True).distinct())


def actors_in(lines: QuerySet[JournalEntry]) -> list[User]:
    """Who acted in these lines, by name."""
    return list(User.objects.filter(pk__in=lines.order_by().values("user")).order_by("first_name", "last_name", "pk"))


def administrators() -> list[User]:
    """Who administers a portal today, each once."""
    with across_structures("the administrators of the portals are told"):
        return administrators_of()
