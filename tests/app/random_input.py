"""What random input is made of: the fields that the pages' forms have, and strategies for each kind of them."""

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_plus, urljoin, urlsplit

from django.urls import Resolver404, resolve
from hypothesis import strategies as st

from tests.app.probe import GETS, POSTS, own_address, visit
from tests.app.test_bad_input import EXTRA, query_names
from tests.app.test_matrix import body_of
from tests.app.world import World

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
BOUNDARY = "a-boundary-that-nothing-has"
SENT_BY_THE_PAGE = {"csrfmiddlewaretoken"}


@dataclass
class Field:
    """One name of a form: its kind, what the page would send, and the choices that it offers."""

    kind: str
    value: str = "x"
    choices: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """Every form of a page: (its method, its action, its fields by name)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str, dict[str, Field]]] = []
        self.select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.found.append((values.get("method", "get").lower(), values.get("action", ""), {}))
        elif self.found and tag in {"input", "textarea", "select", "button"} and values.get("name"):
            self._field(tag, values)
        elif tag == "option" and self.select is not None:
            self.select.choices.append(values.get("value", ""))
            if "selected" in values or len(self.select.choices) == 1:
                self.select.value = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = None

    def _field(self, tag: str, values: dict[str, str]) -> None:
        kind = values.get("type", "text") if tag == "input" else tag
        fields = self.found[-1][2]
        known = fields.setdefault(values["name"], Field(kind, values.get("value", "")))
        if tag == "select":
            self.select = known
        elif kind in {"radio", "checkbox", "button"}:
            known.choices.append(values.get("value", "on"))
            known.value = known.choices[-1] if "checked" in values else known.value


def forms_by_name(world: World) -> dict[str, dict[str, Field]]:
    """URL name -> the fields that some page sends there. Each page is opened once, by the one who sees most of it."""
    found: dict[str, dict[str, Field]] = {}
    for name, (_thing, cells) in GETS.items():
        readers = [one for one in ("referent", "coordinator", *cells) if cells[one] == "200"]
        if not readers:
            continue
        url, page = own_address(world, name), Forms()
        seen = visit(world, readers[0], "GET", url)
        if "<form" in seen.body:
            page.feed(seen.body)
        for method, action, fields in page.found:
            path = urlsplit(urljoin(url, action or url)).path
            try:
                where = resolve(path).view_name
            except Resolver404:
                continue
            if where in POSTS if method == "post" else where in GETS:
                found.setdefault(f"{method} {where}", {}).update(fields)
    return found


def fields_of(world: World, forms: dict, method: str, name: str) -> dict[str, Field]:
    """What that address is sent: its form's fields, what buttons and scripts add, and for GET what views read."""
    fields = dict(forms.get(f"{method} {name}", {}))
    if method == "post":
        known = EXTRA.get(name, {}) | body_of(world, name)
        fields |= {key: Field("text", value) for key, value in known.items() if key not in fields}
    else:
        fields = {key: Field("text") for key in query_names()} | fields
    fields = {key: one for key, one in fields.items() if key not in SENT_BY_THE_PAGE}
    return fields or {key: Field("text") for key in ("x", "once", "next", "reason", "act")}


# --- values

