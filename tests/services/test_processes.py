"""The processes of production come up, and do the work that they are for."""

import urllib.error
import urllib.request

import pytest
from celery import Celery

from tests.services.harness import wait_for

pytestmark = pytest.mark.services


def fetch(address: str) -> tuple[int, dict, str]:
    """Status, headers and body, whatever the status."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


def test_the_web_answers(production):
    status, headers, _ = fetch(f"{production.address}/healthz/")
    assert status == 200
    assert headers["X-Frame-Options"] == "DENY"


def test_an_unknown_address_is_a_404_without_a_trace(production):
    status, _, body = fetch(f"{production.address}/nothing-here/")
    assert status == 404
    assert "Traceback" not in body and "urlpatterns" not in body


def test_the_demo_is_not_in_production(production):
    """One-click sign-in and the mailbox exist in the demo only."""
    for path in ("/demo/", "/demo/mail/", "/demo/mailbox/"):
        assert fetch(production.address + path)[0] == 404, path


ENQUEUE = """
from accounts.models import User
from common.jobs import enqueue
user = User.objects.create_user(email="worker@halte.example")
print(enqueue(kind="nobody.does_this", title="x", user=user, args={}, language="nl", place="").pk)
"""
STATE = """
from common.models import Job
from common.wall import across_structures
with across_structures("a test looks at a job"):
    print(Job.objects.get(pk="JOB").status)
"""


def test_a_job_goes_through_redis_to_the_worker(production):
    """A kind of work that nobody does: the worker takes it, ends it as failed, and lives on."""
    job = production.manage("shell", "-v0", "-c", ENQUEUE).split()[-1]
    wait_for("the job's message", lambda: job in production.log("worker"))
    wait_for("its end", lambda: production.manage("shell", "-v0", "-c", STATE.replace("JOB", job)).strip() == "failed")
    Celery(broker=production.broker, set_as_current=False).send_task("common.tasks.resend_forgotten_jobs")
    wait_for("the next task", lambda: "resend_forgotten_jobs" in production.log("worker").split("ready.")[1])
