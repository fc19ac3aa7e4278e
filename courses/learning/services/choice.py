"""What a portal chooses to show of the house's modules. What learners have already got stays theirs."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import DomainError
from courses.learning.catalogue import choice_of
from courses.learning.models import Module, PortalCatalogue, PortalModule
from structures import journal
from structures.models import Portal


@transaction.atomic
def show_module(*, portal: Portal, module: Module, shown: bool, by) -> None:
    """Show it or hide it, whatever the others are."""
    PortalModule.objects.update_or_create(portal=portal, module=module, defaults={"shown": shown})
    journal.record(act="catalogue_changed", by=by, target=portal, module=module.code, shown=shown)


@transaction.atomic
def show_others(*, portal: Portal, shown: bool, by) -> None:
    """Whether a module that nobody decided on is shown, those to come included."""
    PortalCatalogue.objects.update_or_create(portal=portal, defaults={"others_shown": shown})
    journal.record(act="catalogue_changed", by=by, target=portal, others=shown)


@transaction.atomic
def move_module(*, portal: Portal, module: Module, later: bool, by) -> None:
    """One place earlier or later; the order that stands is kept for all. DomainError at either end."""
    _held(portal)
    order = list(choice_of(portal).values_list("pk", flat=True))
    if module.pk not in order:
        raise DomainError(_("This module is not published."))
    here = order.index(module.pk)
    there = here + (1 if later else -1)
    if not 0 <= there < len(order):
        raise DomainError(_("It stands at the end already."))
    order[here], order[there] = order[there], order[here]
    rows = [PortalModule(portal=portal, module_id=pk, place=place) for place, pk in enumerate(order, start=1)]
    PortalModule.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["portal", "module"], update_fields=["place"]
    )
    journal.record(act="catalogue_changed", by=by, target=portal, module=module.code, place=there + 1)


@transaction.atomic
def order_by_code(*, portal: Portal, by) -> None:
    """The usual order again."""
    _held(portal)
    if PortalModule.objects.filter(portal=portal).exclude(place=None).update(place=None):
        journal.record(act="catalogue_changed", by=by, target=portal, place=0)


def _held(portal: Portal) -> None:
    """One change of the order after the other."""
    Portal.objects.select_for_update(no_key=True).only("pk").get(pk=portal.pk)
