"""What a page costs: bytes on the wire, requests, nodes, shifts; as Chromium itself counts them."""

from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page

SETTLES = 100  # milliseconds after the load, for what a script or the browser still asks for
SHIFTS = """
window.shifts = 0
new PerformanceObserver(list => list.getEntries().forEach(one => { window.shifts += one.value }))
    .observe({type: 'layout-shift', buffered: true})
"""


@dataclass
class View:
    """One load of a page. Bytes are those of the bodies that came over the wire; from the cache none come."""

    bytes: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    nodes: int = 0
    shift: float = 0.0

    def of(self, kind: str) -> int:
        """Bytes of the files of a kind: Document, Stylesheet, Script…"""
        return sum(size for key, size in self.bytes.items() if self.kinds.get(key) == kind)

    @property
    def total(self) -> int:
        return sum(self.bytes.values())

    @property
    def requests(self) -> int:
        return len(self.kinds)


class Scale:
    """Weighs the pages that are opened in `context`."""

    def __init__(self, context: BrowserContext) -> None:
        context.add_init_script(SHIFTS)
        self.page: Page = context.new_page()
        self.view = View()
        self._heads: dict[str, int] = {}
        self.wire = context.new_cdp_session(self.page)
        self.wire.send("Network.enable")
        self.wire.on("Network.responseReceived", self._began)
        self.wire.on("Network.loadingFinished", self._ended)

    def weigh(self, path: str) -> View:
        """Open `path`, let it settle, and say what it cost."""
        self.view = View()
        self.page.goto(path)
        self.page.wait_for_timeout(SETTLES)
        self.view.nodes = self.page.evaluate("document.querySelectorAll('*').length")
        self.view.shift = self.page.evaluate("window.shifts")
        return self.view

    def forget(self) -> None:
        """An empty cache, and no note of what was in it, as on a first visit."""
        self.wire.send("Network.clearBrowserCache")
        self.page.context.clear_cookies(name="sheet")

    def _began(self, event: dict) -> None:
        if event["response"]["url"].startswith("http"):
            self.view.kinds[event["requestId"]] = event["type"]
            self._heads[event["requestId"]] = int(event["response"]["encodedDataLength"])

    def _ended(self, event: dict) -> None:
        if event["requestId"] in self.view.kinds:
            size = int(event["encodedDataLength"]) - self._heads[event["requestId"]]
            self.view.bytes[event["requestId"]] = max(0, size)
