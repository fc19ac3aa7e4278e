"""What lies between a phone and the server: it can break, lose a reply, hang, or lead to a server that was renewed."""

import contextlib
import http.client
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "accept-encoding"}
HANGS = 40  # seconds: longer than anybody here waits
# What becomes of a request: passed on; no server there; accepted and never answered; done, and its reply lost.
PASS, DOWN, HANG, LOSE = "pass", "down", "hang", "lose"
Rule = Callable[[str, str], str | int]


@dataclass
class Wire:
    """An address of its own in front of a site. `rule(method, path)` says what becomes of a request, or its status."""

    site: str
    address: str = ""
    rule: Rule = field(default=lambda method, path: PASS)
    seen: list[tuple[str, str]] = field(default_factory=list)
    # Of a server that was renewed: what its pages say now in place of what they said
    renewed: dict[str, str] = field(default_factory=dict)
    cut: threading.Event = field(default_factory=threading.Event)

    def breaks(self) -> None:
        self.rule = lambda method, path: DOWN

    def mends(self) -> None:
        self.rule = lambda method, path: PASS

    def for_answers(self, what: str | int) -> None:
        """Pages come; answers meet `what`."""
        self.rule = lambda method, path: what if path == "/l/answers/" else PASS

    def sent(self) -> int:
        """How many batches of answers came by."""
        return self.seen.count(("POST", "/l/answers/"))

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
        self.seen.append((asked.command, asked.path))
        what = self.rule(asked.command, asked.path.split("?")[0])
        asked.close_connection = True
        if what == DOWN:
            return
        if what == HANG:
            self.cut.wait(HANGS)
            return
        if isinstance(what, int):
            asked.send_error(what)
            return
        status, headers, content = self._ask(asked, body)
        if what == LOSE:
            return
        asked.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP:
                asked.send_header(name, value)
        asked.send_header("Content-Length", str(len(content)))
        asked.end_headers()
        if asked.command != "HEAD":
            asked.wfile.write(content)

    def _ask(self, asked: BaseHTTPRequestHandler, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        path = asked.path
        for old, new in self.renewed.items():
            if old in path:
                return 404, [], b""
            path = path.replace(new, old)
        connection = http.client.HTTPConnection(urlsplit(self.site).netloc, timeout=HANGS)
        headers = {name: value for name, value in asked.headers.items() if name.lower() not in HOP}
        connection.request(asked.command, path, body or None, headers)
        reply = connection.getresponse()
        content = reply.read()
        connection.close()
        for old, new in self.renewed.items():
            content = content.replace(old.encode(), new.encode())
        return reply.status, reply.getheaders(), content


@contextlib.contextmanager
def wired(site: str) -> Iterator[Wire]:
    """A wire to that site, at an address of its own."""
    wire = Wire(site)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                wire.answer(self)

        do_POST = do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    wire.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        wire.cut.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def until(true: Callable[[], object], seconds: float = 15) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never became so"
        time.sleep(0.05)
