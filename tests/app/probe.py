"""One request of a hostile test: what came back, and what was written on the way. Nothing of it stays."""

import copy
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, get_urlconf, reverse

from common.wall import across_structures
from tests.app.matrix import arguments, lines
from tests.app.matrix_get import GET
from tests.app.matrix_post import POST
from tests.app.world import FIRST, World

GETS, POSTS = lines(GET), lines(POST)

WRITES = re.compile(r'(?:INSERT INTO|(?<!FOR )(?<!NO KEY )UPDATE|DELETE FROM|TRUNCATE)\s+"?(\w+)"?', re.IGNORECASE)
NUMBERED = re.compile(rf"(?<![\da-f]){FIRST // 10_000}\d{{4}}(?![\da-f])")
HARMLESS = {"reporting_activity", "django_session", "accounts_device"}


@contextmanager
def spy():
    """Collects the tables that statements inside the block would write, activity and sessions aside."""
    tables: list[str] = []

    def look(execute, sql, params, many, context):
        tables.extend(name for name in WRITES.findall(str(sql)) if name not in HARMLESS and name.lower() != "of")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield tables


@dataclass
class Seen:
    """An answer: its class (`kind`), its bytes, the tables that were written, whether its transaction was broken."""

    kind: str
    status: int
    body: str
    headers: Any
    wrote: list[str] = field(default_factory=list)
    error: str = ""
    broken: bool = False


def visit(world: World, persona: str, method: str, url: str, data: Any = None, **extra) -> Seen:
    """The request of that persona, undone afterwards: rows, session and cookies are as before."""
    client = world.clients[persona]
    cookies = copy.deepcopy(client.cookies)
    with spy() as wrote, transaction.atomic():
        response = getattr(client, method.lower())(url, data if data is not None else {}, **extra)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        broken = connection.needs_rollback
        transaction.set_rollback(True)
    client.cookies = cookies
    error = repr(response.exc_info[1]) if getattr(response, "exc_info", None) else ""
    return Seen(_kind(response), response.status_code, content.decode(errors="replace"), response, wrote, error, broken)


def _kind(response) -> str:
    """`in`: sent to sign in; `card`: sent to the card's page; `go`: sent elsewhere; else the status."""
    if response.status_code not in {301, 302, 303, 307}:
        return str(response.status_code)
    where = response["Location"]
    if where.startswith("/accounts/login/"):
        return "in"
    return "card" if where == "/c/" else "go"


def numbers_in(seen: Seen) -> list[str]:
    """What a page, a file of text or a redirect says of a sequence's numbers, with what stands before each."""
    said = f"{seen.headers.get('Location', '')}\n{seen.body}"
    return [said[max(0, found.start() - 60) : found.end()] for found in NUMBERED.finditer(said)]


def patterns() -> dict[str, set[str]]:
    """Every URL in force by its name, with the names of its arguments."""
    return _patterns(get_urlconf() or settings.ROOT_URLCONF)


@cache
def _patterns(urlconf: str) -> dict[str, set[str]]:
    return _named(get_resolver(urlconf), "", frozenset())


def _named(resolver: URLResolver, namespace: str, above: frozenset[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in resolver.url_patterns:
        keys = above | one.pattern.regex.groupindex.keys()
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            found |= _named(one, inner, keys)
        elif isinstance(one, URLPattern):
            found[f"{namespace}{one.name}"] = set(keys)
    return found


def address(world: World, name: str, wanted: dict[str, Any]) -> str:
    """The URL of that name, with the world's defaults for what `wanted` doesn't say."""
    names = patterns()[name]
    kwargs = {key: wanted.get(key, world.defaults.get(key)) for key in names}
    return reverse(name, kwargs=kwargs)


def own_address(world: World, name: str, **more: Any) -> str:
    """The URL of that name with the world's own thing; `more` says an argument otherwise."""
    rows = {argument: world.own[kind] for argument, kind in arguments(GETS[name][0]).items()}
    return address(world, name, rows | more)


def normalised(body: str, *ids: Any) -> str:
    """A page without what differs from one request to the next: tokens, nonces, and the ids that were asked for."""
    body = re.sub(r'nonce="[^"]*"|\b[A-Za-z0-9]{64}\b|"(?:key|once)" value="[0-9a-f-]{36}"', "", body)
    for one in sorted({str(i) for i in ids}, key=len, reverse=True):
        body = body.replace(one, "#")
    return body


def fingerprint() -> dict[str, str]:
    """A hash of each table's content, across structures: what "nothing changed" is measured with."""
    with across_structures("a test looks whether anything changed"), connection.cursor() as cursor:
        names = [n for n in connection.introspection.table_names(cursor) if n not in HARMLESS]
        found = {}
        for name in names:
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{name}\" t")
            found[name] = cursor.fetchone()[0]
    return found


def another_id(one: Any) -> Any:
    """An id of the same shape that nothing has."""
    if isinstance(one, str):
        return "0" * len(one)
    return UUID("00000000-0000-4000-8000-00000000dead") if isinstance(one, UUID) else 2_000_000_011
