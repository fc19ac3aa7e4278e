"""The line through the real processes: sign in by e-mailed code, log help, get cards and a report from the worker.

gunicorn, `celery worker` and `celery beat` under the production settings, on a real PostgreSQL and Redis.
"""

import email
import email.policy
import http.cookiejar
import io
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from tests.services.harness import Production, wait_for

pytestmark = [pytest.mark.services, pytest.mark.long]

GROUND = """
import datetime as dt
from django.utils import timezone
from tests.app.factories import *
project = ProjectFactory(code="REAL")
tic = PartnerFactory(project=project, code="TIC")
epn = StructureFactory(name="EPN Real", slug="epn-real", affiliation__project=project, affiliation__operator=tic)
aidant_of(epn, email="ines@real.example", language="en", first_name="Ines")
coordinator_of(tic, email="joris@real.example", language="en", first_name="Joris")
LearnerFactory(structure=epn, alias="Fatima")
"""


class Browser:
    """Cookies, forms with their token, redirects: what a browser without JavaScript does."""

    def __init__(self, address: str) -> None:
        self.address, self.page, self.at = address, "", "/"
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def get(self, path: str) -> bytes:
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.address + self.at, path)))

    def post(self, path: str, **fields) -> bytes:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        assert token, self.page[:500]
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}, doseq=True).encode()
        headers = {"Referer": self.address + self.at, "Accept-Language": "en"}
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.address + self.at, path), data, headers))

    def upload(self, path: str, name: str, file: bytes) -> bytes:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        assert token, self.page[:500]
        parts = (("csrfmiddlewaretoken", "", token[1].encode()), (name, '; filename="pack.zip"', file))
        body = b"".join(
            f'--cut\r\nContent-Disposition: form-data; name="{field}"{more}\r\n\r\n'.encode() + value + b"\r\n"
            for field, more, value in parts
        )
        headers = {"Referer": self.address + self.at, "Content-Type": "multipart/form-data; boundary=cut"}
        address = urllib.parse.urljoin(self.address + self.at, path)
        return self._open(urllib.request.Request(address, body + b"--cut--\r\n", headers))

    def _open(self, request: urllib.request.Request) -> bytes:
        try:
            with self._opener.open(request, timeout=30) as answer:
                body = answer.read()
                self.at = urllib.parse.urlsplit(answer.url).path
                if "text/html" in answer.headers["Content-Type"]:
                    self.page = body.decode()
                return body
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{request.full_url}: {error.code} {error.read()[:800]!r}") from error


def code_mailed(production: Production, to: str) -> str:
    found: list[str] = []

    def arrived() -> bool:
        for file in production.mail.iterdir():
            for part in re.split(r"^-{70,}$", file.read_text(encoding="utf-8"), flags=re.MULTILINE):
                letter = email.message_from_string(part.strip(), policy=email.policy.default)
                body = letter.get_body(("plain",)) if letter["To"] == to else None
                if body and (code := re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", body.get_content())):
                    found.append(code[0])
        return bool(found)

    wait_for(f"the letter to {to}", arrived)
    return found[-1]


def sign_in(production: Production, address: str) -> Browser:
    browser = Browser(production.address)
    browser.get("/accounts/login/")
    browser.post("/accounts/login/", email=address)
    code = code_mailed(production, address)
    browser.post(browser.at, code=code)
    return browser


def take_second_step(browser: Browser) -> None:
    """A coordinator's role needs it: she types the key into her app, and what the app shows into the page."""
    browser.get("/accounts/2fa/totp/activate/")
    spelt = re.search(r'id="secret">([A-Z2-7 ]+)<', browser.page)
    assert spelt, browser.page
    counter = next(iter(yield_hotp_counters_from_time()))
    shown = format_hotp_value(hotp_value(spelt[1].replace(" ", ""), counter))
    browser.post(browser.at, code=shown)
    assert "recovery-codes" in browser.at, browser.at


def file_of_job(browser: Browser) -> bytes:
    """Wait on the job's page as somebody does who has no script, then take the file."""
    page = browser.at
    assert page.startswith("/jobs/"), (page, browser.page[:500])
    for _ in range(60):
        browser.get(page)
        if f"{page}file/" in browser.page:
            return browser.get(f"{page}file/")
        time.sleep(0.5)
    raise AssertionError(browser.page)


def work_done(browser: Browser) -> None:
    """Wait on the page of a job that leaves no file."""
    page = browser.at
    assert page.startswith("/jobs/"), (page, browser.page[:500])
    wait_for("the job", lambda: browser.get(page) and "We are working on it" not in browser.page)
    assert "Done." in browser.page, browser.page


def pack() -> bytes:
    """Somebody new, as a coordinator's own tools know her."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("people.csv", "id,structure,kind,first_name,last_name\np1,epn-real,professional,Ann,Bee\n")
    return made.getvalue()


def test_sign_in_log_help_and_get_a_pdf_from_the_worker(production: Production):
    production.manage("shell", "-c", GROUND)
    ines = sign_in(production, "ines@real.example")
    ines.get("/s/epn-real/accompaniments/new/")
    today = re.search(r'name="date" value="([-\d]+)"', ines.page)
    assert today, "the form offers today"
    ines.post(ines.at, mode="individual", place="structure", themes="email", minutes="30", date=today[1], who="Fatima")
    assert ines.at == "/s/epn-real/accompaniments/"
    assert "Fatima" in ines.page

    ines.get("/s/epn-real/learners/cards/")
    learner = re.search(r'name="learners" value="([-0-9a-f]+)"', ines.page)
    assert learner
    ines.post(ines.at, learners=learner[1], secret_kind="digits")
    assert file_of_job(ines).startswith(b"%PDF-")

    joris = sign_in(production, "joris@real.example")
    take_second_step(joris)
    joris.get("/p/real/tic/reports/")
    # The project began in January of last year, in periods of six months.
    report_page = f"/p/REAL/TIC/reports/{3 if int(today[1][5:7]) < 7 else 4}/"
    joris.get(report_page)
    joris.post(f"{report_page}file/", language="nl", form="pdf")
    assert file_of_job(joris).startswith(b"%PDF-")
    joris.get(report_page)
    joris.post(f"{report_page}file/", language="nl", form="csv")
    report = file_of_job(joris).decode("utf-8-sig")
    declared = next(line for line in report.splitlines() if ";ACCOMP_DECLARED;" in line)
    # Nobody is trained yet: the accompaniment of a minute ago stands in the column of other helpers.
    assert declared.split(";")[14] == "1", declared

    joris.get("/p/real/tic/import/")
    joris.upload(joris.at, "pack", pack())
    work_done(joris)
    back = re.search(r'href="(/p/[^"]+/import/[-0-9a-f]+/)"', joris.page)
    assert back, joris.page
    joris.get(back[1])
    assert "Every row is right" in joris.page
    joris.post(f"{back[1]}go/")
    work_done(joris)
    joris.get(back[1])
    assert "Imported on" in joris.page
