"""Without a network, with a bad one, with two tabs, two learners, a full phone: nothing she does is lost or told twice.

docs/offline.md says how it works. The wire (tests/browser/wire.py) breaks between a real browser and the real server.
"""

import contextlib
import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
from playwright.sync_api import BrowserContext, Error, expect

from tests.browser.hand import Hand
from tests.browser.pocket import FILES, HURRY, KEPT, LOG, PUT, Phone
from tests.browser.site import Site
from tests.browser.visits import Visits
from tests.browser.wire import DOWN, HANG, LOSE, PASS, Wire, until, wired

pytestmark = pytest.mark.browser

NAMES = [f"Amina {letter}" for letter in "BCDEFGHIJKLMNOPQRSTUVW"]


@pytest.fixture(scope="module")
def learners(site: Site) -> Iterator[dict[str, Any]]:
    made = f"from tests.browser import phones; phones.main(*{NAMES!r})"
    return iter(json.loads(site.manage("shell", "-v0", "-c", made)))


@pytest.fixture(scope="module")
def rows(site: Site, database_server) -> Iterator[Callable[[str, list], list[tuple]]]:
    """Asks the site's database, past the wall."""
    name = urlsplit(site.environment["DATABASE_URL"]).path.strip("/")
    with contextlib.closing(psycopg2.connect(database_server.admin_dsn, dbname=name)) as connection:
        connection.autocommit = True

        def ask(sql: str, values: list) -> list[tuple]:
            with connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.fetchall()

        yield ask


@pytest.fixture
def wire(site: Site) -> Iterator[Wire]:
    with wired(site.address) as wire:
        yield wire


@pytest.fixture
def make_phone(_visits: Visits, wire: Wire, learners, rows) -> Iterator[Callable[..., Phone]]:
    """A phone of the next learner; `script` runs first on each page; no page's script may break."""
    made: list[BrowserContext] = []
    broken: list[str] = []

    def make(script: str = "", *, javascript: bool = True) -> Phone:
        context = _visits.browser.new_context(
            base_url=wire.address, viewport={"width": 360, "height": 740}, locale="fr", java_script_enabled=javascript
        )
        context.set_default_timeout(20_000)
        context.on("weberror", lambda error: broken.append(str(error.error)))
        if script:
            context.add_init_script(script)
        made.append(context)
        return Phone(context, wire, next(learners), rows)

    yield make
    for context in made:
        context.close()
    assert not broken, broken


@pytest.fixture
def phone(make_phone) -> Phone:
    """Hers, with the module L06 on it."""
    phone = make_phone()
    phone.comes_in()
    phone.keeps()
    return phone


def test_twenty_answers_in_flight_the_tab_killed_and_twenty_arrive(phone: Phone) -> None:
    """Every page of a module opens, the way leads on, and the next module too; then the server is there again."""
    phone.keeps("L11")
    phone.wire.breaks()
    phone.page.goto("/l/")
    seen = []
    while "/finished/" not in phone.page.url:
        phone.goes_on()
        seen.append(phone.page.url.removeprefix(phone.wire.address + phone.path()))
        assert len(seen) < 40, seen
    begun = [one for one in seen if one in ("show/", "guided/", "alone/", "check/", "bridge/", "finished/")]
    assert begun == ["show/", "guided/", "alone/", "alone/", "check/", "bridge/", "finished/"], seen
    assert phone.unsent() == 3 + 3 + 3 + 5
    phone.page.goto(phone.path("", "L11"))
    while phone.unsent() < 20:
        phone.goes_on()
    assert phone.stored() == 0
    phone.page.close()
    phone.wire.mends()
    phone.page = phone.context.new_page()
    phone.page.goto("/l/")
    until(lambda: phone.stored() == 20)
    expect(phone.page.locator("#unsent")).to_be_hidden()
    phone.page.goto(phone.path("finished/"))
    assert phone.page.url.endswith("/finished/"), "the server folds the same progress"
    sql = "SELECT completed_at FROM courses_assignment WHERE id = %s"
    [(done,)] = phone.rows(sql, [phone.learner["modules"]["L06"]])
    assert done


