"""The search: words in three dictionaries, what resembles them where none has them, and how many each facet leaves."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Value, When

from common.languages import LANGUAGES, without_accents
from courses.library.models import Resource

DICTIONARIES = ("french", "dutch", "english")
ALIKE = "0.5"  # of 1: how much of a word must be there when nothing has the words themselves
VERY_ALIKE = 0.6  # the same beside a few that have the words
MOST_WAYS = 8  # of saying the same
ENOUGH = 3  # so many have the words: nothing that resembles them is looked for
MOST_ALIKE = 60
ENOUGH_ALIKE = 120
# Said alike by those who look for the same, without accents.
SAME = (
    ("e-mail", "email", "courriel", "mail", "mails"),
    ("telephone", "telefone", "smartphone", "gsm"),
    ("telefoon", "smartphone", "gsm"),
    ("phone", "smartphone", "mobile"),
    ("mot de passe", "motdepasse"),
    ("wachtwoord", "paswoord"),
    ("cpas", "ocmw", "ccas"),
    ("mutuelle", "mutualite", "ziekenfonds"),
    ("demarche", "demarches", "procedure", "procedures"),
)
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
    """What is looked for: words, and for each facet the chosen value (none: all). `reader`: the page's language."""

    words: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    competence: str = ""
    reader: str = "fr"


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
    """Published resources, in three or four statements and the page's own, however many there are.

    What stands in several languages under one code is one resource: the reader's, unless a language was chosen.
    """
    every = Resource.objects.published()
    if wanted.competence:
        every = every.filter(competences__contains=[wanted.competence])
    matching, best, alike = _matching(every, wanted.words)
    twins = _twins(matching, wanted.reader)
    counts, total = _counted(matching, wanted.chosen, twins)
    if "language" not in wanted.chosen:
        matching = matching.exclude(pk__in=twins)
    if not best:
        matching = matching.annotate(other=_true_where(~Q(language=wanted.reader)))
        best = ["other"]
    for facet, value in wanted.chosen.items():
        column, several = FACETS[facet]
        matching = matching.filter(**{f"{column}__contains": [value]} if several else {column: value})
    return Found(matching.order_by(*best, "-changed_at", "pk"), alike, counts, total)


def _matching(every: QuerySet[Resource], words: str) -> tuple[QuerySet[Resource], list[str], bool]:
    """What has the words; where that is little, what resembles them too. And by what the best comes first, and whether
    nothing had the words."""
    if not words:
        return every, [], False
    query = _query(words)
    _use_indexes()
    exact = every.filter(search=query).annotate(rank=SearchRank(F("search"), query))
    has = list(exact.order_by("-rank", "-changed_at", "pk").values_list("pk", flat=True)[:ENOUGH])
    # Where a word is taken away (`-scam`), what resembles the rest is not wanted either.
    if len(has) == ENOUGH or any(word.startswith("-") for word in words.split()):
        return exact, ["-rank"], False
    typed = without_accents(words).lower()
    # How near a long text is costs time to say. Where very many resemble it, some of them are enough.
    some = every.filter(words__trigram_word_similar=typed).order_by().values("pk")[:ENOUGH_ALIKE]
    near = Resource.objects.filter(pk__in=some).annotate(near=TrigramWordSimilarity(typed, "words"))
    near = near.filter(near__gte=VERY_ALIKE).exclude(pk__in=has) if has else near
    nearest = has + list(near.order_by("-near", "-changed_at", "pk").values_list("pk", flat=True)[:MOST_ALIKE])
    if not nearest:
        return every.none(), [], True
    place = Case(*(When(pk=pk, then=index) for index, pk in enumerate(nearest)), default=MOST_ALIKE)
    return every.filter(pk__in=nearest).annotate(place=place), ["place"], not has


def _use_indexes() -> None:
    """For this transaction: the index finds what is alike, and the planner, who takes a word's beginning for a common
    one, does not read all texts instead."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true),"
            " set_config('enable_seqscan', 'off', true)",
            [ALIKE],
        )


def _query(words: str) -> Any:
    """The words in each dictionary, with their accents and without; a single word also as the beginning of one."""
    bare = without_accents(words)
    query: Any = SearchQuery(bare, config="simple", search_type="websearch")
    for said in _said_otherwise(words):
        for one in DICTIONARIES:
            for typed in dict.fromkeys((said, without_accents(said))):
                query = query | SearchQuery(typed, config=one, search_type="websearch")
    if words.isalnum():
        query = query | SearchQuery(f"{bare}:*", config="simple", search_type="raw")
    return query


def _twins(matching: QuerySet[Resource], reader: str) -> list[Any]:
    """Those that fit in a language which the reader would rather have another one in: of one code, all but the best."""
    coded = matching.exclude(code="").order_by().values_list("code", "language", "pk")
    kept: set[str] = set()
    twins = []
    for code, _language, pk in sorted(coded, key=lambda row: (row[0], row[1] != reader, LANGUAGES.index(row[1]))):
        if code in kept:
            twins.append(pk)
        kept.add(code)
    return twins


def _true_where(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _said_otherwise(words: str) -> list[str]:
    """The words, and the same with what has synonyms said in other ways."""
    plain = without_accents(words).lower()
    found = [words]
    for group in SAME:
        for one in group:
            whole = re.compile(rf"(?<![\w-]){re.escape(one)}(?![\w-])")
            if whole.search(plain):
                found += [whole.sub(other, plain) for other in group if other != one]
                break
    return list(dict.fromkeys(found))[:MOST_WAYS]


def _counted(
    matching: QuerySet[Resource], chosen: dict[str, str], twins: list[Any]
) -> tuple[dict[str, dict[str, int]], int]:
    """All facets in one statement, over rows that are looked for once. Of languages each counts, of the rest one.

    Rows that are alike in all facets are counted together first: of 20,000 resources a few hundred groups are left.
    """
    columns = [column for column, _several in FACETS.values()]
    matching = matching.annotate(twin=_true_where(Q(pk__in=twins)) if twins else Value(False))
    groups = matching.order_by().values(*columns, "twin").annotate(n=Count("pk"))
    counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
    try:
        bare, params = groups.query.sql_with_params()
    except EmptyResultSet:
        return counts, 0
    parts, values = [], list(params)
    for facet, (column, several) in FACETS.items():
        others = {key: value for key, value in chosen.items() if key != facet}
        conditions, own = _conditions(others, once=facet != "language" and "language" not in chosen)
        source = f"found, unnest(found.{column}) AS one" if several else "found"
        value = "one" if several else column
        parts.append(COUNT.format(facet=facet, value=value, source=source, conditions=conditions))
        values += own
    conditions, own = _conditions(chosen, once="language" not in chosen)
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


def _conditions(chosen: dict[str, str], once: bool) -> tuple[str, list[str]]:
    """The other choices as a condition on `found`; `once`: each resource in one language."""
    parts, values = ["NOT twin" if once else "true"], []
    for facet, value in chosen.items():
        column, several = FACETS[facet]
        parts.append(f"{column} @> ARRAY[%s]::varchar[]" if several else f"{column}::text = %s")
        values.append(value)
    return " AND ".join(parts), values
