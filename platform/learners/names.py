"""Two people with one alias: what tells them apart, in lists, filters and chips."""

import datetime as dt
from collections import defaultdict

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

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


def told(alias: str, apart: str | None) -> str:
    """“Fatima (Tuesday group)”; her alias alone when nobody else has it. Who was erased has none."""
    if not alias:
        return _("deleted learner")
    return f"{alias} ({apart})" if apart else alias
