"""A structure's record store (LRS): written and turned on by a referent, fed by a worker. The structure is open.

A statement's id is made of the answer's, so that one which is sent twice is one. What was sent is known by rows, not by
the highest number: an answer that commits late has a low one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import requests
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import vault
from common.errors import DomainError
from common.wall import open_structure
from courses.interop import outgoing, selectors
from courses.interop.enums import (
    BATCH,
    BATCHES_AT_ONCE,
    FIRST_PAUSE,
    LEASE,
    LONGEST_PAUSE,
    TRIES,
    Kind,
    SentState,
    Trouble,
)
from courses.interop.models import RecordStore, SentStatement
from courses.interop.statements import Doing, Statement, statement_of
from structures import journal
from structures.models import Structure

SIGN_IN = {401, 403}
HAS_IT = 409  # it has a statement of this id
REFUSES = {400, 406, 409, 413, 415, 422}  # the statements, or one of them
OK_BELOW = 300


@transaction.atomic
def save_store(
    *, structure: Structure, endpoint: str, key: str, secret: str, version: str, site: str, by
) -> RecordStore:
    """Where to send. An empty `secret` keeps the one that is there; another address begins off.

    DomainError: an address that the installation does not allow, or no secret.
    """
    endpoint = endpoint.rstrip("/")
    if not outgoing.may_be_asked(endpoint, settings.XAPI_LRS_HOSTS):
        raise DomainError(_("This installation may not send to this address."), field="endpoint")
    store = RecordStore.objects.select_for_update(of=("self",)).filter(structure=structure).first()
    store = store or RecordStore(structure=structure)
    if not secret and (not store.secret or store.endpoint != endpoint):
        raise DomainError(_("Type the secret."), field="secret")
    if store.endpoint != endpoint:
        store.on, store.since = False, None
    store.endpoint, store.key, store.version, store.site = endpoint, key, version, site
    store.secret = vault.seal(secret) if secret else store.secret
    store.failures, store.trouble, store.next_at = 0, Trouble.NONE, timezone.now()
    store.save()
    journal.record(act="store_saved", by=by, target=structure)
    return store


@transaction.atomic
def switch_store(*, structure: Structure, on: bool, by) -> None:
    """Send from now on; or pause. After a pause, what came meanwhile is sent too. DomainError: nothing to turn on."""
    store = RecordStore.objects.select_for_update(of=("self",)).filter(structure=structure).first()
    if store is None:
        raise DomainError(_("Say first where to send."))
    if store.on == on:
        return
    now = timezone.now()
    store.on, store.since = on, store.since or now
    store.failures, store.trouble, store.next_at = 0, Trouble.NONE, now
    store.save(update_fields=["on", "since", "failures", "trouble", "next_at"])
    journal.record(act="store_switched", by=by, target=structure, on=on)


@transaction.atomic
def try_again(*, structure: Structure, by) -> int:
    """What was refused for good is offered once more, and a pause after a failure ends; how many statements."""
    dead = SentStatement.objects.filter(structure=structure, state=SentState.DEAD)
    count = dead.delete()[0]
    RecordStore.objects.filter(structure=structure).update(failures=0, next_at=timezone.now())
    journal.record(act="store_retried", by=by, target=structure, statements=count)
    return count


# --- sending


def send_waiting(*, structure_id: int) -> int:
    """Offer what the store lacks, batch by batch; how many statements it took. Nothing while another worker does."""
    took = 0
    with open_structure(structure_id):
        for _turn in range(BATCHES_AT_ONCE):
            store = _leased()
            if store is None:
                break
            with transaction.atomic():
                doings = _batch(store)
            answered = _offer(store, doings) if doings else _Answered({}, Trouble.NONE)
            took += _note(store, doings, answered)
            if answered.trouble or len(doings) < BATCH:
                break
    return took


@dataclass(frozen=True, slots=True)
class _Answered:
    """What the store said: of each statement (by id) the status; and what stopped us, if anything did."""

    statuses: dict[str, int]
    trouble: Trouble


@transaction.atomic
def _leased() -> RecordStore | None:
    """The open structure's store, for this worker alone for a while; None when there is nothing to do with it now."""
    now = timezone.now()
    held = RecordStore.objects.select_for_update(of=("self",), skip_locked=True).select_related("structure")
    store = held.filter(on=True, next_at__lte=now).first()
    if store:
        RecordStore.objects.filter(pk=store.pk).update(next_at=now + LEASE)
    return store