def test_each_reply_lost_once(phone: Phone) -> None:
    lost: list[str] = []

    def rule(method: str, path: str) -> str:
        if path != "/l/answers/":
            return PASS
        lost.append(path)
        return LOSE if len(lost) % 2 else PASS

    phone.wire.rule = rule
    for count in range(1, 21):
        phone.answers(1)
        until(lambda count=count: len(lost) >= count)
    phone.page.reload()
    until(lambda: phone.stored() == 20)
    expect(phone.page.locator("#unsent")).to_be_hidden()


@pytest.mark.parametrize("locks", [True, False], ids=["locks", "no locks"])
def test_two_tabs_send_what_is_there_once(make_phone, locks: bool) -> None:
    phone = make_phone("" if locks else "Object.defineProperty(navigator, 'locks', {value: undefined})")
    phone.comes_in()
    phone.wire.for_answers(DOWN)
    phone.answers(20)
    other = phone.context.new_page()
    other.goto("/l/")
    phone.wire.mends()
    before = phone.wire.sent()
    for page in (phone.page, other):
        page.evaluate("{ dispatchEvent(new Event('online')) }")
    until(lambda: phone.stored() == 20)
    for page in (phone.page, other):
        expect(page.locator("#unsent")).to_be_hidden()
    assert phone.stored() == 20
    assert not locks or phone.wire.sent() - before == 1, "of two tabs one sends"


def test_the_way_out_is_stopped_and_says_why_and_takes_all_pages_with_it(phone: Phone) -> None:
    phone.context.set_offline(True)
    phone.page.goto(phone.path("x/L06-03/"))
    Hand(phone.page).play("L06-03")
    expect(phone.page.locator("#kept")).to_be_visible()
    phone.page.goto("/l/")
    phone.page.locator("[form=bye]").click()
    expect(phone.page.locator("#stay")).to_be_visible()
    assert phone.page.url.endswith("/l/")
    phone.context.set_offline(False)
    with phone.page.expect_navigation(url="**/c/"):
        phone.page.locator("[form=bye]").click()
    assert phone.stored() == 1
    assert phone.page.evaluate(KEPT) == phone.page.evaluate(FILES) == []


def test_the_way_out_without_a_network_takes_all_pages_at_once_and_the_server_hears_it_first(phone: Phone) -> None:
    phone.wire.breaks()
    phone.page.goto("/l/")
    phone.page.locator("[form=bye]").click()
    expect(phone.page.locator("h1")).to_have_text("Vos pages ne sont plus sur ce téléphone.")
    assert phone.page.evaluate(KEPT) == phone.page.evaluate(FILES) == []
    for path in ("/l/", phone.path("why/")):
        phone.page.goto(path)
        expect(phone.page.locator("h1")).to_have_text("Vos pages ne sont plus sur ce téléphone.")
    phone.wire.mends()
    phone.page.goto("/l/")
    assert phone.page.url.endswith("/c/"), "nobody is signed in"


def test_another_learner_neither_sends_nor_sees_what_is_hers(phone: Phone, learners) -> None:
    first, second = phone.learner, next(learners)
    phone.page.goto("/l/")
    stays = phone.context.new_page()
    stays.goto(phone.path("x/L06-01/"))
    phone.wire.for_answers(503)
    phone.answers(2)
    phone.page.locator("[form=bye]").click()
    phone.page.locator("#stay button").click()
    phone.page.wait_for_url("**/c/")
    phone.comes_in(second)
    phone.wire.mends()
    phone.page.reload()
    expect(phone.page.locator("h1")).to_contain_text(second["name"])
    expect(phone.page.locator("#unsent")).to_be_hidden()
    # A page of the first one that is still open sends nothing as the second
    phone.learner = first
    phone.answers(1, stays)
    expect(stays.locator("#unsent[href='/c/']")).to_be_visible()
    assert phone.stored(first) == phone.stored(second) == 0
    phone.wire.breaks()
    for path in ("/l/", phone.path("why/"), phone.path()):
        with contextlib.suppress(Error):
            phone.page.goto(path)
        phone.page.wait_for_load_state()
        expect(phone.page.locator("body")).not_to_contain_text(first["name"])
    phone.wire.mends()
    phone.comes_in(first)
    until(lambda: phone.stored(first) == 3)
    assert phone.stored(second) == 0


