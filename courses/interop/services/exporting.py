"""A structure's learning records as a file, signed. The structure is open."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import jobs
from common.errors import DomainError
from common.models import Job
from courses.interop import selectors, signing
from courses.interop.enums import LONGEST_PERIOD, MOST_STATEMENTS, Kind
from courses.interop.statements import Doing, statement_of
from structures import job_places, journal
from structures.models import Structure
from structures.permissions import May

EXPORT = "interop.export"
FILE = "statements.jsonl"


def check_period(since: dt.date, until: dt.date) -> None:
    """DomainError for a period that ends before it begins, or that is too long for one file."""
    if until < since:
        raise DomainError(_("The last day comes before the first one."), field="until")
    if (until - since).days >= LONGEST_PERIOD:
        raise DomainError(_("One year at most in one file."), field="until")


@transaction.atomic
def ask_export(*, structure: Structure, since: dt.date, until: dt.date, site: str, by, language: str, back: str) -> Job:
    """A file of those days, both included, made by a worker. DomainError: see check_period."""
    check_period(since, until)
    journal.record(act="records_exported", by=by, target=structure, since=str(since), until=str(until))
    return jobs.enqueue(
        kind=EXPORT,
        title=_("Learning records of %(name)s") % {"name": structure.name},
        user=by,
        language=language,
        place=job_places.at(structure, May.SPEAK_FOR),
        back=back,
        args={"structure_id": structure.pk, "since": str(since), "until": str(until), "site": site},
    )


def written(
    *, structure: Structure, since: dt.date, until: dt.date, site: str, tell: Callable[[int, int], None]
) -> bytes:
    """The zip: one statement a line in the order of time, the signature over that file, the keys, how to check it.

    DomainError: more than MOST_STATEMENTS.
    """
    lines = sorted(
        (statement_of(one, site) for one in _doings(structure, since, until, tell)),
        key=lambda one: (one["timestamp"], one["id"]),
    )
    content = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in lines).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(FILE, content)
        archive.writestr(f"{FILE}.jws", signing.signature(content))
        archive.writestr("keys.json", json.dumps({"keys": signing.public_keys()}, indent=1))
        archive.writestr("README.txt", _readme(site, since, until, len(lines)))
    return made.getvalue()


def _doings(structure: Structure, since: dt.date, until: dt.date, tell: Callable[[int, int], None]) -> Iterator[Doing]:
    answers, begun, ended = selectors.in_period(structure, _midnight(since), _midnight(until + dt.timedelta(days=1)))
    total = answers.count() + begun.count() + 2 * ended.count()
    if total > MOST_STATEMENTS:
        raise DomainError(_("This is too much for one file. Ask for a shorter period."))
    done = 0
    for some in (
        selectors.told_answers(answers.iterator(2000)),
        selectors.told_begun(begun),
        selectors.told_ended(ended, (Kind.COMPLETED, Kind.RESULT)),
    ):
        for one in some:
            done += 1
            if done % 500 == 0 or done == total:
                tell(done, total)
            yield one


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _readme(site: str, since: dt.date, until: dt.date, count: int) -> str:
    text = _(
        "Learning records (xAPI) from %(since)s to %(until)s: %(count)s statements, one a line, in %(file)s.\n"
        "Nobody’s name or address is in them: each learner has a pseudonym.\n\n"
        "%(file)s.jws is a detached signature (JWS, EdDSA) over that file as it is, byte for byte.\n"
        "Check it with a key that you fetch yourself from %(site)s/xapi/keys.json,\n"
        "not with the copy in this folder: whoever changed the file may have changed that too.\n"
    )
    return text % {"since": since, "until": until, "count": count, "file": FILE, "site": site}