def _batch(store: RecordStore) -> list[Doing]:
    found = list(selectors.told_begun(selectors.begun_to_send(store)[:BATCH]))
    found += selectors.told_answers(selectors.answers_to_send(store)[: BATCH - len(found)])
    for kind in (Kind.COMPLETED, Kind.RESULT):
        found += selectors.told_ended(list(selectors.ended_to_send(store, kind)[: BATCH - len(found)]), (kind,))
    return found


def _offer(store: RecordStore, doings: Sequence[Doing]) -> _Answered:
    """All at once; when they are refused, one by one, so that one bad statement holds up no other."""
    statements = [statement_of(one, store.site) for one in doings]
    if not outgoing.may_be_asked(store.endpoint, settings.XAPI_LRS_HOSTS):
        return _Answered({}, Trouble.ADDRESS)
    with outgoing.Session(settings.XAPI_LRS_HOSTS, public=False) as session:
        session.auth = (store.key, vault.unseal(store.secret))
        session.headers["X-Experience-API-Version"] = store.version
        status = _post(session, store, statements)
        if status not in REFUSES:
            trouble = _trouble(status)
            return _Answered({} if trouble else {one["id"]: status for one in statements}, trouble)
        statuses: dict[str, int] = {}
        for one in statements:
            status = _post(session, store, [one]) if len(statements) > 1 else status
            if trouble := Trouble.NONE if status in REFUSES else _trouble(status):
                return _Answered(statuses, trouble)
            statuses[one["id"]] = status
        return _Answered(statuses, Trouble.NONE)


def _post(session: outgoing.Session, store: RecordStore, statements: list[Statement]) -> int:
    """The status; 0 without an answer."""
    try:
        return session.post(f"{store.endpoint}/statements", json=statements).status_code
    except requests.RequestException:
        return 0


def _trouble(status: int) -> Trouble:
    if 200 <= status < OK_BELOW:
        return Trouble.NONE
    if status in SIGN_IN:
        return Trouble.SIGN_IN
    return Trouble.BROKEN if status >= 429 else Trouble.REFUSED if status else Trouble.NOT_THERE


@transaction.atomic
def _note(store: RecordStore, doings: Iterable[Doing], answered: _Answered) -> int:
    """Keep what became of them; how many arrived."""
    known = {
        (one.kind, str(one.answer or one.assignment)): one.tries
        for one in SentStatement.objects.filter(structure=store.structure, state=SentState.REFUSED)
    }
    rows = []
    for one in doings:
        status = answered.statuses.get(statement_of(one, store.site)["id"])
        if status is not None:
            rows.append(_row(store, one, status, known.get((one.kind, one.source), 0) + 1))
    for unique in (["answer"], ["assignment", "kind"]):
        some = [row for row in rows if (row.answer is not None) == (unique == ["answer"])]
        kept = ["state", "tries", "status", "at"]
        SentStatement.objects.bulk_create(some, update_conflicts=True, unique_fields=unique, update_fields=kept)
    sent = sum(row.state == SentState.SENT for row in rows)
    _end_lease(store, answered.trouble, arrived=bool(sent))
    return sent


def _row(store: RecordStore, doing: Doing, status: int, tries: int) -> SentStatement:
    arrived = status < OK_BELOW or status == HAS_IT
    state = SentState.SENT if arrived else SentState.DEAD if tries >= TRIES else SentState.REFUSED
    of_answer = doing.kind == Kind.ANSWERED
    return SentStatement(
        structure=store.structure,
        kind=doing.kind,
        answer=int(doing.source) if of_answer else None,
        assignment=None if of_answer else doing.source,
        state=state,
        tries=tries,
        status=status,
        at=timezone.now(),
    )


def _end_lease(store: RecordStore, trouble: Trouble, *, arrived: bool) -> None:
    now = timezone.now()
    row = RecordStore.objects.filter(pk=store.pk)
    if arrived:
        row.update(last_at=now)
    if trouble:
        pause = min(FIRST_PAUSE * 2 ** min(store.failures, 20), LONGEST_PAUSE)
        row.update(failures=F("failures") + 1, trouble=trouble, next_at=now + pause)
    else:
        row.update(failures=0, trouble=Trouble.NONE, next_at=now)
