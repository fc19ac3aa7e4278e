"""What nobody should send: every field and every query of every page gets it, and answers in words, never with a 500.

The card guessed ten times and the e-mail without an account are in test_learner_sign_in.py and test_sign_in.py.
"""

import copy
import json
import logging
import re
import uuid
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.utils import translation
from django.utils.translation import gettext

import config.urls  # noqa: F401  (read before a test turns the demo on)
from courses.learning.models import Answer
from tests.app.learning import document
from tests.app.matrix import BODY
from tests.app.probe import GETS, POSTS, address, own_address, patterns, visit

pytestmark = [pytest.mark.django_db, pytest.mark.long]
ROOT = Path(__file__).resolve().parents[2]
PLAIN = {"200", "400", "401", "403", "404", "405", "409", "410", "413", "422", "429", "go", "card", "in"}


@pytest.fixture(autouse=True)
def _demo(settings, caplog):
    settings.ROOT_URLCONF, settings.DEMO = "tests.app.demo_urls", True
    caplog.set_level(logging.CRITICAL)


def who_may(name: str) -> str:
    """Somebody for whom that address opens or acts."""
    cells = POSTS.get(name, GETS[name])[1]
    return next((persona for persona, cell in cells.items() if cell in {"does", "200", "go", "card"}), "anonymous")


# --- queries

JUNK = ("abc", "-1", "99999999999999999999", "²", "%00", "%ff%fe", "2026-13-45")
SOURCES = (
    "platform/*/views*",
    "platform/*/views/*",
    "courses/*/views*",
    "courses/*/views/*",
    "community/*/views/*",
    "assessments/views/*",
)


def query_names() -> set[str]:
    """Read from the code: what views take from the query, and the fields of the forms that filter lists."""
    found = {"page"}
    for pattern in (*SOURCES, "reporting/views*", "*/forms.py", "*/*/forms.py"):
        for file in ROOT.glob(pattern):
            text = file.read_text(encoding="utf-8") if file.suffix == ".py" else ""
            found |= set(re.findall(r"""GET(?:\.get|\.getlist)?[(\[]["'](\w+)["']""", text))
            found |= set(re.findall(r"^    (\w+) = (?:forms\.\w+|moment_)", text, re.MULTILINE))
    return found


@pytest.mark.parametrize("junk", JUNK, ids=[ascii(one[:20]) for one in JUNK])
def test_no_query_breaks_a_page(world, junk):
    names = query_names()
    assert {"page", "group", "theme", "learner", "month", "n", "q", "since"} <= names
    query = "&".join(f"{name}={junk}" for name in sorted(names))
    wrong = []
    for name in GETS:
        if persona := reader(name):
            seen = visit(world, persona, "GET", f"{own_address(world, name)}?{query}")
            if seen.kind not in PLAIN or seen.wrote:
                wrong.append(f"{name}: {seen.kind} {seen.error} {seen.wrote}")
    assert not wrong, "\n".join(wrong)


def reader(name: str) -> str | None:
    return next((persona for persona, cell in GETS[name][1].items() if cell in {"200", "go"}), None)


# --- addresses and headers

PATHS = [
    "/p/%00/ours/reports/", "/p/here/%00/", "/p/here/ours%00/actions/", "/s/ici%00/", "/s/%ff/learners/", "/c/%00/",
    "/invitation/%00/", "/register/%00/", "/l/not-a-uuid/", "/jobs/1/", "/p/here/ours/structures/99999999999999999999/",
    "/p/here/ours/reports/99999999999999999999/", "/p/here/ours/reports/0/", "/s/ici/learners/1/", "/forum/abc/",
    "/s/ici/people/99999999999999999999/end/", "/calendar/x.ics", "/admin/%00/", "/demo/mail/99999999999999999999/",
    "/s/ici/modules/%00/", "/l/x/%00/", "/%00", "/s/" + "a" * 5000 + "/", "/static/%00",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:45])
def test_no_address_breaks(world, path):
    for persona in ("anonymous", "referent", "coordinator", "administrator", "learner"):
        for method in ("GET", "POST"):
            seen = visit(world, persona, method, path)
            assert seen.kind in PLAIN, (persona, method, seen.kind, seen.error)
            assert not seen.wrote


