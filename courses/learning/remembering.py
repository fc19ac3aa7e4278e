"""What is made of a version, kept in memory: as by `lru_cache`, but a draft has one place however often it is saved."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, TypeVar

# Versions: those of 32 modules, the earlier ones that learners still follow, structures' copies, drafts.
# Parts and exercises: of each, in the languages and countries that read it; a module has 14 exercises.
VERSIONS, PARTS, EXERCISES = 256, 1024, 4096


Made = TypeVar("Made")


def of_version(most: int) -> Callable[[Callable[..., Made]], Callable[..., Made]]:
    """Remember the last `most` things that a function makes of (version, fingerprint, ...).

    The same fingerprint is the same document. With another one, what was remembered of that version is replaced: a
    curator who saves a draft a hundred times pushes out nothing that learners read.
    """

    def remembering(make: Callable[..., Made]) -> Callable[..., Made]:
        known: OrderedDict[tuple, tuple[str, Made]] = OrderedDict()
        lock = Lock()

        @wraps(make)
        def asked(version: int, sha256: str, *rest: Any) -> Made:
            key = (version, *rest)
            found = known.get(key)
            if found is None or found[0] != sha256:
                found = (sha256, make(version, sha256, *rest))
            with lock:
                known[key] = found
                known.move_to_end(key)
                if len(known) > most:
                    known.popitem(last=False)
            return found[1]

        return asked

    return remembering
