"""Acts on the library: keeping, sharing, reporting; and the curators' writing."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from courses.library.enums import Status
from courses.library.files import kind
from courses.library.models import Collection, CollectionItem, Favourite, OutdatedReport, Resource, ResourceFile, Share
from learners.models import Learner
from structures import journal
from structures.models import Structure

MOST_IN_COLLECTION = 100
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
    if resource.status != Status.PUBLISHED:
        raise DomainError(_("This resource is not published."))
    made = []
    for learner in learners:
        held = Share.objects.filter(learner=learner, ended_at=None)
        if held.filter(resource=resource).exists():
            continue
        if held.count() >= MOST_SHARED:
            text = _("%(name)s has %(n)s resources already: take one back first.")
            raise DomainError(text % {"name": learner.alias, "n": MOST_SHARED})
        made.append(Share.objects.create(structure=structure, learner=learner, resource=resource, by=by))
        journal.record(act="resource_shared", by=by, target=learner, resource=str(resource.pk))
    return made


@transaction.atomic
def take_back(*, one: Share, by) -> None:
    """It leaves the learner's page."""
    if one.ended_at is None:
        one.ended_at = timezone.now()
        one.save(update_fields=["ended_at"])
        journal.record(act="resource_taken_back", by=by, target=one.learner, resource=str(one.resource_id))


@transaction.atomic
def give_again(*, one: Share, by) -> None:
    """Undo of taking back."""
    if one.ended_at is not None:
        try:
            with transaction.atomic():
                one.ended_at = None
                one.save(update_fields=["ended_at"])
        except IntegrityError:  # given again meanwhile
            return
        journal.record(act="resource_shared", by=by, target=one.learner, resource=str(one.resource_id))


def report_outdated(*, resource: Resource, by, reason: str, note: str) -> OutdatedReport:
    """Tell the curators; one open report a person and resource, the later words win."""
    facts = {"reason": reason, "note": note, "at": timezone.now()}
    return OutdatedReport.objects.update_or_create(resource=resource, by=by, settled_at=None, defaults=facts)[0]


@transaction.atomic
def settle(*, report: OutdatedReport, by, checked: bool) -> None:
    """The curator looked. `checked`: the resource holds as of today."""
    report.settled_at, report.settled_by = timezone.now(), by
    report.save(update_fields=["settled_at", "settled_by"])
    if checked:
        Resource.objects.filter(pk=report.resource_id).update(checked_on=timezone.localdate())
    journal.record(act="resource_report_settled", by=by, target=report.resource)


@transaction.atomic
def save_resource(*, resource: Resource, by, file: Any = None, drop_file: bool = False) -> Resource:
    """Store what a curator wrote, as it stands. `file`: an uploaded file that takes the place of the one before."""
    new = resource._state.adding
    if new:
        resource.added_by = by
    resource.save()
    if drop_file or file is not None:
        ResourceFile.objects.filter(resource=resource).delete()
    if file is not None:
        keep_file(resource=resource, name=file.name, content=file.read())
    if new:
        journal.record(act="resource_added", by=by, target=resource)
    else:
        journal.record(act="resource_changed", by=by, target=resource)
    return resource


def keep_file(*, resource: Resource, name: str, content: bytes) -> ResourceFile:
    """The file of a resource, under the ending of what it is. DomainError when it is nothing that we keep."""
    found = kind(content)
    if found is None:
        raise DomainError(_("Give a PDF, a picture, an MP3 or an office document without macros."), field="file")
    ending, media_type = found
    base = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0][:100] or "file"
    return ResourceFile.objects.create(
        resource=resource,
        name=f"{base}.{ending}",
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )


@transaction.atomic
def set_status(*, resource: Resource, status: Status, by) -> None:
    """Publish it, or withdraw it."""
    if resource.status == status:
        return
    if status == Status.PUBLISHED and not (resource.url or resource.body or hasattr(resource, "file")):
        raise DomainError(_("Give an address, a file or a text first."))
    resource.status = status
    if status == Status.PUBLISHED:
        resource.checked_on = timezone.localdate()
    resource.save(update_fields=["status", "checked_on", "changed_at"])
    if status == Status.PUBLISHED:
        journal.record(act="resource_published", by=by, target=resource)
    else:
        journal.record(act="resource_withdrawn", by=by, target=resource)


# --- collections


def add_to(*, one: Collection, resource: Resource) -> None:
    """At its end; twice is once. DomainError at 100."""
    if one.items.filter(resource=resource).exists():
        return
    last = one.items.aggregate(last=Max("position"))["last"] or 0
    if one.items.count() >= MOST_IN_COLLECTION:
        raise DomainError(_("A collection holds 100 resources at most."))
    CollectionItem.objects.create(collection=one, resource=resource, position=last + 1)


def take_out(*, one: Collection, resource: Resource) -> None:
    one.items.filter(resource=resource).delete()


@transaction.atomic
def move(*, one: Collection, resource: Resource, up: bool) -> None:
    """One place up or down."""
    items = list(one.items.select_for_update().order_by("position", "pk"))
    here = next((index for index, item in enumerate(items) if item.resource_id == resource.pk), None)
    there = None if here is None else here - 1 if up else here + 1
    if here is None or there is None or not 0 <= there < len(items):
        return
    items[here], items[there] = items[there], items[here]
    for position, item in enumerate(items, 1):
        if item.position != position:
            item.position = position
            item.save(update_fields=["position"])