def test_headers_and_cookies_that_nobody_sends(world):
    for header in ("x", "fr;q=abc,*;q=-1", "\x00", "a" * 5000, "xx-YY,zz;q=0.5", "fr-" * 400):
        assert visit(world, "anonymous", "GET", "/", HTTP_ACCEPT_LANGUAGE=header).kind == "200"
    for cookies in (
        r'sessionid="\000aaaaaaaaaaaa"', r'language="\000"; card="\000:\000"', "sessionid=" + "a" * 4000,
        "card=a:b:c; csrftoken=x; messages=%00", "messages=junk; language=../../etc",
    ):  # fmt: skip
        for path in ("/", "/c/hello/", "/home/", "/l/", "/accounts/login/"):
            client = Client(HTTP_COOKIE=cookies, raise_request_exception=False)
            answer = client.get(path)
            assert answer.status_code < 500, (cookies, path, answer.exc_info)
    for path in ("/", "/home/", "/s/ici/learners/"):
        seen = visit(world, "referent", "GET", path, HTTP_HOST="evil.example")
        assert seen.kind == "400"
        assert "did not understand" in seen.body
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        for name in ("learners:list", "desk:learner", "accompaniments:edit", "learners:group"):
            seen = visit(world, "referent", method, own_address(world, name))
            assert seen.kind in {"200", "405"}, (method, name, seen.kind, seen.error)
            assert not seen.wrote, (method, name)


# --- forms

LONG, SCRIPT = "x" * 20_000, "\u202e🦜'\"><script>alert(1)</script>"
ALONE = (LONG, SCRIPT)
TOGETHER = ("-1", "9" * 25, "2026-13-45", "no-such-choice", "")
EXTRA = {
    "set_language": {"language": "fr", "next": "/"},
    "affiliations:affiliation_refuse": {"reason": "No"},
    "learners:secret": {
        "code": "ABCD1234", "kind": "digits", "digits": "1234", "so_far": "", "picture": "sun", "own": "1",
    },
    "learners:hello": {"own": "1"},
    "learners:archive": {"restore": "1"},
    "events:cancel": {"reason": "Rain"},
    "events:register": {"structure": "1"},
    "events:roll": {"act": "validate", "p1": "present"},
    "events:roll_add": {"same": "1", "first_name": "Inès", "last_name": "Verbeke", "structure": "", "email": ""},
    "registration:register_step": {"country": "BE", "postcode": "7500", "keep": ""},
    "team:invitation": {"first_name": "A", "last_name": "B"},
    "team:people": {"email": "new@place.example", "role": "aidant", "language": "fr"},
    "assessments:print": {"language": "fr", "country": "BE"},
    "courses:bridge": {"how": "alone"},
    "courses:assign": {"learner": "1", "module": "L06", "back": "/"},
    "reporting:import_go": {"skip_bad": "1"},
    "courses:exercise": {"do": "answer", "r": "a", "log": "[]", "order": "a b", "key": "1", "errs": "1", "seq": "1"},
    "courses:try": {"do": "answer", "r": "a", "log": "[]", "order": "a b", "key": "1", "errs": "1", "seq": "1"},
    "courses:step": {"r": "a", "key": "1", "task": "a", "how": "alone"},
    "assessments:question": {"do": "answer", "r": "a", "key": "1", "errs": "1"},
    "assessments:desk_question": {"do": "answer", "r": "a", "key": "1", "errs": "1"},
    "account_login": {"email": "a@place.example"},
}  # fmt: skip


