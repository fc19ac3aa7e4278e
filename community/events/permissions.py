"""What may be done with an action in its state: pure, read by services, views and templates alike."""

import datetime as dt

from django.utils import timezone

from community.events.models import Action, ActionStatus


def may_register(action: Action) -> bool:
    """Registration is open until the action starts. An awareness action asks for none."""
    return action.has_roll and action.status == ActionStatus.PLANNED and not action.started


def may_tick(action: Action) -> bool:
    """People are ticked off from the day of the action on, until the roll is validated."""
    today = timezone.localdate()
    return action.has_roll and action.status == ActionStatus.PLANNED and timezone.localdate(action.starts_at) <= today


def may_validate(action: Action) -> bool:
    """A roll is validated once the last of its dates has come, and begun."""
    return may_tick(action) and over(action)


def may_close(action: Action) -> bool:
    """Closing by hand, for what doesn't count by its roll."""
    return action.status == ActionStatus.PLANNED and not action.counts_by_roll and over(action)


def may_cancel(action: Action) -> bool:
    return action.status == ActionStatus.PLANNED


def over(action: Action, now: dt.datetime | None = None) -> bool:
    """Its last date has come, and its first one has begun."""
    now = now or timezone.now()
    return action.starts_at <= now and action.days[-1] <= timezone.localdate(now)
