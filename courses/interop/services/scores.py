"""Results that go back into a platform's gradebook (AGS), by a worker, with another try when it fails."""

from collections.abc import Callable
from typing import Final

import requests
from django.db import transaction
from django.utils import timezone
from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.exception import LtiException, LtiServiceException
from pylti1p3.grade import Grade
from pylti1p3.service_connector import ServiceConnector

from accounts import vault
from common.wall import open_structure
from courses.interop import outgoing, selectors
from courses.interop.enums import FIRST_PAUSE, LONGEST_PAUSE, TRIES, Kind, Told, Trouble
from courses.interop.models import Platform, ScoreLine
from courses.interop.services.platforms import registration_of
from structures import journal

SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
SIGN_IN = {400, 401, 403}  # a token endpoint says 400 to a key that it does not know


def hosts_of(platform: Platform) -> set[str]:
    """The hosts that an administrator wrote down for it: nobody else is spoken to, whatever a launch says."""
    return {outgoing.host_of(one) for one in (platform.token_url, platform.keyset_url, platform.login_url)}


def send_score(*, structure_id: int, line_id: int) -> Trouble:
    """Tell the platform how far she is: begun, or finished with so many of the check's questions."""
    with open_structure(structure_id):
        with transaction.atomic():
            line = _taken(line_id)
            grade = _grade(line) if line else None
        if line is None or grade is None:
            return Trouble.NONE
        trouble = _put(line, grade)
        with transaction.atomic():
            _note(line, trouble, Told(grade.get_activity_progress() or ""))
        return trouble


@transaction.atomic
def try_scores_again(*, platform: Platform, by) -> int:
    """Results that were tried too often are tried once more; how many. The structure is open."""
    lost = ScoreLine.objects.filter(platform=platform, tries__gte=2 * TRIES).exclude(told=Told.COMPLETED)
    count = lost.update(tries=0, trouble=Trouble.NONE, next_at=timezone.now())
    journal.record(act="scores_retried", by=by, target=platform, results=count)
    return count


def _taken(line_id: int) -> ScoreLine | None:
    """The line, for this worker: the next one looks again after a pause."""
    held = ScoreLine.objects.select_for_update(of=("self",), skip_locked=True)
    line = held.select_related("platform", "assignment__module").filter(pk=line_id, platform__on=True).first()
    if line is None or line.next_at > timezone.now():
        return None
    pause = min(FIRST_PAUSE * 2 ** min(line.tries, 20), LONGEST_PAUSE)
    ScoreLine.objects.filter(pk=line.pk).update(next_at=timezone.now() + pause)
    return line


def _grade(line: ScoreLine) -> Grade | None:
    """What to tell; None when it is known already."""
    done = list(selectors.told_ended([_told(line)], (Kind.RESULT,)))
    if not done and line.told:
        return None
    grade = Grade().set_user_id(vault.unseal(line.user)).set_timestamp(timezone.now().isoformat())
    if not done:
        return grade.set_activity_progress(Told.IN_PROGRESS.value).set_grading_progress("NotReady")
    reached, most = done[0].points
    grade.set_score_given(reached).set_score_maximum(most)
    return grade.set_activity_progress(Told.COMPLETED.value).set_grading_progress("FullyGraded")


def _told(line: ScoreLine):
    return line.assignment.__class__.objects.select_related("learner", "version__module").get(pk=line.assignment_id)


def _put(line: ScoreLine, grade: Grade) -> Trouble:
    hosts = hosts_of(line.platform)
    if not outgoing.may_be_asked(line.address, hosts):
        return Trouble.ADDRESS
    with outgoing.Session(hosts, public=True) as session:
        connector = ServiceConnector(registration_of(line.platform), session)
        service = AssignmentsGradesService(connector, {"scope": [SCOPE], "lineitem": line.address})
        # The token is asked for first, and kept by the connector for what follows.
        return _tried(lambda: connector.get_access_token([SCOPE]), Trouble.BROKEN) or _tried(
            lambda: service.put_grade(grade),
            Trouble.NONE,  # it took the result, and answered something that nobody needs
        )


def _tried(act: Callable[[], object], unreadable: Trouble) -> Trouble:
    """What stood in the way; `unreadable`: the answer is none that a library can read."""
    try:
        act()
    except LtiServiceException as error:
        return _trouble(error.response.status_code)
    except (requests.JSONDecodeError, LookupError, TypeError):
        return unreadable
    except (LtiException, requests.RequestException):
        return Trouble.NOT_THERE
    return Trouble.NONE


def _trouble(status: int) -> Trouble:
    return Trouble.SIGN_IN if status in SIGN_IN else Trouble.BROKEN if status >= 429 else Trouble.REFUSED


def _note(line: ScoreLine, trouble: Trouble, told: Told) -> None:
    row = ScoreLine.objects.filter(pk=line.pk)
    if trouble:
        row.update(tries=line.tries + 1, trouble=trouble)
    else:
        row.update(tries=0, trouble=Trouble.NONE, told=told, next_at=timezone.now())
