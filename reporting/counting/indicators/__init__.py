"""The 18 indicators, one function each: a ledger in, units and excluded rows out."""

from __future__ import annotations

from collections.abc import Callable

from ..ledger import Ledger
from ..units import Counted
from .accompaniments import accomp_declared, accomp_estimated, persons_benefit
from .actions import aware_actions, events
from .membership import aidant_accounts, struct_aff
from .publicity import content_pub, news_readers, press
from .trainings import completions, part_trained, train_actions, train_participations, webinar_attend
from .usage import diagnostics, sessions_zone


def trainers(_: Ledger) -> Counted:
    """Nothing in the records tells who was trained as a trainer, so there is none."""
    return Counted()


COUNTERS: dict[str, Callable[[Ledger], Counted]] = {
    "PART_TRAINED": part_trained,
    "TRAIN_PARTICIPATIONS": train_participations,
    "COMPLETIONS": completions,
    "TRAIN_ACTIONS": train_actions,
    "AWARE_ACTIONS": aware_actions,
    "EVENTS": events,
    "STRUCT_AFF": struct_aff,
    "AIDANT_ACCOUNTS": aidant_accounts,
    "SESSIONS_ZONE": sessions_zone,
    "ACCOMP_DECLARED": accomp_declared,
    "ACCOMP_ESTIMATED": accomp_estimated,
    "PERSONS_BENEFIT": persons_benefit,
    "NEWS_READERS": news_readers,
    "PRESS": press,
    "WEBINAR_ATTEND": webinar_attend,
    "TRAINERS": trainers,
    "CONTENT_PUB": content_pub,
    "DIAGNOSTICS": diagnostics,
}
"""By code, in catalogue order."""
