"""Erasing an account or a learner: what carries her goes, what was counted stays, and no total moves.

An account: at once, nobody can sign in with it and it has no name; a job does the rest. A learner: in one
transaction. Both leave an empty shell, for the count keys on it (docs/privacy.md, Erasure).
"""

from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from common.holdings import Erasure, Holding
from common.models import Job
from common.wall import across_structures, as_person, open_structure
from courses.learning.models import Answer, AnswerConflict, Assignment
from learners.models import PSEUDONYM_ALPHABET, Learner, new_pseudonym
from privacy.holdings import ACCOUNT, LEARNER, holdings, rows_of
from privacy.models import PrivacyAct

ERASE = "privacy.erase_account"
FORGOTTEN = (Answer, AnswerConflict)  # by the database's own function
Receipt = dict[str, dict[str, int]]


def empty_account(user: User) -> None:
    """What a sign-in needs, and what names her, goes from the row of the account."""
    user.email, user.first_name, user.last_name = f"erased-{user.pk}@erased.invalid", "", ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.erased_at, user.last_login, user.warned_at = timezone.now(), None, None
    user.bounced_at, user.bounce_reason = None, ""
    user.save()


def merged_into(user: User) -> list[User]:
    """The accounts of the same person that became this one, through all merges (docs/merging.md)."""
    found: list[User] = []
    above = [user.pk]
    while above:
        next_ones = list(User.objects.filter(merged_into__in=above).order_by("pk"))
        found += next_ones
        above = [one.pk for one in next_ones]
    return found


def erase_rows_of_account(act: PrivacyAct) -> Receipt:
    """Everything that the rooms declare, in one transaction; returns what was done to how many rows of what."""
    done: Receipt = {}
    for pk in [act.user_id, *(one.pk for one in merged_into(User(pk=act.user_id)))]:
        with as_person(pk), across_structures("an erased person's rows, wherever they are"):
            for erasure, counts in _erase(ACCOUNT, pk).items():
                whole = done.setdefault(erasure, {})
                for link, count in counts.items():
                    whole[link] = whole.get(link, 0) + count
    return done


def erase_learner(act: PrivacyAct) -> Receipt:
    """Her rows, in one transaction. Her structure must be open.

    A shell stays under each count: help, checks and sessions still lead to one learner, who is nobody. A pseudonym
    that was drawn here is drawn again; one from a pack stays, for the same pack may come once more and must not make
    a second learner of her.
    """
    learner = Learner.objects.select_for_update(no_key=True, of=("self",)).get(pk=str(act.learner))
    forgotten = _forget_answers(learner)
    done = _erase(LEARNER, learner.pk)
    done[Erasure.DELETE] = forgotten | done.get(Erasure.DELETE, {})
    learner.alias, learner.note, learner.referent = "", "", None
    learner.archived_at = learner.archived_at or timezone.now()
    if _drawn_here(learner.pseudonym):
        learner.pseudonym = new_pseudonym()
    learner.save(update_fields=["alias", "note", "referent", "archived_at", "pseudonym"])
    return done


def _drawn_here(pseudonym: str) -> bool:
    return len(pseudonym) == len(new_pseudonym()) and set(pseudonym) <= set(PSEUDONYM_ALPHABET)


def _forget_answers(learner: Learner) -> dict[str, int]:
    """Answers are append-only for every role of the application: the owner's function forgets one learner's."""
    counts = {
        f"{model._meta.label}.learner": model._base_manager.filter(learner=learner).count() for model in FORGOTTEN
    }
    asked = across_structures("answers are append-only")
    with open_structure(learner.structure_id), asked, connection.cursor() as cursor:
        cursor.execute("SELECT halte_forget_answers(%s)", [str(learner.pk)])
    return {link: count for link, count in counts.items() if count}


@transaction.atomic
def _erase(subject: str, key: Any) -> Receipt:
    done: Receipt = {}
    for holding in holdings(subject):
        count = _act_on(holding, key)
        if count:
            done.setdefault(holding.erasure, {})[".".join(holding.link)] = count
    return done


def _act_on(holding: Holding, key: Any) -> int:
    rows = rows_of(holding, key).filter(holding.among)
    if holding.model in FORGOTTEN:
        return 0
    if holding.model is Job:
        rows = rows.exclude(kind=ERASE)  # the one that does this
    count = rows.count()
    if count and holding.erasure == Erasure.DELETE and holding.model is Assignment:
        # Its answers are gone: Django would ask the database to delete them once more, and be refused.
        rows._raw_delete(rows.db)
    elif count and holding.erasure == Erasure.DELETE:
        rows.delete()
    elif count and holding.erasure == Erasure.CLEAR:
        rows.update(**holding.clear)
    return count
