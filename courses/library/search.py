"""The search: words in three dictionaries, what resembles them where none has them, and how many each facet leaves."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Count, F, QuerySet, When

from common.languages import without_accents
from courses.library.models import Resource

DICTIONARIES = ("french", "dutch", "english")
ALIKE = "0.5"  # of 1: how much of a word must be there when nothing has the words themselves
MOST_ALIKE = 60
# Facet -> (column, whether it holds several values).
FACETS = {
    "kind": ("kind", False),
    "theme": ("themes", True),
    "language": ("language", False),
    "audience": ("audience", True),
    "level": ("level", False),
}
COUNT = "SELECT '{facet}', {value}::text, sum(n) FROM {source} WHERE {conditions} GROUP BY 2"
TOTAL = "SELECT 'total', '', sum(n) FROM found WHERE {conditions}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words, and for each facet the chosen value (none: all)."""

    words: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    competence: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The resources that fit, best first. `alike`: nothing has those words, these resemble them.

    `counts`: for each facet, how many resources each of its values would leave, its own choice aside:
    `{"kind": {"guide": 12}}`. `total`: how many fit all that was chosen.
    """

    resources: QuerySet[Resource]
    alike: bool
    counts: dict[str, dict[str, int]]
    total: int


def find(wanted: Wanted) -> Found:
    """Published resources, in two or three statements and the page's own, however many there are."""
    every = Resource.objects.published()
    if wanted.competence:
        every = every.filter(competences__contains=[wanted.competence])
    matching, best, alike = _matching(every, wanted.words)
    counts, total = _counted(matching, wanted.chosen)
    for facet, value in wanted.chosen.items():
        column, several = FACETS[facet]
        matching = matching.filter(**{f"{column}__contains": [value]} if several else {column: value})
    return Found(matching.order_by(*best, "-changed_at", "pk"), alike, counts, total)


def _matching(every: QuerySet[Resource], words: str) -> tuple[QuerySet[Resource], list[str], bool]:
    """What has the words, else what resembles them; and by what the best comes first."""
    if not words:
        return every, [], False
    query = _query(words)
    exact = every.filter(search=query).annotate(rank=SearchRank(F("search"), query))
    # Where a word is taken away (`-scam`), what resembles the rest is not wanted either.
    if exact.exists() or any(word.startswith("-") for word in words.split()):
        return exact, ["-rank"], False
    with connection.cursor() as cursor:  # for this transaction: the index then answers
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [ALIKE])
    typed = without_accents(words).lower()
    near = every.filter(words__trigram_word_similar=typed).annotate(near=TrigramWordSimilarity(typed, "words"))
    nearest = list(near.order_by("-near", "-changed_at", "pk").values_list("pk", flat=True)[:MOST_ALIKE])
    if not nearest:
        return every.none(), [], True
    place = Case(*(When(pk=pk, then=index) for index, pk in enumerate(nearest)), default=MOST_ALIKE)
    return every.filter(pk__in=nearest).annotate(place=place), ["place"], True


def _query(words: str) -> Any:
    """The words in each dictionary, with their accents and without; a single word also as the beginning of one."""
    bare = without_accents(words)
    query: Any = SearchQuery(bare, config="simple", search_type="websearch")
    for one in DICTIONARIES:
        for typed in dict.fromkeys((words, bare)):
            query = query | SearchQuery(typed, config=one, search_type="websearch")
    if words.isalnum():
        query = query | SearchQuery(f"{bare}:*", config="simple", search_type="raw")
    return query


def _counted(matching: QuerySet[Resource], chosen: dict[str, str]) -> tuple[dict[str, dict[str, int]], int]:
    """All facets in one statement, over rows that are looked for once.

    Rows that are alike in all facets are counted together first: of 20,000 resources a few hundred groups are left.
    """
    columns = [column for column, _several in FACETS.values()]
    groups = matching.order_by().values(*columns).annotate(n=Count("pk"))
    counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    try:
        bare, params = groups.query.sql_with_params()
    except EmptyResultSet:
        return counts, 0
    parts, values = [], list(params)
    for facet, (column, several) in FACETS.items():
        conditions, own = _conditions({key: value for key, value in chosen.items() if key != facet})
        source = f"found, unnest(found.{column}) AS one" if several else "found"
        value = "one" if several else column
        parts.append(COUNT.format(facet=facet, value=value, source=source, conditions=conditions))
        values += own
    conditions, own = _conditions(chosen)
    parts.append(TOTAL.format(conditions=conditions))
    statement = f"WITH found AS MATERIALIZED ({bare}) {' UNION ALL '.join(parts)}"
    total = 0
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *own])
        for facet, value, number in cursor.fetchall():
            if facet == "total":
                total = int(number or 0)
            elif value is not None:
                counts[facet][value] = int(number)
    return counts, total


def _conditions(chosen: dict[str, str]) -> tuple[str, list[str]]:
    """The other choices as a condition on `found`."""
    parts, values = ["true"], []
    for facet, value in chosen.items():
        column, several = FACETS[facet]
        parts.append(f"{column} @> ARRAY[%s]::varchar[]" if several else f"{column}::text = %s")
        values.append(value)
    return " AND ".join(parts), values
