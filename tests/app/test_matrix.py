"""Every address by every persona (tests/app/matrix.py). GET writes nothing; every page keeps the rules of headers."""

import logging
import re
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.urls import reverse

import config.urls  # noqa: F401  (read before a test turns the demo on)
from common.wall import across_structures
from tests.app.figures import Tries
from tests.app.matrix import BEFORE_SIGN_IN, BODY, BY_RULE, FRAGMENTS, NEEDS_MORE, SEES
from tests.app.matrix import COLUMNS as PERSONAS
from tests.app.probe import GETS, HTMX, POSTS, fragments_in, numbers_in, own_address, patterns, visit
from tests.app.world import SECRET

pytestmark = [pytest.mark.django_db, pytest.mark.long]
DONE = {"go", "200", "400", "409", "410", "422"}
RESOURCES = {
    "script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src", "audio": "src", "video": "src",
    "embed": "src", "object": "data", "use": "href", "form": "action", "input": "formaction", "image": "href",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _demo(settings, caplog):
    """With the demo's addresses, a superset of any other installation's; refusals needn't be logged here."""
    settings.ROOT_URLCONF, settings.DEMO = "tests.app.demo_urls", True
    caplog.set_level(logging.CRITICAL, logger="django.request")


def by_rule(name: str) -> str | None:
    return next((prefix for prefix in BY_RULE if name.startswith(prefix)), None)


def body_of(world, name: str) -> dict[str, str]:
    return {
        key: str(world.own[value[1:]]) if value.startswith("@") else value for key, value in BODY.get(name, {}).items()
    }


def test_every_address_has_a_line_and_every_line_an_address():
    named = {name for name in patterns() if not by_rule(name)}
    assert named - set(GETS) == set(), "these addresses have no line in tests/app/matrix.py"
    assert set(GETS) - named == set(), "these lines have no address"
    assert set(POSTS) - set(GETS) == set(), "a line of POST without one of GET"
    assert all(any(name.startswith(prefix) for name in patterns()) for prefix in BY_RULE)


def test_an_address_under_a_wall_is_closed_to_whoever_is_not_there():
    """The table itself can't forget the wall: what lies under a place is closed to all who have no role in it."""
    strangers = {"curator", "moderator", "administrator", "foreign_aidant", "foreign_coordinator"}
    for table in (GETS, POSTS):
        for name, (_thing, cells) in table.items():
            keys = patterns()[name]
            if keys & {"slug", "partner"}:
                closed = strangers | ({"trainer", "coordinator", "lead"} if "slug" in keys else {"aidant", "referent"})
                assert {cells[one] for one in closed} == {"404"}, name
                assert cells["anonymous"] == cells["learner"] == "in", name


def asked(world, persona: str, table: dict, method: str):
    """(name, answer) of each address of the table; of what htmx asks for, its answer to htmx too."""
    for name in table:
        url, data = own_address(world, name), body_of(world, name) if method == "POST" else None
        yield name, visit(world, persona, method, url, data)
        if name in FRAGMENTS:
            yield name, visit(world, persona, method, url, data, headers=HTMX)


@pytest.mark.parametrize("persona", PERSONAS)
def test_get(world, persona, record_property):
    tries, rules = Tries("matrix"), []
    wrong = tries.wrong
    for name, seen in asked(world, persona, GETS, "GET"):
        cells = GETS[name][1]
        tries.one(name, persona)
        if seen.kind != cells[persona]:
            wrong.append(f"GET {name}: {seen.kind} instead of {cells[persona]} {seen.error}")
        if seen.wrote:
            wrong.append(f"GET {name} writes {sorted(set(seen.wrote))}")
        allowed = persona.startswith("foreign") or (persona == "administrator" and name in SEES)
        if SECRET in seen.body and not allowed:
            wrong.append(f"GET {name} shows what lies behind another wall")
        wrong += [f"GET {name} shows a sequence's number: {one}" for one in numbers_in(seen)]
        rules += [f"{name}: {rule}" for rule in broken_rules(name, seen)]
        unknown = fragments_in(seen, own_address(world, name)) - FRAGMENTS if "hx-" in seen.body else set()
        wrong += [f"GET {name} asks {one} by htmx, which FRAGMENTS (matrix.py) doesn't name" for one in unknown]
    tries.tell(record_property)
    assert not rules, "\n".join(rules)


@pytest.mark.parametrize("persona", PERSONAS)
def test_post(world, persona, record_property):
    tries = Tries("matrix")
    wrong = tries.wrong
    for name, seen in asked(world, persona, POSTS, "POST"):
        cells = POSTS[name][1]
        tries.one(name, persona)
        if cells[persona] != seen.kind and not (cells[persona] == "does" and seen.kind in DONE):
            wrong.append(f"POST {name}: {seen.kind} instead of {cells[persona]} {seen.error}")
        wrong += [f"POST {name} shows a sequence's number: {one}" for one in numbers_in(seen)]
        if cells[persona] != "does" and seen.wrote:
            wrong.append(f"POST {name} was refused, and writes {sorted(set(seen.wrote))}")
    tries.tell(record_property)


def test_what_is_only_read_takes_no_post(world, record_property):
    tries = Tries("matrix")
    for name in (one for one in GETS if one not in POSTS):
        reader = next((p for p, cell in GETS[name][1].items() if cell in {"200", "go"}), None)
        reader = reader or NEEDS_MORE.get(name)
        assert reader, f"nobody may open {name}, and nothing can be done there"
        tries.one(name, reader)
        seen = visit(world, reader, "POST", own_address(world, name))
        if seen.kind != "405" or seen.wrote:
            tries.found([f"POST {name} by {reader}: {seen.kind} {seen.wrote}"])
    tries.tell(record_property)


def test_other_peoples_pages_keep_their_rule(world, record_property):
    """The admin is for staff; allauth's second factor is for the account that is signed in."""
    tries = Tries("matrix")
    wrong = tries.wrong
    for name, url in addresses_by_rule():
        for persona in ("anonymous", "learner", "aidant", "curator", "administrator"):
            tries.one(name, persona)
            seen = visit(world, persona, "GET", url)
            closed = name.startswith("admin:") and persona not in {"curator", "administrator"}
            stranger = persona in {"anonymous", "learner"} and name not in BEFORE_SIGN_IN
            public = name in {"admin:login", "admin:logout", "admin:jsi18n"}
            if (closed or stranger) and not public and seen.kind not in {"in", "go", "403", "404"}:
                wrong.append(f"{name} opens for {persona}: {seen.kind}")
            leaks = SECRET in seen.body and not (persona == "administrator" and name in SEES)
            if seen.wrote or seen.status >= 500 or leaks:
                wrong.append(f"{name} by {persona}: {seen.kind} {seen.wrote} {seen.error}")
            # Unfold runs on Alpine, which evaluates its expressions: a policy of its own, still without inline scripts.
            wrong += [f"{name}: {rule}" for rule in weak_headers(seen, eased=name.startswith("admin:"))]
    tries.tell(record_property)
    assert visit(world, "administrator", "GET", "/admin/").kind == "200"
    assert visit(world, "curator", "GET", "/admin/courses/module/").kind == "200"
    assert visit(world, "curator", "GET", "/admin/accounts/user/").kind == "403"


def addresses_by_rule():
    """Each of those URLs once; the admin's pages of a row with a row that exists, where there is one."""
    rows = {}
    with across_structures("a test opens the admin's pages of a row"):
        for model in admin.site._registry:
            rows[f"admin:{model._meta.app_label}_{model._meta.model_name}_"] = model._base_manager.first()
    for name, keys in patterns().items():
        if by_rule(name) and not name.endswith(":None"):
            row = next((found for start, found in rows.items() if name.startswith(start)), None)
            own = {"app_label": "courses", "object_id": row.pk if row else 1}
            yield name, reverse(name, kwargs={key: own.get(key, 1) for key in keys})


def test_the_demos_doors_are_not_in_other_installations(settings):
    settings.ROOT_URLCONF, settings.DEMO = "config.urls", False
    assert not [name for name in patterns() if name.startswith("demo:")]


# --- what every page keeps


def broken_rules(name: str, seen) -> list[str]:
    """What a page does against the rules of headers and of first-party resources."""
    mail = name == "demo:mail"  # a letter as a mail program shows it: styles inside, no script at all
    found = weak_headers(seen, eased=mail)
    if seen.status == 200 and seen.headers.get("Content-Type", "").startswith("text/html") and not mail:
        page = Page(convert_charrefs=True)
        page.feed(seen.body)
        found += page.found
    return found


def weak_headers(seen, *, eased: bool = False) -> list[str]:
    headers, found = seen.headers, []
    if headers.get("Referrer-Policy") != "no-referrer":
        found.append("no Referrer-Policy")
    if headers.get("X-Content-Type-Options") != "nosniff":
        found.append("no X-Content-Type-Options")
    policy = headers.get("Content-Security-Policy", "")
    scripts = next((part for part in policy.split(";") if part.strip().startswith("script-src")), "none")
    loose = "'unsafe-inline'" in (scripts if eased else policy) or ("'unsafe-eval'" in policy and not eased)
    if "default-src 'none'" not in policy or loose:
        found.append(f"a weak policy: {policy}")
    return found


class Page(HTMLParser):
    """Looks for resources from elsewhere, and for what a strict policy would block."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        source = values.get(RESOURCES.get(tag, ""), "") or values.get("srcset", "")
        if re.match(r"(?:[a-z]+:)?//", source) or source.startswith(("javascript:", "http")):
            self.found.append(f"<{tag}> asks {source}")
        if "style" in values or any(key.startswith("on") for key in values):
            self.found.append(f"<{tag}> has an inline style or handler")
        inline = tag == "style" or (tag == "script" and "src" not in values and "json" not in values.get("type", ""))
        if inline and not values.get("nonce"):
            self.found.append(f"<{tag}> without a nonce")
