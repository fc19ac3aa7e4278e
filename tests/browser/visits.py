"""Opening Halte as somebody: a persona of the demo, a learner or nobody; in a language, at a width, light or dark.

Whatever page is looked at, its console stays silent, the content policy is kept, and nothing is asked of anyone else.
"""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
]
LEARNER = "learner"  # beside the demo's personas: the one of ground.py, who comes in by her card
HEIGHTS = {360: 740, 320: 740}
PATIENCE = 20_000  # milliseconds: two cores may be busy


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    found = str(CHROMIUM) if CHROMIUM.exists() else shutil.which("chromium")
    if found is None:
        pytest.fail("Chromium is missing: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


class Visits:
    """Contexts of one browser on one site. `problems` gathers what no page may do."""

    def __init__(self, browser: Browser, address: str, ground: dict) -> None:
        self.browser, self.address, self.ground = browser, address, ground
        self.problems: list[str] = []
        self._signed_in: dict[str, dict] = {}

    @contextlib.contextmanager
    def as_(
        self, persona: str = "", *, language: str = "fr", width: int = 1280, dark: bool = False, script: bool = True
    ) -> Iterator[Page]:
        """A fresh page of `persona` (a key of desk/personas.py, or LEARNER; nobody when empty). Closed afterwards."""
        context = self.context(persona, language=language, width=width, dark=dark, script=script)
        try:
            yield context.new_page()
        finally:
            context.close()

    def context(
        self, persona: str = "", *, language: str = "fr", width: int = 1280, dark: bool = False, script: bool = True
    ) -> BrowserContext:
        """The same as a context of one's own, to close by hand."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme="dark" if dark else "light",
            locale=language,
            java_script_enabled=script,
            reduced_motion="reduce",
            storage_state=self._state(persona) if persona else None,
        )
        context.set_default_timeout(PATIENCE)
        self.speak(context, language)
        self.watch(context)
        return context

    def first_module(self, rest: str) -> str:
        """An address within the learner's module L06."""
        return dict(self.ground["pages"][LEARNER])["step why"].removesuffix("why/") + rest

    def speak(self, context: BrowserContext, language: str) -> None:
        """Choose the language of the pages, as the switch does."""
        context.add_cookies([{"name": "language", "value": language, "url": self.address}])

    def watch(self, context: BrowserContext) -> None:
        """Gather errors of the console, broken scripts, and requests to other origins."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        page = message.page.url if message.page else ""
        # A page that is itself a 404 or a 403 is reported as a resource that failed.
        if message.text.startswith("Failed to load resource") and message.location.get("url") == page:
            return
        self.problems.append(f"{page}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and not request.url.startswith(self.address + "/"):
            self.problems.append(f"a request to another origin: {request.url}")

    def _state(self, persona: str) -> dict:
        """Signed in once; the cookies serve again."""
        if persona not in self._signed_in:
            context = self.browser.new_context(base_url=self.address, locale="fr")
            page = context.new_page()
            if persona == LEARNER:
                page.goto(f"/c/{self.ground['card']['token']}/")
                page.locator(".foot .btn-go").click()
            else:
                page.goto("/")
                page.locator(f'form[action="/demo/as/{persona}/"] button').click()
            page.wait_for_load_state()
            self._signed_in[persona] = context.storage_state()
            context.close()
        return self._signed_in[persona]