def test_a_clock_that_is_two_years_off(make_phone) -> None:
    off = """{ const Real = Date, late = 2 * 365 * 864e5
        window.Date = class extends Real {
            constructor(...given) { given.length ? super(...given) : super(Real.now() - late) }
            static now() { return Real.now() - late }
        } }"""
    phone = make_phone(off)
    phone.comes_in()
    phone.plays()
    until(phone.stored)
    told = "SELECT received_at - client_at, now() - received_at FROM courses_answer WHERE learner_id = %s"
    [(apart, since)] = phone.rows(told, [phone.learner["id"]])
    assert apart > dt.timedelta(days=729)
    assert since < dt.timedelta(minutes=1)


def test_a_server_that_is_renewed_while_she_is_away(phone: Phone) -> None:
    """Old pages with old files go on; back on the network the new ones come, and the old ones go."""
    old = [one for one in phone.page.evaluate(FILES) if one.endswith(".js")]
    mark = phone.page.locator("#keep").get_attribute("data-mark")
    hashes = [re.search(r"\.([0-9a-f]{12})\.js", one)[1] for one in old]
    phone.wire.breaks()
    phone.page.goto(phone.path("x/L06-03/"))
    phone.wire.renewed = {one: one[::-1] for one in [*hashes, mark]}
    Hand(phone.page).play("L06-03")
    phone.page.goto(phone.path("show/"))
    phone.page.goto(phone.path("guided/"))
    phone.wire.mends()
    phone.page.reload()
    until(lambda: phone.stored() == 1)
    new = {one.replace(name, name[::-1]) for one in old for name in hashes if name in one}
    until(lambda: new <= set(phone.page.evaluate(FILES)))
    until(lambda: not set(old) & set(phone.page.evaluate(FILES)))
    phone.wire.breaks()
    phone.plays("L06-02")


def test_a_session_that_ended_keeps_what_is_there_until_she_is_back(phone: Phone) -> None:
    phone.context.clear_cookies(name="sessionid")
    phone.answers(3)
    pill = phone.page.locator("#unsent[href='/c/']")
    expect(pill).to_be_visible()
    assert phone.stored() == 0
    phone.comes_in()
    until(lambda: phone.stored() == 3)
    expect(phone.page.locator("#unsent")).to_be_hidden()


def test_a_server_that_never_answers_holds_nobody_and_loses_nothing(make_phone) -> None:
    phone = make_phone(HURRY)
    phone.comes_in()
    phone.keeps()
    phone.page.goto(phone.path("x/L06-03/"))
    phone.wire.rule = lambda method, path: HANG
    Hand(phone.page).play("L06-03")
    with phone.page.expect_navigation():
        phone.page.locator(".foot .go-on").click()
    assert phone.page.url.endswith("/why/"), "from the phone, for nothing was seen before"
    assert phone.unsent() == 1
    phone.wire.mends()
    until(lambda: phone.stored() == 1)


def test_without_javascript_the_forms_do_it(make_phone) -> None:
    phone = make_phone(javascript=False)
    phone.comes_in(own=False)
    phone.page.goto(phone.path("why/?n=9"))
    phone.page.locator(".foot .btn-go").click()
    phone.page.goto(phone.path("x/L06-03/"))
    Hand(phone.page, turns=True).play("L06-03")
    assert phone.stored() == 2


