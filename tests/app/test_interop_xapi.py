"""The record store that takes learning records from a worker (docs/interop.md)."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from accounts import vault
from common.wall import across_structures, open_structure
from courses.interop import selectors, tasks
from courses.interop.enums import TRIES, SentState
from courses.interop.models import RecordStore, SentStatement
from courses.interop.services import seal_again
from courses.interop.statements import id_of, pseudonym
from learners.models import Learner
from privacy.services import erase_learner_now
from tests.app.doors import text
from tests.app.factories import LearnerFactory
from tests.app.lrs import check_statement
from tests.app.recorded import SECRET, again_now, answer, finish, kept, send, states, turned_on, verbs
from tests.app.recording import noting

pytestmark = pytest.mark.django_db


# --- the record store


def test_what_learners_do_arrives_once(ground, store):
    answer(ground)
    turned_on(ground, store)
    assert send(ground) == 0, "only what comes after"
    another = LearnerFactory(structure=ground.structure, language="nl")
    first = answer(ground, learner=another, assignment=ground.assignment(learner=another))
    assert send(ground) == 2
    assert verbs(store.kept.values()) == ["answered", "attempted"]
    for one in store.kept.values():
        check_statement(one)
    site = kept(ground).site
    assert id_of(site, "answered", str(first.pk)) in store.kept
    headers, _statements = store.asked[0]
    assert headers["X-Experience-API-Version"] == "1.0.3"
    assert send(ground) == 0
    assert len(store.asked) == 1, "nothing left, nothing asked"


def test_the_end_of_a_module_says_passed_or_failed(ground, store):
    turned_on(ground, store)
    finish(ground, ground.given, well=False)
    send(ground)
    [result] = [one for one in store.kept.values() if one["verb"]["id"].endswith("/failed")]
    check_statement(result)
    assert result["result"] == {
        "score": {"scaled": 0.0, "raw": 0, "min": 0, "max": 5},
        "success": False,
        "completion": True,
    }
    assert "completed" in verbs(store.kept.values())


def test_an_answer_that_commits_late_is_sent_too(ground, store):
    """It has a lower number than one that was sent: whoever asks for what is above the highest one passes it over."""
    turned_on(ground, store)
    early, late = answer(ground), answer(ground)
    with open_structure(ground.structure.pk):
        assert early.pk < late.pk
        SentStatement.objects.create(structure=ground.structure, kind="answered", answer=late.pk)
    send(ground)
    assert id_of(kept(ground).site, "answered", str(early.pk)) in store.kept
    assert id_of(kept(ground).site, "answered", str(late.pk)) not in store.kept


def test_who_objects_or_is_erased_is_not_told(ground, store):
    turned_on(ground, store)
    answer(ground)
    with open_structure(ground.structure.pk):
        Learner.objects.filter(pk=ground.learner.pk).update(objects_to_statistics=True)
    assert send(ground) == 0
    other = LearnerFactory(structure=ground.structure)
    answer(ground, learner=other, assignment=ground.assignment(learner=other))
    with open_structure(ground.structure.pk):
        erase_learner_now(learner=other, by=None)
    assert send(ground) == 0
    assert store.asked == []


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (500, "The other side answers that it has a fault."),
        (503, "The other side answers that it has a fault."),
        (401, "The other side does not accept the name and the secret."),
        (404, "The other side refuses what we send."),
        (302, "The other side does not answer."),
    ],
)
def test_a_store_in_trouble_is_tried_later_and_the_page_says_why(ground, store, status, says):
    turned_on(ground, store)
    answer(ground)
    store.says = [status]
    assert send(ground) == 0
    assert states(ground) == [], "nothing is lost, nothing is dead"
    assert kept(ground).next_at > timezone.now() + dt.timedelta(seconds=50)
    page = text(ground.desk.get(ground.here))
    assert says in page
    assert send(ground) == 0
    assert len(store.asked) == 1, "not before its time"
    again_now(ground)
    assert send(ground) == 2
    assert kept(ground).trouble == ""
    assert says not in text(ground.desk.get(ground.here))


def test_the_pause_grows_and_ends_at_six_hours(ground, store):
    turned_on(ground, store)
    answer(ground)
    pauses = []
    for _time in range(12):
        store.says = [500]
        again_now(ground)
        asked = timezone.now()
        send(ground)
        pauses.append((kept(ground).next_at - asked).total_seconds())
    assert [round(one / 60) for one in pauses[:4]] == [1, 2, 4, 8]
    assert max(pauses) < 6 * 3600 + 60


def test_a_store_that_hangs_is_left(ground, store, monkeypatch):
    monkeypatch.setattr("courses.interop.outgoing.READ_SECONDS", 0.2)
    turned_on(ground, store)
    answer(ground)
    store.hang = 1.0
    assert send(ground) == 0
    assert kept(ground).trouble == "not_there"
    store.hang = 0.0
    again_now(ground)
    assert send(ground) == 2, "it may have taken them: the same ids again are the same statements"


def test_one_that_it_has_already_is_there(ground, store):
    """409: for the whole batch, then one by one."""
    turned_on(ground, store)
    answer(ground)
    store.says = [409, 409, 200]
    assert send(ground) == 2
    assert len(store.asked) == 3
    assert states(ground) == ["sent", "sent"]


def test_one_that_is_refused_holds_up_no_other_and_is_set_aside_after_five_times(ground, store):
    turned_on(ground, store)
    bad = answer(ground)
    answer(ground)
    store.bad = {id_of(kept(ground).site, "answered", str(bad.pk))}
    assert send(ground) == 2
    assert states(ground) == ["refused", "sent", "sent"]
    assert send(ground) == 0
    for _time in range(TRIES - 1):
        again_now(ground)
        send(ground)
    assert states(ground) == [SentState.DEAD, "sent", "sent"]
    asked = len(store.asked)
    again_now(ground)
    send(ground)
    assert len(store.asked) == asked, "not any more"
    assert "1 record was refused five times." in text(ground.desk.get(ground.here))
    store.bad = set()
    with noting() as acts:
        ground.desk.post(f"{ground.here}store/retry/")
    assert "store_retried" in acts
    assert send(ground) == 1
    assert states(ground) == ["sent", "sent", "sent"]


def test_a_paused_store_gets_nothing_and_then_what_it_missed(ground, store):
    turned_on(ground, store)
    with noting() as acts:
        ground.desk.post(f"{ground.here}store/switch/", {"on": "0"})
    assert "store_switched" in acts
    answer(ground)
    tasks.send_statements()
    assert store.asked == []
    ground.desk.post(f"{ground.here}store/switch/", {"on": "1"})
    tasks.send_statements()
    assert verbs(store.kept.values()) == ["answered", "attempted"]


def test_two_workers_do_not_send_the_same(ground, store):
    turned_on(ground, store)
    answer(ground)
    with open_structure(ground.structure.pk), transaction.atomic():
        from courses.interop.services import stores

        assert stores._leased() is not None
        assert stores._leased() is None, "the first one has it"


def test_the_secret_is_sealed_and_never_shown(ground, store, settings):
    with noting() as acts:
        turned_on(ground, store)
    assert "store_saved" in acts
    assert SECRET not in kept(ground).secret
    assert SECRET not in ground.desk.get(ground.here).content.decode()
    form = {"endpoint": store.address, "key": "halte", "secret": "", "version": "2.0.0"}
    assert ground.desk.post(f"{ground.here}store/", form).status_code == 302
    assert vault.unseal(kept(ground).secret) == SECRET, "left empty, it stays"
    settings.SECOND_STEP_KEYS = ["a new key, long enough to be one", "halte second step: " + settings.SECRET_KEY]
    assert seal_again() == 1
    assert seal_again() == 0
    assert vault.unseal(kept(ground).secret) == SECRET


def test_another_address_needs_its_own_secret_and_begins_off(ground, store, settings):
    turned_on(ground, store)
    settings.XAPI_LRS_HOSTS += ["other.example"]
    form = {"endpoint": "https://other.example/xapi", "key": "halte", "secret": "", "version": "1.0.3"}
    page = ground.desk.post(f"{ground.here}store/", form)
    assert page.status_code == 422
    assert "Type the secret." in text(page), "else whoever may write the address would be sent the secret"
    assert ground.desk.post(f"{ground.here}store/", form | {"secret": "x"}).status_code == 302
    assert not kept(ground).on


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/xapi", "http://lrs.example/xapi", "https://lrs.example@elsewhere.example/",
        "https://elsewhere.example/?lrs.example", "https://lrs.example:22/xapi", "ftp://lrs.example", "lrs.example",
        "https://127.0.0.1/xapi", "https://[::1", "https://lrs.example.elsewhere.example/",
    ],
)  # fmt: skip
def test_only_named_hosts_over_tls_are_written_down(ground, address):
    form = {"endpoint": address, "key": "halte", "secret": "x", "version": "1.0.3"}
    page = ground.desk.post(f"{ground.here}store/", form)
    assert page.status_code == 422
    assert "This installation may not send to this address." in text(page)
    with open_structure(ground.structure.pk):
        assert not RecordStore.objects.exists()


def test_a_host_that_is_taken_off_the_list_gets_nothing_more(ground, store, settings):
    turned_on(ground, store)
    answer(ground)
    settings.XAPI_LRS_HOSTS = []
    assert send(ground) == 0
    assert store.asked == []
    assert kept(ground).trouble == "address"


def test_both_halves_are_off_until_somebody_names_them(ground, settings):
    settings.INTEROP_XAPI = settings.INTEROP_LTI = False
    assert ground.desk.get(ground.here).status_code == 404
    for address in ("export/", "store/", "store/switch/", "store/retry/"):
        assert ground.desk.post(ground.here + address).status_code == 404
    for address in ("/xapi/keys.json", "/lti/keys.json", "/lti/login/", "/platforms/"):
        assert ground.desk.get(address).status_code in (403, 404)
    assert "Other systems" not in text(ground.desk.get(f"/s/{ground.structure.slug}/"))


def test_they_are_off_where_nobody_said_anything():
    from config.settings import base

    assert (base.INTEROP_XAPI, base.INTEROP_LTI, base.XAPI_LRS_HOSTS, base.INTEROP_INSECURE) == (
        False,
        False,
        [],
        False,
    )


def test_an_empty_page_says_what_to_do(ground, settings):
    settings.XAPI_LRS_HOSTS = []
    page = text(ground.desk.get(ground.here))
    assert "This installation names no record store yet." in page
    assert "No platform is registered for your place." in page


def test_another_structures_learner_has_another_name(ground):
    assert pseudonym(1, "a") != pseudonym(2, "a")


def test_the_scheduler_finds_only_those_that_are_on(ground, store):
    turned_on(ground, store)
    assert selectors.stores_due() == [ground.structure.pk]
    with across_structures("a test looks"):
        RecordStore.objects.update(next_at=timezone.now() + dt.timedelta(minutes=5))
    assert selectors.stores_due() == []
