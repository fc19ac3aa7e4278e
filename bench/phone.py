"""How fast a kept module is on a cheap phone in flight mode, in Chromium: 360 px, a processor four times slower.

    python -m bench.phone

Makes a site and a database of its own, which end with it. A learner opens the first page of L06 and of L11; from then
on there is no network, and she goes from page to page by the button of each, as tests/browser/test_offline_walk.py
does. Two times are taken at each exercise, both from the moment that the finger touched:

* feedback: from the tap that ends the exercise until its feedback is painted;
* opening: from the tap on Continue until the next exercise is painted and its script listens.

Several learners walk; the best time of each exercise counts, because a busy machine can only add. Prints the median
and the 95th percentile over the exercises. Chromium can't slow a service worker: the page alone is slowed.
"""

import json
import re
import statistics
import tempfile
from collections import defaultdict
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests import database
from tests.browser import pocket
from tests.browser.hand import Hand
from tests.browser.site import Site, running
from tests.browser.visits import chromium
from tests.browser.wire import Wire, until, wired

NAMES = ("Amina", "Berta", "Carla")
MODULES = ("L06", "L11")
SLOWER = 4
FEEDBACK, OPENING = 100, 300  # ms
# A click tells the moment of its touch, to this page and to the next one; feedback is seen in the frame after it came.
WATCH = """
addEventListener('click', event => {
    const touched = performance.timeOrigin + event.timeStamp, until = event.timeStamp + 5000
    sessionStorage.touched = touched
    const look = now => {
        if (document.querySelector('.verdict')?.getClientRects().length)
            setTimeout(() => window.feedback ??= performance.timeOrigin + performance.now() - touched)
        else if (now < until) requestAnimationFrame(look)
    }
    if (!document.querySelector('.verdict')?.getClientRects().length) requestAnimationFrame(look)
}, true)
"""
READY = "document.readyState === 'complete' && performance.getEntriesByName('first-contentful-paint').length > 0"
OPENED = """
() => {
    const [painted] = performance.getEntriesByName('first-contentful-paint')
    const {domContentLoadedEventEnd} = performance.getEntriesByType('navigation')[0]
    const ready = Math.max(painted.startTime, domContentLoadedEventEnd)
    return performance.timeOrigin + ready - Number(sessionStorage.touched)
}
"""
Times = dict[str, list[float]]  # exercise -> milliseconds, one a walk


def main() -> None:
    """Walk, print, and say which is above its limit."""
    feedback: Times = defaultdict(list)
    opening: Times = defaultdict(list)
    with database.Server() as server, tempfile.TemporaryDirectory() as place, running(server, Path(place)) as site:
        made = f"from tests.browser import phones; phones.main(*{NAMES!r})"
        learners = json.loads(site.manage("shell", "-v0", "-c", made))
        with chromium() as browser:
            for learner in learners:
                _walk(browser, site, learner, feedback, opening)
    for name, times, limit in (("feedback to an answer", feedback, FEEDBACK), ("next exercise", opening, OPENING)):
        print(_line(name, times, limit))


def _line(name: str, times: Times, limit: int) -> str:
    best = [min(walks) for walks in times.values()]
    p95 = statistics.quantiles(best, n=20)[-1]
    slowest = max(times, key=lambda exercise: min(times[exercise]))
    verdict = "ok" if p95 <= limit else "ABOVE"
    ratio = f"{p95 / limit:.2f} of the limit"
    return (
        f"{name}, {len(best)} exercises without a network: median {statistics.median(best):.0f} ms, p95 {p95:.0f} ms "
        f"(at most {limit} ms, {ratio}) {verdict}; slowest {slowest}"
    )


def _walk(browser: Browser, site: Site, learner: dict, feedback: Times, opening: Times) -> None:
    with wired(site.address) as wire:
        context = browser.new_context(base_url=wire.address, viewport={"width": 360, "height": 740}, locale="fr-BE")
        context.set_default_timeout(60_000)
        context.add_init_script(WATCH)
        phone = pocket.Phone(context, wire, learner, rows=lambda sql, values: [])
        phone.comes_in()
        for code in MODULES:
            phone.keeps(code)
            _in_flight_mode(phone.page, wire)
            _through(phone.page, feedback, opening)
            context.set_offline(False)
            wire.mends()
        context.close()


def _in_flight_mode(page: Page, wire: Wire) -> None:
    wire.breaks()
    page.context.set_offline(True)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def _through(page: Page, feedback: Times, opening: Times) -> None:
    """From the first page of a module to its last, by the one button of each page."""
    tapped = False
    while "/finished/" not in page.url:
        if found := re.search(r"/x/([A-Z0-9]+-\d+)/", page.url):
            until(lambda: page.evaluate(READY), 60)
            if tapped:
                opening[found[1]].append(page.evaluate(OPENED))
            Hand(page).play(found[1])
            until(lambda: page.evaluate("window.feedback"), 60)
            feedback[found[1]].append(page.evaluate("window.feedback"))
        elif page.url.endswith("?tasks"):
            page.locator("[name=task] + label").first.click()
            page.locator("[name=how][value=alone] + label").click()
        elif page.locator("[name=r]").count():
            page.locator("[name=r] + label").first.click()
        way = page.locator(".foot .btn-go" if page.locator(".foot .btn-go").count() else ".do").first
        expect(way).to_be_visible()
        with page.expect_navigation():
            way.click()
        tapped = True


if __name__ == "__main__":
    main()
