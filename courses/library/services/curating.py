"""The curators' writing: a resource, its file, its status, what was reported, and what ships anew (docs/library.md)."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.overtaken import Overtaken
from courses.library import shipping
from courses.library.enums import Status
from courses.library.files import kind
from courses.library.models import OutdatedReport, Resource, ResourceFile
from courses.library.selectors import version_of
from structures import journal


@transaction.atomic
def save_resource(
    *, resource: Resource, by, facts: dict[str, Any], seen: str = "", file: Any = None, drop_file: bool = False
) -> Resource:
    """Store what a curator wrote. `file`: an uploaded file that takes the place of the one before.

    `seen`: the version that the change is based on (selectors.version_of). Overtaken when there is another by now.
    """
    new = resource._state.adding
    held = resource if new else _held(resource)
    if seen and seen != version_of(held):
        raise Overtaken(stored=held, name=journal.last_name(target=held))
    for name, value in facts.items():
        setattr(held, name, value)
    if new:
        held.added_by = by
        held.save()
    else:
        held.save(update_fields=[*facts, "changed_at"])
    if drop_file or file is not None:
        ResourceFile.objects.filter(resource=held).delete()
    if file is not None:
        keep_file(resource=held, name=file.name, content=file.read())
    if new:
        journal.record(act="resource_added", by=by, target=held)
    else:
        journal.record(act="resource_changed", by=by, target=held)
    return held


def _held(resource: Resource) -> Resource:
    """Its row as it is now, until the transaction ends: of two curators, the second sees what the first did."""
    return Resource.objects.select_for_update(no_key=True).get(pk=resource.pk)


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
    """Publish it, or withdraw it; twice is once. DomainError for publishing what has nothing to open or to read."""
    held = _held(resource)
    if held.status == status:
        return
    whole = held.url or held.body or ResourceFile.objects.filter(resource=held).exists()
    if status == Status.PUBLISHED and not whole:
        raise DomainError(_("Give an address, a file or a text first."))
    held.status = status
    if status == Status.PUBLISHED:
        held.checked_on = timezone.localdate()
    held.save(update_fields=["status", "checked_on", "changed_at"])
    if status == Status.PUBLISHED:
        journal.record(act="resource_published", by=by, target=held)
    else:
        journal.record(act="resource_withdrawn", by=by, target=held)


@transaction.atomic
def settle(*, report: OutdatedReport, by, checked: bool) -> None:
    """The curator looked; twice is once. `checked`: the resource holds as of today."""
    held = OutdatedReport.objects.select_for_update(no_key=True, of=("self",)).get(pk=report.pk)
    if held.settled_at is not None:
        return
    held.settled_at, held.settled_by = timezone.now(), by
    held.save(update_fields=["settled_at", "settled_by"])
    if checked:
        Resource.objects.filter(pk=held.resource_id).update(checked_on=timezone.localdate())
    journal.record(act="resource_report_settled", by=by, target=held.resource)


@transaction.atomic
def take_shipped(*, resource: Resource, by) -> None:
    """What ships today takes the place of a curator's correction; nothing where no newer one waits."""
    held = _held(resource)
    facts = shipping.facts_of(held.code, held.language) if held.newer_ships else None
    if facts:
        shipping.write(held, facts)
        journal.record(act="resource_changed", by=by, target=held)


@transaction.atomic
def keep_correction(*, resource: Resource, by) -> None:
    """The correction stays until something else ships under this code; nothing where no newer one waits."""
    held = _held(resource)
    facts = shipping.facts_of(held.code, held.language) if held.newer_ships else None
    if facts:
        held.shipped, held.newer_ships = shipping.mark(facts), False
        held.save(update_fields=["shipped", "newer_ships"])
        journal.record(act="resource_kept", by=by, target=held)