NUMBERS = st.one_of(
    st.integers().map(str),
    st.sampled_from(
        ["-1", "0", "1" + "0" * 30, "-1" + "0" * 30, "2147483648", "9223372036854775808", "1e309", "NaN", "-Infinity",
         "0x10", "1_000", "١٢", "²", "½", "0.1", "1,5", "+3", " 7 "]
    ),
)  # fmt: skip
DATES = st.one_of(
    st.dates().map(str),
    st.datetimes().map(lambda one: one.isoformat(timespec="minutes")),
    st.sampled_from(
        ["0000-00-00", "2026-02-30", "10000-01-01", "-2026-01-01", "0001-01-01", "9999-12-31", "0001-01-01T00:00",
         "9999-12-31T23:59", "2026-13-45", "٢٠٢٦-٠١-٠١", "2026-W54-8", "25:61", "31/12/2026", "2026-01-01T00:00+99:99"]
    ),
)  # fmt: skip
# PostgreSQL can't hold NUL, which test_bad_input.py sends everywhere; it would only hide what stands beside it.
WORDS = st.text(st.characters(exclude_characters="\x00"), max_size=60)
STRANGE = st.sampled_from(
    ["", " ", "\n", "🦜" * 300, "👩‍👩‍👧‍👦", "\u202eabc\u202c", "\u2066ب\u2069",
     "e" + "\u0301" * 500, "\ud800", "\udfff\ud83d", "\\ud800",
     "x" * 4000, "é" * 70_000, "../../etc/passwd", "%s%d{0}{{x}}{% x %}", "';--", "a@b", "a@[127.0.0.1]",
     f"{'a' * 250}@place.example", "http://[", "javascript:1", "no-such-choice", "true", "null", "[]", "{}", "\x1b[0m",
     "\ufeff", "\ufffe", "İ", "ß", "Ǆ", "=1+1", "<b>", "Mo-Su 25:00-99:00", "1" * 5000, "a,b,c", "a\r\nSet-Cookie: a=b"]
)  # fmt: skip


def ids_of(world: World) -> st.SearchStrategy[str]:
    """The id of anything: hers, a foreign one, nobody's."""
    foreign = [one for many in world.foreign.values() for one in many]
    own = [one for one in world.own.values() if isinstance(one, int | str | uuid.UUID)]
    own += [world.things[one].slug for one in ("here", "there")]
    return st.one_of(
        st.sampled_from([str(one) for one in [*foreign, *own]]), st.uuids().map(str), st.sampled_from(["-0", "None"])
    )


