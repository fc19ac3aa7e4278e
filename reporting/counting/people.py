"""Who is who: merged accounts, and the people who count nowhere (docs/counting.md, People)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .errors import MergeCircle
from .facts import Merge, Person

UNCOUNTED_KINDS = frozenset({"staff", "test"})
LEARNER_PREFIX = "learner:"


def _end(person: str, kept: Mapping[str, str]) -> str | None:
    """The account at the end of a person's merges, whatever their date; None when they go in a circle."""
    seen = {person}
    while person in kept:
        person = kept[person]
        if person in seen:
            return None
        seen.add(person)
    return person


class People:
    """The accounts of a project, followed through their merges. Raises MergeCircle."""

    def __init__(self, people: Iterable[Person], merges: Iterable[Merge]) -> None:
        self._accounts = {person.id: person for person in people}
        kept = {merge.merged: merge.kept for merge in merges}
        self._key: dict[str, str] = {}
        for merged in kept:
            end = _end(merged, kept)
            if end is None:
                raise MergeCircle(person=merged)
            self._key[merged] = end
        self.objecting = frozenset(self.key(account.id) for account in self._accounts.values() if account.objects)
        """Keys of the people who object, on whichever side of a merge they said so."""

    def key(self, person: str) -> str:
        """The id of the kept account: the person's key."""
        return self._key.get(person, person)

    def get(self, person: str) -> Person:
        """The kept account, whose structure, kind and invitation hold, empty ones too.

        An id that no record describes is an aidant without structure or invitation.
        """
        key = self.key(person)
        return self._accounts.get(key) or Person(key)

    def counts(self, person: str) -> bool:
        """False for staff and test people, who count nowhere."""
        return self.get(person).kind not in UNCOUNTED_KINDS

    def accounts(self) -> list[Person]:
        """All accounts, merged ones too, by id."""
        return [self._accounts[key] for key in sorted(self._accounts)]

    def merged_away(self, person: str) -> bool:
        """True when the account was merged into another one."""
        return person in self._key

    def in_statistics(self, user: str) -> bool:
        """Whether an activity's user makes usage sessions: not staff, not test, not objecting.

        Learners always do.
        """
        if user.startswith(LEARNER_PREFIX):
            return True
        return self.counts(user) and self.key(user) not in self.objecting

    def user_key(self, user: str) -> str:
        """An activity's user after merges; a learner's stays as it is, and is one per structure."""
        return user if user.startswith(LEARNER_PREFIX) else self.key(user)
