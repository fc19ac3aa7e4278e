"""What a program can see of a page's accessibility: axe's rules, and what sticks out. A floor, not a proof."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
axe = Axe()


def violations(page: Page) -> list[str]:
    """What axe finds on the page, one line a rule."""
    found = axe.run(page, options=OPTIONS).response["violations"]
    return [f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


def too_wide(page: Page) -> list[str]:
    """What reaches beyond the page's right edge, when the page scrolls sideways."""
    return page.evaluate("""() => {
        const edge = document.documentElement.clientWidth
        if (document.documentElement.scrollWidth <= edge) return []
        const scrolls = one => one && (getComputedStyle(one).overflowX != 'visible' || scrolls(one.parentElement))
        const wide = one => one.getBoundingClientRect().right > edge + 1 && !scrolls(one.parentElement)
        const found = [...document.body.querySelectorAll('*')].filter(wide)
        return found.length ? found.slice(0, 3).map(one => 'beyond the edge: ' + one.outerHTML.slice(0, 160))
            : ['the page scrolls sideways']
    }""")
