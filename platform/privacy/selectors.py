"""Reads of the pages about one's own data."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from common.wall import across_structures
from learners.handover import left_behind
from learners.models import Learner
from privacy.holdings import ACCOUNT, LEARNER, holdings
from privacy.models import PrivacyAct
from structures.enums import Role
from structures.models import Partner, Person, Portal, Structure
from team.selectors.hindrance import hindrances

__all__ = [
    "GRACE", "Line", "acts_of", "due_on", "hindered_at", "hindered_because", "is_erased", "left_behind", "objects",
    "receipt", "receipt_lines", "scheduled_erasure", "structure_of",
]  # fmt: skip
GRACE = timedelta(days=7)
"""Between a structure's word and the erasure of a learner: time to take it back."""


def acts_of(*, user) -> QuerySet[PrivacyAct]:
    """What that account asked about itself, newest first. Needs `as_person`, or the wall open for her."""
    return PrivacyAct.objects.filter(user=user, learner=None)


def objects(*, user) -> bool:
    """Whether that account objects to statistics, in any project."""
    return Person.objects.filter(user=user, objects_to_statistics=True).exists()


ONLY_ONE = {
    Role.REFERENT: gettext_lazy(
        "You are the only referent of %(names)s. Make a colleague referent first, under “Team”."
    ),
    Role.COORDINATOR: gettext_lazy("You are the only coordinator of %(names)s. Invite another coordinator first."),
    Role.ADMINISTRATOR: gettext_lazy(
        "You are the only administrator of %(names)s. Invite another administrator first."
    ),
}


def hindered_because(*, user) -> list[str]:
    """Why her account can't be erased yet, a sentence a role: places that would be left without her; [] when it may."""
    return [words for words, _teams in hindered_at(user=user)]


def hindered_at(*, user) -> list[tuple[str, list[Structure]]]:
    """The same, each with the structures in whose team she can mend it."""
    places: dict[Role, list[Structure | Partner | Portal]] = {}
    for one in hindrances(user=user):
        places.setdefault(one.role, []).append(one.place)
    return [
        (
            str(ONLY_ONE[role]) % {"names": ", ".join(one.name for one in found)},
            [one for one in found if isinstance(one, Structure)],
        )
        for role, found in places.items()
    ]


def scheduled_erasure(learner: Learner) -> PrivacyAct | None:
    """The erasure that waits for its day; the structure must be open."""
    return PrivacyAct.objects.filter(learner=learner.pk, kind=PrivacyAct.Kind.ERASURE, done_at=None).first()


def due_on(act: PrivacyAct) -> datetime:
    """When a learner's erasure that her structure asked for is carried out."""
    return act.asked_at + GRACE


def is_erased(learner: Learner) -> bool:
    """An empty shell: nobody with an alias of nothing is ever added."""
    return not learner.alias


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a receipt."""

    title: str
    count: int
    done: str
    why: str


def receipt_lines(act: PrivacyAct) -> list[Line]:
    """The receipt in words: what was given, or what became of how many rows of what, and why some stay."""
    known = {".".join(one.link): one for one in (*holdings(ACCOUNT), *holdings(LEARNER))}
    lines = []
    for done, counts in act.receipt.items():
        for link, count in sorted(counts.items()):
            if link in known:
                lines.append(Line(str(known[link].title), count, done, str(known[link].why)))
    return lines


def receipt(*, pk) -> PrivacyAct | None:
    """By its number, which is random and only in her hands: she may have no account any more."""
    with across_structures("a receipt is found by its number, when there is nobody to sign in"):
        return PrivacyAct.objects.filter(pk=pk).first()


def structure_of(act: PrivacyAct) -> Structure | None:
    """The structure of a learner's act."""
    return Structure.objects.filter(pk=act.structure_id).first() if act.structure_id else None