class Fields(HTMLParser):
    """Names and values of everything that a page's forms send."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self.select = ""

    def handle_starttag(self, tag, attrs):
        values = {key: value or "" for key, value in attrs}
        name = values.get("name", "")
        if tag == "select":
            self.select = name
        if tag == "option" and ("selected" in values or self.select not in self.found):
            self.found[self.select] = values.get("value", "")
        if tag == "textarea" and name:
            self.found[name] = "Words"
        if tag == "input" and name and values.get("type") != "file":
            chosen = values.get("type") not in {"radio", "checkbox"} or "checked" in values or name not in self.found
            if chosen:
                self.found[name] = values.get("value", "") or "x"


def form_of(world, name: str, persona: str) -> dict[str, str]:
    page = Fields()
    if GETS[name][1][persona] == "200":
        page.feed(visit(world, persona, "GET", own_address(world, name)).body)
    page.found.pop("csrfmiddlewaretoken", None)
    return page.found | BODY.get(name, {}) | EXTRA.get(name, {})


def forms_of(world):
    """Every address that takes a form: (its name, who may send it, its URL, the form as it should be)."""
    for name in POSTS:
        if name != "account_logout":
            persona = who_may(name)
            yield name, persona, own_address(world, name), form_of(world, name, persona)


def complaint(name: str, field: str, seen) -> list[str]:
    bad = [] if seen.kind in PLAIN else [f"{name} {field}: {seen.kind} {seen.error}"]
    return bad + ([f"{name} {field}: in the page as it came"] if "<script>alert(1)" in seen.body else [])


@pytest.mark.parametrize("value", ALONE, ids=["long", "script"])
def test_no_field_of_any_form_breaks(world, value):
    """One field at a time, the others as they should be: it is taken, or refused in words; never an error."""
    wrong, tried = [], 0
    for name, persona, url, data in forms_of(world):
        for field in data:
            tried += 1
            wrong += complaint(name, field, visit(world, persona, "POST", url, data | {field: value}))
    assert not wrong, "\n".join(wrong)
    assert tried > 150


def test_no_form_breaks_when_all_of_it_is_wrong(world):
    wrong = []
    for name, persona, url, data in forms_of(world):
        for value in TOGETHER:
            wrong += complaint(name, value[:20], visit(world, persona, "POST", url, dict.fromkeys(data, value)))
    assert not wrong, "\n".join(wrong)


def test_a_nul_in_any_form_is_refused_in_words_and_writes_nothing(world):
    """PostgreSQL can't hold it: nothing may reach it, whether a form checks its fields or a view reads them raw."""
    for name, persona, url, data in forms_of(world):
        seen = visit(world, persona, "POST", url, data | {next(iter(data), "x"): "a\x00b"})
        assert seen.kind in {"400", "404"}, (name, seen.kind, seen.error)
        assert not seen.wrote, name
        assert "did not understand" in seen.body or seen.kind == "404", name


# --- sizes and shapes of a body

FIVE_MEGABYTES = "x" * 5_000_000


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_five_megabytes_to_a_form_are_refused_in_words(world, language):
    with translation.override(language):
        words = gettext("This is too large to send. Make it shorter, or send it in several parts.")
    for persona, name in (("aidant", "learners:list"), ("aidant", "forums:new"), ("anonymous", "account_login")):
        client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        client.cookies = copy.deepcopy(world.clients[persona].cookies)
        client.cookies["language"] = language
        for data, kind in (
            ({"alias": FIVE_MEGABYTES}, MULTIPART_CONTENT),
            (f"email={FIVE_MEGABYTES}", "application/x-www-form-urlencoded"),
        ):
            answer = client.post(own_address(world, name), data, content_type=kind)
            assert answer.status_code == 413, (name, answer.status_code)
            assert words in unescape(answer.content.decode())
            assert f'lang="{language}"' in answer.content.decode()


def test_five_megabytes_to_the_door_of_answers(world):
    body = json.dumps({"answers": [{"value": FIVE_MEGABYTES}]})
    seen = visit(world, "learner", "POST", "/l/answers/", body, content_type="application/json")
    assert seen.kind == "413"
    assert "too large" in json.loads(seen.body)["error"]


def test_too_many_fields_and_a_broken_upload(world):
    url = own_address(world, "learners:cards")
    many = "&".join(f"f{n}=1" for n in range(3000))
    form = "application/x-www-form-urlencoded"
    assert visit(world, "aidant", "POST", url, many, content_type=form).kind in {"400", "413"}
    upload = own_address(world, "reporting:import")
    for kind in ("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=é"):
        assert visit(world, "coordinator", "POST", upload, "junk", content_type=kind).kind in PLAIN
    cut = b'--x\r\nContent-Disposition: form-data; name="pack"; filename="\x00.zip"\r\n\r\nPK'
    seen = visit(world, "coordinator", "POST", upload, cut, content_type="multipart/form-data; boundary=x")
    assert seen.kind in PLAIN, seen.error


MALFORMED = [
    "", "{", "[]", "null", "1", '"x"', "{}", '{"answers": 1}', '{"answers": {}}', '{"answers": [1, null]}',
    "[" * 100_000,
    '{"answers": [[]]}', b"\xff\xfe", b"\x00", '{"answers": ' + "9" * 5000 + "}", '{"answers": [' + "{}," * 30 + "{}]}",
]  # fmt: skip


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
def test_malformed_json_is_said(world, body):
    seen = visit(world, "learner", "POST", "/l/answers/", body, content_type="application/json")
    assert seen.kind in {"400", "413"}, (seen.kind, seen.error)
    assert json.loads(seen.body)["error"]
    assert not seen.wrote


