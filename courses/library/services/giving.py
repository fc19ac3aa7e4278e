"""What a helper does with a resource: keeping it at hand, giving it to learners, saying that it needs a look."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from courses.library.enums import Status
from courses.library.models import Favourite, OutdatedReport, Resource, Share
from learners.models import Learner
from learners.services import hold
from structures import journal
from structures.models import Structure

MOST_SHARED = 20


def keep_favourite(*, user, resource: Resource, keep: bool) -> None:
    """Keep it at hand, or not any longer; twice is once."""
    if keep:
        Favourite.objects.get_or_create(user=user, resource=resource)
    else:
        Favourite.objects.filter(user=user, resource=resource).delete()


@transaction.atomic
def share(*, structure: Structure, learners: Iterable[Learner], resource: Resource, by) -> list[Share]:
    """Put it on the page of each of these learners of the open structure; who has it keeps it. DomainError at 20."""
    learners = list(learners)
    hold(learners)  # two helpers at once: one after the other
    made = []
    for learner in learners:
        if Share.objects.filter(learner=learner, resource=resource, ended_at=None).exists():
            continue
        _check_room(learner, resource)
        made.append(Share.objects.create(structure=structure, learner=learner, resource=resource, by=by))
        journal.record(act="resource_shared", by=by, target=learner, resource=str(resource.pk))
    return made


def _check_room(learner: Learner, resource: Resource) -> None:
    """DomainError: not published, or she has MOST_SHARED already. She is held."""
    if resource.status != Status.PUBLISHED:
        raise DomainError(_("This resource is not published."))
    if Share.objects.filter(learner=learner, ended_at=None).count() >= MOST_SHARED:
        text = _("%(name)s has %(n)s resources already: take one back first.")
        raise DomainError(text % {"name": learner.alias, "n": MOST_SHARED})


@transaction.atomic
def take_back(*, one: Share, by) -> None:
    """It leaves the learner's page; twice is once."""
    hold([one.learner])
    if Share.objects.filter(pk=one.pk, ended_at=None).update(ended_at=timezone.now()):
        journal.record(act="resource_taken_back", by=by, target=one.learner, resource=str(one.resource_id))


@transaction.atomic
def give_again(*, one: Share, by) -> None:
    """Undo of taking back; nothing where she has it again already. DomainError as for `share`."""
    hold([one.learner])
    if Share.objects.filter(learner=one.learner, resource_id=one.resource_id, ended_at=None).exists():
        return
    _check_room(one.learner, one.resource)
    Share.objects.filter(pk=one.pk).update(ended_at=None)
    journal.record(act="resource_shared", by=by, target=one.learner, resource=str(one.resource_id))


def report_outdated(*, resource: Resource, by, reason: str, note: str) -> OutdatedReport:
    """Tell the curators; one open report a person and resource, the later words win."""
    facts = {"reason": reason, "note": note, "at": timezone.now()}
    return OutdatedReport.objects.update_or_create(resource=resource, by=by, settled_at=None, defaults=facts)[0]
