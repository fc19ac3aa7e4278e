"""Fifteen people a second sign in by e-mailed code for a minute, and a class of 30 by card: gunicorn with 2 workers.

    ./run manage shell -c "import bench.sign_in; bench.sign_in.main()"
Needs the demo world, and works on accounts and learners of its own, which it closes and archives at the end. Each
person asks for a code, reads it in the queue of letters, types it, and opens the page that follows. Prints p50 and p95
of an answer, and who was lost: anybody who does not arrive.
"""

import http.client
import re
import secrets
import statistics
import threading
import time
from urllib.parse import urlencode

from django.db import connection

from accounts.models import OutgoingMail, User
from bench.http import served
from common.wall import open_structure
from desk.personas import BY_KEY, demo_learner
from learners.models import Learner
from learners.services import add_learner, issue_card
from structures.models import Structure

A_SECOND, SECONDS, CLASS, LIMIT = 15, 60, 30, 1.0
CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PROXY = {"X-Forwarded-Proto": "https"}


class Browser:
    """One person's: a line of her own, her cookies, the seconds of each answer."""

    def __init__(self, port: int, address: str) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies, self.took, self.address = {"language": "en"}, [], address

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it leads, the page."""
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": jar, "X-Forwarded-For": self.address, **PROXY}
        body = urlencode(form) if form else None
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": "null"}
        start = time.perf_counter()
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        page = answer.read().decode(errors="replace")
        self.took.append(time.perf_counter() - start)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, answer.getheader("Location") or "", page

    def send(self, path: str, page: str, form: dict[str, str]) -> tuple[int, str, str]:
        """The form of that page."""
        found = TOKEN.search(page)
        return self.ask("POST", path, {**form, "csrfmiddlewaretoken": found[1] if found else ""})


def main() -> None:
    """Make the people, start the server, let them come, print, and clear away."""
    mark = secrets.token_hex(4)
    people = [User.objects.create_user(f"{mark}-{n}@bench.example", language="fr") for n in range(A_SECOND * SECONDS)]
    learners, tokens = _class(mark)
    try:
        with served(TRUSTED_PROXIES="1") as port:
            _let_come(port, [user.email for user in people], tokens)
    finally:
        _clear(mark, learners)


def _let_come(port: int, emails: list[str], tokens: list[str]) -> None:
    took: dict[str, list[float]] = {"by code": [], "by card": []}
    lost: dict[str, list[str]] = {"by code": [], "by card": []}

    def come(kind: str, act, who: str, number: int) -> None:
        browser = Browser(port, f"10.{number // 62500}.{number // 250 % 250}.{number % 250}")
        try:
            act(browser, who)
        except (OSError, http.client.HTTPException, AssertionError) as error:
            lost[kind].append(f"{error!r}")
        took[kind] += browser.took

    begin = time.monotonic()
    threads = []
    for number, email in enumerate(emails):
        time.sleep(max(0.0, begin + number / A_SECOND - time.monotonic()))
        threads.append(threading.Thread(target=come, args=("by code", by_code, email, number)))
        threads[-1].start()
        if number == len(emails) // 2:  # the class comes in at one moment, from one address
            for token in tokens:
                threads.append(threading.Thread(target=come, args=("by card", by_card, token, 99_999)))
                threads[-1].start()
    for thread in threads:
        thread.join()
    for kind, seconds in took.items():
        late = statistics.quantiles(seconds, n=20)[18]
        verdict = "ok" if late <= LIMIT and not lost[kind] else "ABOVE"
        figures = f"p50 {statistics.median(seconds) * 1000:.0f} ms, p95 {late * 1000:.0f} ms, {len(seconds)} answers"
        print(f"{kind}: {figures}, lost {len(lost[kind])} (p95 at most {LIMIT:g} s, none lost) {verdict}")
        for reason in sorted(set(lost[kind]))[:3]:
            print(f"    {reason}")


def by_code(browser: Browser, email: str) -> None:
    """The page, the address, the code, the page that follows."""
    _status, _where, page = browser.ask("GET", "/accounts/login/")
    status, where, page = browser.send("/accounts/login/", page, {"email": email})
    assert (status, where) == (302, "/accounts/login/code/"), (status, where)
    _status, _where, page = browser.ask("GET", where)
    status, where, page = browser.send(where, page, {"code": _code(email)})
    assert (status, where) == (302, "/home/"), (status, where)
    status, where, _page = browser.ask("GET", where)
    assert (status, where) == (302, "/places/"), (status, where)


def by_card(browser: Browser, token: str) -> None:
    """The QR's address, the question, the yes, the learner's own page."""
    _status, where, _page = browser.ask("GET", f"/c/{token}/")
    _status, _where, page = browser.ask("GET", where)
    status, where, _page = browser.send("/c/hello/", page, {})
    assert (status, where) == (302, "/l/"), (status, where)
    status, _where, _page = browser.ask("GET", where)
    assert status == 200, status


def _code(email: str) -> str:
    for _ in range(100):
        letter = OutgoingMail.objects.filter(to=email).values_list("text", flat=True).first()
        if letter and (found := CODE.search(letter)):
            connection.close()
            return found[0]
        time.sleep(0.05)
    connection.close()
    raise AssertionError("no letter")


def _class(mark: str) -> tuple[list[Learner], list[str]]:
    found = demo_learner(BY_KEY["fatima"])
    assert found is not None, "load the demo world first"
    aidant = User.objects.get(email=BY_KEY["ines"].email)
    structure = Structure.objects.get(pk=found.structure)
    with open_structure(structure.pk):
        learners = [
            add_learner(structure=structure, alias=f"Bench {n}", language="fr", by=aidant) for n in range(CLASS)
        ]
        return learners, [issue_card(learner=learner, by=aidant).token for learner in learners]


def _clear(mark: str, learners: list[Learner]) -> None:
    OutgoingMail.objects.filter(to__startswith=f"{mark}-").delete()
    User.objects.filter(email__startswith=f"{mark}-").update(is_active=False)
    with open_structure(learners[0].structure_id):
        Learner.objects.filter(pk__in=[one.pk for one in learners]).update(archived_at=learners[0].created_at)