def value_of(one: Field, ids: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Often what the page offers, so that what stands behind the form is reached; else anything."""
    kinds = {"number": NUMBERS, "date": DATES, "time": DATES, "datetime-local": DATES}
    right = st.sampled_from([one.value, *one.choices])
    return st.one_of(right, right, right, kinds.get(one.kind, WORDS), st.one_of(STRANGE, NUMBERS, DATES, ids, WORDS))


@st.composite
def pairs(draw: st.DrawFn, fields: dict[str, Field], ids: st.SearchStrategy[str], *, sparse: bool) -> list:
    """(name, value) as they go over the line: some left out, some twice, a list where one is expected, one too many.

    sparse   a query: few of the names, not most of them
    """
    names = sorted(fields)
    some = draw(st.lists(st.sampled_from(names), max_size=5, unique=True))
    sent = some if sparse else [name for name in names if name not in some[:2]]
    found = [(name, draw(value_of(fields[name], ids))) for name in sent]
    again = draw(st.lists(st.sampled_from(names), max_size=2))
    found += [(name, draw(value_of(fields[name], ids))) for name in again]
    if draw(st.integers(0, 9)) == 0:
        found += [(draw(st.sampled_from(["x[]", "x[0]", "__proto__", "é", "", "pk", "structure_id"])), draw(STRANGE))]
    return found


def encoded(found: Iterable[tuple[str, str]]) -> str:
    """As a query or a plain form; lone surrogates as the bytes that a careless program sends for them."""
    return "&".join("=".join(quote_plus(part.encode("utf-8", "surrogatepass")) for part in pair) for pair in found)


# --- uploads

PNG, ZIP = b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"
CONTENTS = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [b"", PNG, PNG + b"x" * 50, ZIP, ZIP + b"\x14" * 60, b"PK\x05\x06" + b"\x00" * 18, b"%PDF-1.7\n", b"\xff\xfe",
         b"\xef\xbb\xbf", "prénom;nom\né;ü\n".encode("latin-1"), "email,role\na@b,aidant\n".encode("utf-16"),
         b'email;role\n"a@place.example;aidant', b"email\n" + b"a@place.example\n" * 600, b"\r\r\r", b",\n" * 3000,
         b'"' * 999, b"id,nom\n1,2,3,4\n", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
         b"id,nom,commune\n" + b"x" * 200_000, b"GIF89a", b"{}", b"email;first_name\n=1+1;\xf0\x9f\xa6\x9c\n"]
    ),
)  # fmt: skip
FILE_NAMES = st.sampled_from(
    ["a.csv", "a.zip", "a.xlsx", "../../a.csv", "🦜.csv", "", "a" * 300 + ".csv", ".", "a.svg"]
)
FILE_TYPES = st.sampled_from(
    ["text/csv", "application/zip", "image/png", "text/html", "x", "", "text/csv; charset=utf-16"]
)


@st.composite
def multipart(draw: st.DrawFn, found: list[tuple[str, str]], files: list[str]) -> bytes:
    """The form with its uploads: a file that isn't what it says, words instead of one, a file instead of words."""
    parts = []
    for name, value in [*found, *((name, "") for name in files)]:
        head = f'Content-Disposition: form-data; name="{name}"'
        content = value.encode("utf-8", "surrogatepass")
        if name in files or draw(st.integers(0, 19)) == 0:
            head += f'; filename="{draw(FILE_NAMES)}"\r\nContent-Type: {draw(FILE_TYPES)}'
            content = draw(CONTENTS)
        parts.append(f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


@st.composite
def bodies(draw: st.DrawFn, fields: dict[str, Field], ids: st.SearchStrategy[str]) -> tuple[Any, str]:
    """A body for that form and its content type: a plain form, one with files, now and then JSON where none is due."""
    files = [name for name, one in fields.items() if one.kind == "file"]
    found = draw(pairs({name: one for name, one in fields.items() if name not in files} or fields, ids, sparse=False))
    if files or draw(st.integers(0, 5)) == 0:
        return draw(multipart(found, files)), f"multipart/form-data; boundary={BOUNDARY}"
    if draw(st.integers(0, 19)) == 0:
        return json.dumps(dict(found)), JSON
    return encoded(found), FORM


# --- JSON

ATOMS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), WORDS, STRANGE, DATES, st.sampled_from([10**30, -(10**400)])
)
FLAT = st.one_of(ATOMS, st.lists(ATOMS, max_size=3), st.dictionaries(WORDS, ATOMS, max_size=3))
ANYTHING = st.one_of(
    ATOMS, ATOMS, st.lists(FLAT, max_size=3), st.dictionaries(WORDS, FLAT, max_size=3), st.just([[[[[{"a": [[]]}]]]]])
)


def answers(world: World, exercises: dict[str, str]) -> st.SearchStrategy[str]:
    """What /l/answers/ is sent: batches of near-answers, and JSON of any shape.

    exercises   name -> step of the module that the learner has
    """
    assignments = [world.own["assignment"], world.own["taken_back"], world.own["sisters"], *world.foreign["assignment"]]
    item = st.fixed_dictionaries(
        {},
        optional={
            "key": st.one_of(st.uuids().map(str), ANYTHING),
            "assignment": st.one_of(*[st.sampled_from([str(one) for one in assignments])] * 4, ANYTHING),
            "step": st.one_of(st.sampled_from(sorted(set(exercises.values()))), ANYTHING),
            "exercise": st.one_of(st.sampled_from(sorted(exercises)), ANYTHING),
            "version": st.one_of(st.sampled_from([1, None, 2]), ANYTHING),
            "value": ANYTHING,
            "helped": ANYTHING,
            "sequence": st.one_of(st.integers(0, 9), ANYTHING),
            "at": st.one_of(DATES, ANYTHING),
        },
    )
    near = st.lists(st.one_of(item, item, item, ANYTHING), max_size=4).map(lambda many: {"answers": many})
    return st.one_of(near, near, near, ANYTHING, ANYTHING.map(lambda one: {"answers": one})).map(json.dumps)