STRANGE = [
    "\x00", "a\x00b", "\ud800", float("nan"), float("inf"), -(10**400), [[[[]]]], {"\x00": 1}, {"a": ["\x00"]}, True,
    "x" * 9_000, 10**400,
]  # fmt: skip


@pytest.mark.parametrize("value", STRANGE, ids=range(len(STRANGE)))
def test_an_answer_that_is_none_is_refused_by_itself(world, value):
    """Any part of it may be strange; the good one beside it is kept."""
    good = {"assignment": str(world.own["assignment"]), "version": 1, "step": "why", "exercise": "", "value": None}
    bad = [good | {part: value} for part in (*good, "key", "sequence", "at", "helped")]
    sent = [{"key": str(uuid.uuid4()), **one} for one in [*bad, good]]
    body = json.dumps({"answers": sent})
    seen = visit(world, "learner", "POST", "/l/answers/", body, content_type="application/json")
    assert seen.kind in {"200", "422"}, (seen.kind, seen.error)
    results = json.loads(seen.body)["results"]
    assert results[-1]["status"] == 200
    assert all(one.get("message") for one in results if one["status"] != 200)


TYPED = ("a\x00b", "\ud800", ["\x00"], {"x": "\x00"}, float("nan"), None)


@pytest.mark.parametrize("value", TYPED, ids=range(len(TYPED)))
def test_no_exercise_keeps_what_the_database_cannot(world, value):
    """Each kind of exercise, with the strange value as its whole answer and inside a log of actions."""

    world_document = document("L16")
    step_of = {one: step["step"] for step in world_document["module"]["steps"] for one in step.get("exercises", ())}
    items = [
        {
            "key": str(uuid.uuid4()), "assignment": str(world.own["assignment"]), "step": step, "exercise": exercise,
            "value": shape,
        }
        for exercise, step in step_of.items()
        for shape in (value, [value], {"a": value}, [{"type": value}], [["type", value]])
    ]  # fmt: skip
    for start in range(0, len(items), 20):
        body = json.dumps({"answers": items[start : start + 20]})
        seen = visit(world, "learner", "POST", "/l/answers/", body, content_type="application/json")
        assert seen.kind in {"200", "422"}, (seen.kind, seen.error)


def test_what_is_skipped_or_only_seen_is_kept_without_a_value(world):
    """ "I don't know" and a step that was read have nothing to keep: an answer all the same."""
    url = address(world, "courses:step", {"pk": world.own["assignment"], "name": "why"})
    assert visit(world, "learner", "POST", url, {}).kind == "go"
    exercise = own_address(world, "courses:exercise")
    seen = visit(world, "learner", "POST", exercise, {"do": "skip"})
    assert seen.kind == "200", seen.error
    assert Answer._meta.db_table in seen.wrote


READ_BY_PEOPLE = {"alias", "name", "title", "text", "first_name", "last_name", "reason", "description"}
MAY_BE_EMPTY = {("events:new", "description"), ("events:edit", "description"), ("team:invitation", "last_name")}


@pytest.mark.parametrize("unseen", ["\u200b", "\u2060\u2060", "\u202e", "\u00ad", "\u3164", "\u2800 \ufeff"], ids=ascii)
def test_a_name_that_nobody_sees_is_no_name(world, unseen):
    tried = set()
    for name, persona, url, data in forms_of(world):
        for field in READ_BY_PEOPLE & set(data) - {one for of, one in MAY_BE_EMPTY if of == name}:
            tried.add(field)
            seen = visit(world, persona, "POST", url, data | {field: unseen})
            same = visit(world, persona, "POST", url, data | {field: ""})
            assert (seen.kind, seen.wrote) == (same.kind, same.wrote), (name, field, seen.kind, seen.error)
    assert {"alias", "name", "title", "text", "first_name"} <= tried, tried


def test_every_field_was_found():
    """The table of what pages don't show names addresses that exist, and take a POST."""
    assert set(EXTRA) <= set(POSTS)
    assert set(EXTRA) <= set(patterns())
