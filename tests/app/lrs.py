"""A little record store on loopback: it answers as it is told, and keeps what it took."""

import base64
import json
import re
import threading
import time
import uuid
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Store:
    """`says` are the statuses of the next requests, 200 when there is none left. `bad`: ids that it refuses (400)."""

    def __init__(self):
        self.says: list[int] = []
        self.bad: set[str] = set()
        self.kept: dict[str, dict] = {}
        self.asked: list[tuple[dict, list[dict]]] = []
        self.hang = 0.0

    def answer(self, headers: dict, statements: list[dict]) -> int:
        self.asked.append((headers, statements))
        time.sleep(self.hang)
        status = self.says.pop(0) if self.says else 200
        if status == 200 and self.bad & {one["id"] for one in statements}:
            status = 400
        if status == 200:
            if any(self.kept.get(one["id"], one) != one for one in statements):
                return 409
            self.kept |= {one["id"]: one for one in statements}
        return status


@contextmanager
def listening(answer):
    """An address at which `answer(method, path, headers, body) -> (status, headers, body)` is asked."""

    class Handler(BaseHTTPRequestHandler):
        def _go(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, content = answer(self.command, self.path, dict(self.headers), body)
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                pass  # who asked is gone

        do_GET = do_POST = _go

        def log_message(self, *given): ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def record_store():
    """(the store, its address)."""
    store = Store()

    def answer(method, path, headers, body):
        assert (method, path) == ("POST", "/xapi/statements")
        assert headers["Authorization"] == "Basic " + base64.b64encode(b"halte:open sesame").decode()
        status = store.answer(headers, json.loads(body))
        content = json.dumps([one["id"] for one in json.loads(body)]).encode()
        elsewhere = {"Location": "http://127.0.0.1:9/"} if 300 <= status < 400 else {}
        return status, {"Content-Type": "application/json"} | elsewhere, content

    with listening(answer) as address:
        yield store, f"{address}/xapi"


IRI = re.compile(r"^https?://\S+$")
VERBS = {"attempted", "answered", "completed", "passed", "failed"}
STAMP = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")


def check_statement(one: dict) -> None:
    """The rules of xAPI 1.0.3 (part 2) and 2.0 that concern what we say; an AssertionError says which is broken."""
    assert set(one) <= {"id", "actor", "verb", "object", "result", "context", "timestamp"}, "no other property"
    assert str(uuid.UUID(one["id"])) == one["id"]
    assert set(one["actor"]) == {"objectType", "account"}, "one identifier, and no name"
    assert one["actor"]["objectType"] == "Agent"
    assert set(one["actor"]["account"]) == {"homePage", "name"}
    assert IRI.match(one["actor"]["account"]["homePage"])
    assert re.fullmatch(r"[0-9a-f]{32}", one["actor"]["account"]["name"])
    verb = one["verb"]["id"].rpartition("/")[2]
    assert IRI.match(one["verb"]["id"])
    assert verb in VERBS
    assert set(one["verb"]["display"]) == {"fr", "nl", "en"}
    for activity in (one["object"], *one["context"].get("contextActivities", {}).get("parent", [])):
        assert activity["objectType"] == "Activity"
        assert IRI.match(activity["id"])
        assert IRI.match(activity["definition"]["type"])
        assert all(activity["definition"]["name"].values())
    result = one.get("result", {})
    assert set(result) <= {"score", "success", "completion"}
    if score := result.get("score"):
        assert -1 <= score["scaled"] <= 1
        assert score["min"] <= score["raw"] <= score["max"]
        assert abs(score["scaled"] - score["raw"] / score["max"]) < 0.001
    assert ("success" in result) == (verb in {"answered", "passed", "failed"})
    assert (verb == "attempted") == (not result)
    assert str(uuid.UUID(one["context"]["registration"]))
    assert all(IRI.match(key) for key in one["context"]["extensions"])
    assert STAMP.match(one["timestamp"])
