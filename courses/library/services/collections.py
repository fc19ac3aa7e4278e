"""Collections: resources in an order that somebody chose; some stand on the library's front page."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from common.errors import DomainError
from courses.library.models import Collection, CollectionItem, Resource
from structures import journal

MOST_IN_COLLECTION = 100
WORDS = ("title", "about", "language")


@transaction.atomic
def make_collection(*, owner, first: Resource | None = None, **words: Any) -> Collection:
    """A collection of her own (`title`, `about`, `language`); with `first` in it."""
    made = Collection.objects.create(owner=owner, **words)
    if first:
        add_to(one=made, resource=first)
    return made


@transaction.atomic
def change_collection(*, one: Collection, by, **words: Any) -> None:
    """Its title, what it is for, its language; of one that everybody sees, the journal keeps who did it."""
    for name in WORDS:
        setattr(one, name, words[name])
    one.save(update_fields=[*WORDS, "changed_at"])
    if one.shown:
        journal.record(act="collection_changed", by=by, target=one)


@transaction.atomic
def delete_collection(*, one: Collection, by) -> None:
    """The collection goes; the resources stay."""
    if one.shown:
        journal.record(act="collection_hidden", by=by, target=one)
    one.delete()


@transaction.atomic
def show_collection(*, one: Collection, shown: bool, by) -> None:
    """On the library's front page, or off it; twice is once."""
    if not Collection.objects.filter(pk=one.pk).exclude(shown=shown).update(shown=shown):
        return
    if shown:
        journal.record(act="collection_shown", by=by, target=one)
    else:
        journal.record(act="collection_hidden", by=by, target=one)


@transaction.atomic
def add_to(*, one: Collection, resource: Resource) -> None:
    """At its end; twice is once. DomainError at 100."""
    _hold(one)
    if one.items.filter(resource=resource).exists():
        return
    if one.items.count() >= MOST_IN_COLLECTION:
        raise DomainError(_("A collection holds 100 resources at most."))
    last = one.items.aggregate(last=Max("position"))["last"] or 0
    CollectionItem.objects.create(collection=one, resource=resource, position=last + 1)


def take_out(*, one: Collection, resource: Resource) -> None:
    one.items.filter(resource=resource).delete()


@transaction.atomic
def move(*, one: Collection, resource: Resource, up: bool) -> None:
    """One place up or down."""
    _hold(one)
    items = list(one.items.order_by("position", "pk"))
    here = next((index for index, item in enumerate(items) if item.resource_id == resource.pk), None)
    there = None if here is None else here - 1 if up else here + 1
    if here is None or there is None or not 0 <= there < len(items):
        return
    items[here], items[there] = items[there], items[here]
    for position, item in enumerate(items, 1):
        if item.position != position:
            item.position = position
            item.save(update_fields=["position"])


def _hold(one: Collection) -> None:
    """Its row, until the transaction ends: what is done to it twice at once is done one after the other."""
    Collection.objects.select_for_update(no_key=True).only("pk").get(pk=one.pk)
