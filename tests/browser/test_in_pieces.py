"""A learner's page that comes in two pieces, as over a slow network: nothing on it may jump when the rest is there.

What was painted of the first piece stands elsewhere than in the whole page: an icon before its words, a language alone
in its row. Such a jump was seen once in a while on the card page; here each page is cut on purpose, in many places.
"""

import contextlib
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browser.visits import LEARNER, Visits
from tests.browser.weighing import SHIFTS

pytestmark = pytest.mark.browser

PAUSE = 0.12  # seconds: several frames
CUTS = 14


@contextlib.contextmanager
def in_two(body: bytes) -> Iterator[str]:
    """An address; with `/<n>` after it, the first `n` bytes come, and the rest a moment later."""

    class Pieces(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = self.path.strip("/")
            found = place.isdigit()
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            if found:
                self.wfile.write(body[: int(place)])
                self.wfile.flush()
                time.sleep(PAUSE)
                self.wfile.write(body[int(place) :])

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pieces)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("persona", "name"), [("", "card code"), (LEARNER, "exercise order"), (LEARNER, "home")])
def test_a_page_in_two_pieces_does_not_jump(visits: Visits, persona: str, name: str) -> None:
    with visits.as_(persona, width=360) as page:
        page.context.clear_cookies(name="sheet")  # so that the style is in the page
        body = page.context.request.get(dict(visits.ground["pages"][persona])[name]).body()
    starts = [tag.start() for tag in re.finditer(rb"<(?!/)", body) if tag.start() > body.index(b"<body")]
    places = starts[:: max(1, len(starts) // CUTS)]
    assert len(places) >= CUTS
    jumps = []
    with in_two(body) as address:
        context = visits.browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=True)
        context.add_init_script(SHIFTS)
        page = context.new_page()
        for place in places:
            page.goto(f"{address}/{place}")
            page.wait_for_timeout(50)
            if shift := page.evaluate("window.shifts"):
                jumps.append(f"{shift} when cut before {body[place : place + 60]!r}")
        context.close()
    assert not jumps, "\n".join(jumps)
