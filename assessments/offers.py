"""The modules that a check may propose. The modules live in a room above, which plugs itself in when it starts:

    offers.provide(function)      # in AppConfig.ready of `courses`

So this room knows codes and titles, and nothing else of how modules work.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from learners.models import Learner


@dataclass(frozen=True, slots=True)
class Offer:
    """A published module, named in the page's language. `gives`: the code of what is given for it, where another."""

    code: str
    title: str
    minutes: int
    picto: str = "learn"
    gives: str = ""


Provider = Callable[[Learner], Sequence[Offer]]


def _nothing(learner: Learner) -> Sequence[Offer]:
    return ()


_provider: list[Provider] = [_nothing]


def provide(function: Provider) -> Provider:
    """Plug in who knows the modules: for a learner, those published that she hasn't done, nor has open now."""
    _provider[0] = function
    return function


def offers_for(learner: Learner) -> Sequence[Offer]:
    """What may be proposed to this learner today; nothing when no room offers modules."""
    return _provider[0](learner)
