"""Pictures of the main pages, to look at: `python -m tests.browser.shots OUT [--readme] [WORD ...]`.

Words choose pages by name. `--readme` also writes the README's two pictures. A site of its own runs for as long as it
takes.
"""

import argparse
import contextlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from tests import database
from tests.browser.site import ROOT, running
from tests.browser.visits import Visits, chromium

PICTURES = ROOT / "docs" / "img"
# (name, persona, name of the page in ground.py, widths)
PAGES = [
    ("front", "", "front", (1280, 360)),
    ("sign-in", "", "sign-in", (1280, 360)),
    ("register", "", "register", (1280,)),
    ("calendar", "", "calendar", (1280, 360)),
    ("code", "", "card code", (360,)),
    ("home", "learner", "home", (360,)),
    ("why", "learner", "step why", (360,)),
    ("show", "learner", "step show", (360,)),
    ("alone", "learner", "step alone", (360,)),
    ("mail", "learner", "exercise mail", (360,)),
    ("order", "learner", "exercise order", (360,)),
    ("match", "learner", "exercise match", (360,)),
    ("phishing", "learner", "exercise phishing", (360,)),
    ("password", "learner", "exercise password", (360,)),
    ("check", "learner", "check", (360,)),
    ("result", "learner", "check result", (360,)),
    ("finished", "learner", "finished", (360,)),
    ("aidant", "ines", "aidant's home", (1280, 360)),
    ("learners", "ines", "learners", (1280, 360)),
    ("learner", "ines", "a learner", (1280, 360)),
    ("cards", "ines", "cards", (1280,)),
    ("progress", "ines", "who is where", (1280, 360)),
    ("modules", "ines", "modules", (1280,)),
    ("module", "ines", "a module", (1280,)),
    ("log", "ines", "log", (1280,)),
    ("log-help", "ines", "log help", (1280, 360)),
    ("topic", "ines", "topic", (1280,)),
    ("forum", "ines", "forum", (1280,)),
    ("a-check", "ines", "a check", (1280,)),
    ("partner", "joris", "partner's home", (1280, 360)),
    ("structures", "joris", "structures", (1280,)),
    ("request", "joris", "a request", (1280,)),
    ("actions", "joris", "actions", (1280,)),
    ("new-action", "joris", "new action", (1280,)),
    ("roll", "joris", "roll", (1280, 360)),
    ("report", "joris", "report", (1280, 360)),
    ("report-all", "claire", "report of all", (1280,)),
]


def take(visits: Visits, out: Path, words: list[str]) -> None:
    """Each page in French by day; in Dutch by night."""
    for name, persona, title, widths in PAGES:
        if words and not any(re.search(word, name) for word in words):
            continue
        path = dict(visits.ground["pages"][persona])[title]
        for width in widths:
            for language, dark in (("fr", False), ("nl", True)):
                with visits.as_(persona, language=language, width=width, dark=dark) as page:
                    page.goto(path)
                    page.screenshot(path=out / f"{name}-{width}-{language}.png", full_page=True)


def take_for_readme(visits: Visits) -> None:
    """The learner's page and the report, as the README shows them."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    pages = visits.ground["pages"]
    with visits.as_("learner", width=360) as page:
        page.goto(dict(pages["learner"])["exercise mail"])
        _crop(page, PICTURES / "learner.png", 740)
    with visits.as_("joris") as page:
        page.goto(dict(pages["joris"])["report"])
        _crop(page, PICTURES / "report.png", 900)


def _crop(page: Page, path: Path, height: int) -> None:
    page.set_viewport_size({"width": page.viewport_size["width"], "height": height})
    page.screenshot(path=path)


@contextlib.contextmanager
def _site() -> Iterator[tuple[str, dict]]:
    with tempfile.TemporaryDirectory() as place, database.Server() as server, running(server, Path(place)) as site:
        yield site.address, site.ground()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.shots", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--readme", action="store_true")
    asked = parser.parse_intermixed_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with _site() as (address, ground), chromium() as browser:
        visits = Visits(browser, address, ground)
        take(visits, asked.out, asked.words)
        if asked.readme:
            take_for_readme(visits)
    print("\n".join(visits.problems))  # noqa: T201


if __name__ == "__main__":
    main()
