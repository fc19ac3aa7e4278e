"""From draft to published and withdrawn: who may do what when, at a planned time too, and what learners get."""

import datetime as dt
import html
from functools import partial

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext, override

from common.wall import across_structures, open_structure
from courses.authoring.models import PlannedPublication
from courses.authoring.services import publish_due
from courses.authoring.tasks import publish_planned
from courses.learning import services
from courses.learning.models import Answer, Assignment, Module, ModuleVersion
from courses.learning.services import new_key, record_answer
from structures.models import JournalEntry
from tests.app.crowd import at_once
from tests.app.doors import signed_in
from tests.app.factories import portal_person
from tests.app.learning import Ground, document, published

pytestmark = pytest.mark.django_db

AT = "/author/L16/publishing/"


@pytest.fixture
def curator():
    return portal_person("curator")


@pytest.fixture
def client(curator):
    return signed_in(curator)


def drafted(curator=None) -> ModuleVersion:
    """A draft of L16 that says one thing otherwise."""
    draft = services.new_draft(module=published("L16"), by=curator)
    changed = {**document("L16"), "module": {**document("L16")["module"], "track": "emploi"}}
    services.save_draft(draft=draft, document=changed, files={}, by=curator)
    return draft


def acts() -> list[str]:
    with across_structures("a test reads the portal's journal"):
        return list(JournalEntry.objects.order_by("pk").values_list("act", flat=True))


def test_a_draft_goes_to_review_and_only_then_is_it_published(client, curator) -> None:
    draft = drafted(curator)
    assert "Send it to review first" in client.post(AT, {"do": "publish"}).content.decode()
    client.post(AT, {"do": "submit"})
    draft.refresh_from_db()
    assert draft.status == "in_review"
    assert f"{curator.short_name} sent it to review" in html.unescape(client.get(AT).content.decode())
    assert client.post("/author/L16/exercise/L16-01/", {"do": "save"}).status_code == 422, "nobody writes in it now"
    assert services.new_draft(module=draft.module, by=curator) == draft, "it is the one draft"
    client.post(AT, {"do": "take_back"})
    client.post(AT, {"do": "submit"})
    client.post(AT, {"do": "publish"})
    module = Module.objects.get(code="L16")
    assert module.published_id == draft.pk
    assert module.track == "emploi"
    assert acts()[-4:] == ["draft_submitted", "draft_taken_back", "draft_submitted", "module_published"]


def test_a_draft_with_errors_stays_a_draft_and_says_where(client, curator) -> None:
    draft = drafted(curator)
    broken = {**draft.document, "memo": None}
    services.save_draft(draft=draft, document=broken, files={}, by=curator)
    page = client.post(AT, {"do": "submit"})
    assert page.status_code == 422
    assert "To be mended first" in page.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_what_waits_in_review_may_be_published_or_taken_back_but_a_published_one_never_goes_back() -> None:
    draft = drafted()
    services.submit_draft(draft=draft, by=None)
    services.publish_draft(draft=draft, by=None)
    for status in ("in_review", "draft"):
        with pytest.raises(DatabaseError), transaction.atomic():
            ModuleVersion.objects.filter(pk=draft.pk).update(status=status)


def test_a_planned_publication_happens_once_at_its_time(client, curator) -> None:
    draft = drafted(curator)
    services.submit_draft(draft=draft, by=curator)
    at = timezone.localtime() + dt.timedelta(hours=2)
    refused = client.post(AT, {"do": "plan", "at": "2020-01-01T10:00"})
    assert "still to come" in refused.content.decode()
    client.post(AT, {"do": "plan", "at": at.strftime("%Y-%m-%dT%H:%M")})
    assert PlannedPublication.objects.get().version == draft
    assert publish_planned() == 0, "its time has not come"
    assert publish_due(at + dt.timedelta(minutes=1)) == 1
    assert publish_due(at + dt.timedelta(minutes=2)) == 0
    assert Module.objects.get(code="L16").published_id == draft.pk
    assert acts().count("module_published") == 1
    assert not PlannedPublication.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_publish_it_once() -> None:
    draft = drafted()
    services.submit_draft(draft=draft, by=None)
    PlannedPublication.objects.create(version=draft, at=timezone.now())
    done = at_once(*[partial(publish_due, timezone.now())] * 2)
    assert sum(done) == 1, done


