"""How long pages take to show and to answer on a cheap phone far from a mast, in Chromium.

    ./run                                              in one terminal, with the demo world
    python -m bench.paint http://localhost:8000        in another, in the same environment

400 ms of latency, 400 kbit/s, a processor four times slower; an empty cache each time; the median of 5 after one
warm-up. Prints the largest paint, when the page answers, and what blocked it, beside their limits (docs/budgets.md).
"""

import statistics
import sys

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--no-first-run"]  # fmt: skip
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
TIMES = 5
# Largest paint in s, answers in s, blocking in ms.
LEARNER, DESK = (2.5, 2.8, 100), (3.0, 3.5, 200)
OBSERVE = """
window.seen = {paint: 0, tasks: []}
new PerformanceObserver(list => list.getEntries().forEach(one => { seen.paint = Math.max(seen.paint, one.startTime) }))
    .observe({type: 'largest-contentful-paint', buffered: true})
new PerformanceObserver(list => list.getEntries().forEach(one => { seen.tasks.push([one.startTime, one.duration]) }))
    .observe({type: 'longtask', buffered: true})
"""
# The page answers once its deferred scripts have run and the last long task is over.
READ = """
() => {
    const timing = performance.getEntriesByType('navigation')[0]
    const last = Math.max(timing.domContentLoadedEventEnd, ...seen.tasks.map(([start, took]) => start + took))
    return [seen.paint, last, seen.tasks.reduce((sum, [, took]) => sum + Math.max(0, took - 50), 0)]
}
"""


def main(site: str) -> None:
    """Walk as a learner and as an aidant; one line a page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        learner, aidant = _person(browser, site, "fatima", 360), _person(browser, site, "ines", 1280)
        learner.goto(f"{site}/l/")
        exercise = _exercise(learner, site)
        structure = aidant.url.removeprefix(site).split("/")[2]
        for name, page, path, limits in (
            ("sign in by card", _fresh(browser, 360), "/c/", LEARNER),
            ("learner's home", learner, "/l/", LEARNER),
            ("exercise", learner, exercise, LEARNER),
            ("aidant's home", aidant, f"/s/{structure}/", DESK),
            ("accompaniments", aidant, f"/s/{structure}/accompaniments/", DESK),
            ("front page", _fresh(browser, 360), "/", DESK),
        ):
            paint, answers, blocked = measure(page, site + path)
            over = [real for real, most in zip((paint, answers, blocked), limits, strict=True) if real > most]
            shown = f"{paint:.2f} s (at most {limits[0]}), answers {answers:.2f} s ({limits[1]})"
            print(f"{name}: largest paint {shown}, blocked {blocked:.0f} ms ({limits[2]}) {'ABOVE' if over else 'ok'}")
        browser.close()


def measure(page: Page, url: str) -> tuple[float, float, float]:
    """(largest paint in s, answers in s, blocked in ms): medians of TIMES loads with an empty cache."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    loads = [_load(page, wire, url) for _ in range(1 + TIMES)][1:]
    paint, answers, blocked = (statistics.median(values) for values in zip(*loads, strict=True))
    return paint / 1000, answers / 1000, blocked


def _load(page: Page, wire: CDPSession, url: str) -> list[float]:
    wire.send("Network.clearBrowserCache")
    page.context.clear_cookies(name="sheet")
    page.goto(url, wait_until="load")
    page.wait_for_timeout(800)
    return page.evaluate(READ)


def _fresh(browser: Browser, width: int) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 740}, locale="fr-BE")
    context.add_init_script(OBSERVE)
    return context.new_page()


def _person(browser: Browser, site: str, key: str, width: int) -> Page:
    page = _fresh(browser, width)
    page.goto(site)
    page.locator(f'form[action="/demo/as/{key}/"] button').first.click()
    page.wait_for_load_state()
    return page


def _exercise(page: Page, site: str) -> str:
    """The first exercise on her way: the main action, tapped until the address is one."""
    for _ in range(6):
        page.locator(".btn-go").last.click()
        page.wait_for_load_state()
        if "/x/" in page.url:
            return page.url.removeprefix(site)
    raise SystemExit(f"no exercise on the way: {page.url}")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