@pytest.mark.parametrize("storage", ["none", "refused", "full"])
def test_a_phone_that_keeps_nothing_sends_at_once(make_phone, storage: str) -> None:
    """No IndexedDB, one that can't be opened (a private window), no room: as pages did before there was a queue."""
    scripts = {
        "none": "Object.defineProperty(window, 'indexedDB', {value: undefined})",
        "refused": "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }",
        "full": "IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError') }",
    }
    phone = make_phone(scripts[storage])
    phone.comes_in()
    phone.page.goto(phone.path("why/?n=9"))
    phone.goes_on()
    assert phone.page.url.endswith("/show/")
    phone.plays()
    with phone.page.expect_navigation():
        phone.page.locator(".foot .go-on").click()
    assert phone.stored() == 2
    phone.wire.for_answers(DOWN)
    phone.plays("L06-01")
    expect(phone.page.locator("#kept")).to_be_visible()
    here = phone.page.url
    phone.page.locator(".foot .go-on").click()
    phone.page.wait_for_timeout(300)
    assert phone.page.url == here, "it stays on this page"
    phone.wire.mends()
    with phone.page.expect_navigation():
        phone.page.locator(".foot .go-on").click()
    assert phone.stored() == 3


def test_what_the_server_refuses_is_shown_to_the_aidant(phone: Phone) -> None:
    send = {"assignment": phone.learner["modules"]["L06"], "version": 1, "step": "guided", "exercise": "L06-99"}
    phone.page.goto("/l/")
    phone.page.evaluate(PUT, [send, 1])
    phone.answers(1)
    until(lambda: phone.stored() == 1)
    expect(phone.page.locator("#unsent")).to_be_visible()
    phone.page.reload()
    expect(phone.page.locator("#bad li")).to_have_count(1)
    phone.page.locator("#bad button").click()
    expect(phone.page.locator("#bad")).to_be_hidden()
    expect(phone.page.locator("#unsent")).to_be_hidden()


def test_a_server_in_trouble_is_asked_ever_later(make_phone) -> None:
    phone = make_phone(HURRY.replace("/ 20", "/ 100"))
    phone.comes_in()
    phone.wire.for_answers(503)
    phone.plays()
    phone.page.wait_for_timeout(4500)  # 0.6, 1.2 and 2.4 s between them
    asked = phone.wire.sent()
    assert 2 <= asked <= 4, asked
    phone.wire.mends()
    phone.page.reload()
    until(phone.stored)


def test_a_module_that_goes_on_with_an_exercise_is_kept_too(make_phone) -> None:
    """Her home leads straight into an exercise: what she opens is kept, whichever page of it comes first."""
    phone = make_phone()
    phone.comes_in()
    phone.page.goto(phone.path("x/L06-03/"))
    until(lambda: phone.path("kept/") in phone.page.evaluate(KEPT))
    until(lambda: phone.page.evaluate("!!navigator.serviceWorker.controller"))
    phone.wire.breaks()
    Hand(phone.page).play("L06-03")
    phone.page.goto("/l/")
    expect(phone.page.locator(".path")).to_be_visible()
    phone.plays("L06-02")
    assert phone.unsent() == 2


def test_a_phone_that_is_not_hers_keeps_nothing(make_phone) -> None:
    phone = make_phone()
    phone.comes_in(own=False)
    phone.page.goto(phone.path("why/"))
    phone.plays()
    until(phone.stored)
    expect(phone.page.locator("#unsent")).to_be_hidden()
    found = phone.page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)")
    assert (found, phone.page.evaluate("caches.keys()")) == (0, [])
    assert phone.page.evaluate(LOG) == []


def test_who_counts_her_data_is_asked_first(make_phone) -> None:
    """Save-Data: nothing is fetched ahead; the button of her home does it."""
    phone = make_phone("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    phone.comes_in()
    phone.page.goto(phone.path("why/"))
    phone.page.wait_for_timeout(1500)
    assert phone.page.evaluate(KEPT) == []
    phone.page.goto("/l/")
    phone.page.locator("#keep button").click()
    until(lambda: phone.path("kept/") in phone.page.evaluate(KEPT))
    expect(phone.page.locator("#keep button")).to_be_hidden()
    expect(phone.page.locator("#keep p")).not_to_be_empty()