def test_a_plan_ends_when_the_draft_is_taken_back_and_says_why_it_failed(client, curator) -> None:
    draft = drafted(curator)
    services.submit_draft(draft=draft, by=curator)
    at = (timezone.localtime() + dt.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    client.post(AT, {"do": "plan", "at": at})
    client.post(AT, {"do": "take_back"})
    assert not PlannedPublication.objects.exists()
    assert acts()[-3:] == ["publication_planned", "draft_taken_back", "publication_called_off"]
    PlannedPublication.objects.create(version=draft, at=timezone.now(), by=curator)
    assert publish_due(timezone.now()) == 0
    planned = PlannedPublication.objects.get()
    assert planned.failed
    assert acts()[-1] == "publication_failed"
    assert publish_due(timezone.now()) == 0, "it isn't tried again by itself"


def test_why_a_plan_failed_is_said_in_the_language_of_who_made_it() -> None:
    curator = portal_person("curator", language="nl")
    PlannedPublication.objects.create(version=drafted(curator), at=timezone.now(), by=curator)
    publish_due(timezone.now())
    with override("nl"):
        said = gettext("Only a version in review can be published. Send it to review first.")
    assert PlannedPublication.objects.get().failed == said


def test_one_plan_that_breaks_stops_no_other(monkeypatch) -> None:
    draft, other = drafted(), services.new_draft(module=published("L11"), by=None)
    for one in (draft, other):
        services.submit_draft(draft=one, by=None)
    now = timezone.now()
    PlannedPublication.objects.create(version=draft, at=now - dt.timedelta(minutes=2))
    PlannedPublication.objects.create(version=other, at=now)
    real = services.publish_draft

    def breaks(*, draft, by) -> None:
        assert draft.pk == other.pk, "something that nobody foresaw"
        real(draft=draft, by=by)

    monkeypatch.setattr(services, "publish_draft", breaks)
    assert publish_due(now) == 1
    other.module.refresh_from_db()
    assert other.module.published_id == other.pk
    assert PlannedPublication.objects.get().version == draft, "it waits for the next minute"


def test_the_beat_holds_the_module_before_its_plan() -> None:
    """As a curator's own acts do: the other way round the two wait for each other."""
    draft = drafted()
    services.submit_draft(draft=draft, by=None)
    PlannedPublication.objects.create(version=draft, at=timezone.now())
    with CaptureQueriesContext(connection) as asked:
        assert publish_due(timezone.now()) == 1
    held = [one["sql"] for one in asked if " FOR " in one["sql"]]
    assert 'FROM "courses_module"' in held[0]
    assert 'FROM "authoring_plannedpublication"' in held[1]


def test_a_withdrawn_module_is_given_to_nobody_and_who_has_it_open_goes_on(client) -> None:
    ground = Ground()
    assignment = ground.assignment()
    client.post(AT, {"do": "withdraw"})
    module = Module.objects.get(code="L16")
    assert module.published is None
    aidant = signed_in(ground.aidant)
    assert aidant.get(f"/s/{ground.structure.slug}/modules/L16/").status_code == 404
    assert ground.client.get(f"/l/{assignment.pk}/why/").status_code == 200
    assert "This module is withdrawn" in client.get(AT).content.decode()
    client.post(AT, {"do": "put_back"})
    module.refresh_from_db()
    assert module.published.number == 1
    assert acts()[-2:] == ["module_withdrawn", "module_put_back"]


def test_only_who_has_not_begun_moves_to_the_new_version_and_answers_keep_theirs() -> None:
    ground, other = Ground(), Ground()
    begun, waiting, abroad = ground.assignment(), None, other.assignment()
    with open_structure(ground.structure.pk):
        second = type(ground.learner).objects.create(
            structure=ground.structure, alias="Ada", language="en", country="BE"
        )
        waiting = Assignment.objects.create(
            structure=ground.structure, learner=second, module=begun.module, version=begun.version
        )
        record_answer(learner=ground.learner, assignment=begun, key=new_key(), step="why")
    old = begun.version_id
    draft = drafted()
    services.publish_draft(draft=draft, by=None)
    with open_structure(ground.structure.pk):
        begun.refresh_from_db()
        waiting.refresh_from_db()
        assert (begun.version_id, waiting.version_id) == (old, draft.pk)
        assert Answer.objects.get().version_id == old
    with open_structure(other.structure.pk):
        abroad.refresh_from_db()
        assert abroad.version_id == draft.pk, "in every structure"


def test_who_may_not_write_modules_gets_no_page(curator) -> None:
    ground = Ground()
    published("L16")
    for url in ("/author/", "/author/L16/", AT, "/author/L16/history/", "/author/L16/look/fr/BE/step/why/"):
        assert signed_in(ground.aidant).get(url).status_code == 403
    assert signed_in(curator).get("/author/L99/").status_code == 404
