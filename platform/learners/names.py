"""Two people with one alias: what tells them apart, in lists, filters and chips."""

import datetime as dt
import re
from collections import defaultdict

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.languages import date_in_words
from structures.models import Structure

TWINS = """
SELECT l.id::text, lower(l.alias), l.created_at, (
    SELECT string_agg(g.name, ', ' ORDER BY g.name)
    FROM learners_groupmember m JOIN learners_learnergroup g ON g.id = m.group_id
    WHERE m.learner_id = l.id AND g.archived_at IS NULL
)
FROM learners_learner l
WHERE l.structure_id = %(here)s AND lower(l.alias) IN (
    SELECT lower(alias) FROM learners_learner WHERE structure_id = %(here)s GROUP BY 1 HAVING count(*) > 1
)
ORDER BY l.created_at, l.id
"""


def apart_in(structure: Structure) -> dict[str, str]:
    """Learner's id -> what tells her from those with the same alias: her group, or since when she comes.

    Empty where every alias is there once. One query, those who left included.
    """
    with connection.cursor() as cursor:
        cursor.execute(TWINS, {"here": structure.pk})
        rows = cursor.fetchall()
    by_alias = defaultdict(list)
    for pk, alias, since, groups in rows:
        by_alias[alias].append((pk, groups or _since(since)))
    return {pk: words for same in by_alias.values() for pk, words in _numbered(same)}


def _since(at: dt.datetime) -> str:
    day = timezone.localtime(at)
    shape = "j M" if day.year == timezone.localdate().year else "j M Y"
    return _("since %(day)s") % {"day": date_in_words(day, shape)}


def _numbered(same: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Where the words are the same too, the oldest is the first."""
    met: dict[str, int] = defaultdict(int)
    every = [words for _pk, words in same]
    found = []
    for pk, words in same:
        met[words] += 1
        found.append((pk, f"{words}, {met[words]}" if every.count(words) > 1 else words))
    return found


_NUMBER = re.compile(r"\d(?:[\s./-]?\d){5}")


def plain_alias(typed: str) -> str:
    """An alias as it is kept: spaces single, 60 signs at most.

    Raises DomainError (field `alias`) for nothing at all, and for what must not be known of a learner: an e-mail
    address, or 6 digits and more in a row, which are a date of birth, a national number or a telephone.
    """
    alias = " ".join(typed.split())
    if not alias:
        raise DomainError(_("Type a first name or an alias."), field="alias")
    if "@" in alias or "＠" in alias:
        raise DomainError(_("No e-mail address here: a first name or an alias is enough."), field="alias")
    if _NUMBER.search(alias):
        raise DomainError(_("No long number here: a first name or an alias is enough."), field="alias")
    return alias[:60]


def told(alias: str, apart: str | None) -> str:
    """“Fatima (Tuesday group)”; her alias alone when nobody else has it. Who was erased has none."""
    if not alias:
        return _("deleted learner")
    return f"{alias} ({apart})" if apart else alias
