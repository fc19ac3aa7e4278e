"""One request of a hostile test: what came back, and what was written on the way. Nothing of it stays."""

import copy
import io
import re
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import unified_diff
from functools import cache
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, get_urlconf, resolve, reverse
from pypdf import PdfReader

from common.wall import across_structures
from portals.hosts import every_portal
from tests.app.matrix import arguments, lines
from tests.app.matrix_get import GET
from tests.app.matrix_post import POST
from tests.app.world import FIRST, SECRET, World

# When a session was last seen is written once in a while, whatever is asked; a savepoint's name is its number.
PASSING = re.compile(r'UPDATE "accounts_device" SET "seen_at"|(?:RELEASE |ROLLBACK TO )?SAVEPOINT ')
HTMX = {"HX-Request": "true"}
GETS, POSTS = lines(GET), lines(POST)

WRITES = re.compile(r'(?:INSERT INTO|(?<!FOR )(?<!NO KEY )UPDATE|DELETE FROM|TRUNCATE)\s+"?(\w+)"?', re.IGNORECASE)
NUMBERED = re.compile(rf"(?<![\da-f]){FIRST // 10_000}\d{{4}}(?![\da-f])")
HARMLESS = {"reporting_activity", "django_session", "accounts_device"}


@contextmanager
def spy():
    """Collects the statements of the block as they are sent, without their values."""
    statements: list[str] = []

    def look(execute, sql, params, many, context):
        statements.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield statements


def written(statements: list[str]) -> list[str]:
    """The tables that those statements write, activity and sessions aside."""
    return [name for sql in statements for name in _written(sql)]


@cache
def _written(sql: str) -> list[str]:
    return [name for name in WRITES.findall(sql) if name not in HARMLESS and name.lower() != "of"]


@dataclass
class Seen:
    """An answer: its class (`kind`), its words, the tables that were written, whether its transaction was broken.

    asked   the statements, without their values: what an answer costs, whatever else the machine does meanwhile
    """

    kind: str
    status: int
    body: str
    headers: Any
    wrote: list[str] = field(default_factory=list)
    error: str = ""
    broken: bool = False
    asked: list[str] = field(default_factory=list)


def visit(world: World, persona: str, method: str, url: str, data: Any = None, **extra) -> Seen:
    """The request of that persona, undone afterwards: rows, session and cookies are as before."""
    every_portal()  # kept for a minute: read before, so that no visit reads them and another does not
    client = world.clients[persona]
    cookies = copy.deepcopy(client.cookies)
    with spy() as asked, transaction.atomic():
        response = getattr(client, method.lower())(url, data if data is not None else {}, **extra)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        broken = connection.needs_rollback
        transaction.set_rollback(True)
    client.cookies = cookies
    error = repr(response.exc_info[1]) if getattr(response, "exc_info", None) else ""
    body = words_of(content)
    return Seen(_kind(response), response.status_code, body, response, written(asked), error, broken, asked)


def words_of(content: bytes) -> str:
    """What a reader finds in a file: the text of a PDF, each part of a zip or a workbook, else the bytes."""
    if content.startswith(b"%PDF-"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(f"{name}\n{words_of(parts.read(name))}" for name in parts.namelist())
    return content.decode(errors="replace")


def _kind(response) -> str:
    """`in`: sent to sign in; `card`: sent to the card's page; `go`: sent elsewhere; else the status."""
    if response.status_code not in {301, 302, 303, 307}:
        return str(response.status_code)
    where = response["Location"]
    if where.startswith("/accounts/login/"):
        return "in"
    return "card" if where == "/c/" else "go"


def fragments_in(seen: Seen, url: str) -> set[str]:
    """The names of the addresses that a page asks by htmx."""
    asked = {urljoin(url, one.split("?")[0]) for one in re.findall(r'\bhx-(?:get|post)="([^"]*)"', seen.body)}
    return {resolve(path).view_name for path in asked}


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


def differences(seen: Seen, nothing: Seen, *ids: Any) -> list[str]:
    """What tells an answer about something foreign from the one about nothing: no part of it may."""
    found = [f"writes {sorted(set(seen.wrote))}"] if seen.wrote else []
    if SECRET in seen.body and SECRET not in nothing.body:  # what a lead reads anyway is the matrix's concern
        found.append("shows what lies behind another wall")
    if (seen.kind, normalised(seen.body, *ids)) != (nothing.kind, normalised(nothing.body, *ids)):
        found.append(f"says something else than for nothing: {seen.kind} instead of {nothing.kind}")
    cost, least = ([sql for sql in one.asked if not PASSING.match(sql)] for one in (seen, nothing))
    if cost != least:
        found.append("costs other statements: " + " | ".join(list(unified_diff(least, cost, n=0, lineterm=""))[2:]))
    return found


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
