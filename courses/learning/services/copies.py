"""Acts on a structure's own copies of the house's modules. The structure is open, and nothing of it leaves it.

A copy is a module like any other: it is written, linted and published in versions (courses/learning/services/
versions.py). Its origin stays named, and so does the version that it was taken from.
"""

import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from courses.learning.enums import Audience
from courses.learning.models import Module, ModuleVersion
from exercises.texts import LANGUAGES
from structures import journal
from structures.models import Structure

SIGNS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowel, so no word; no digit, so it is no exercise's id
LENGTH = 4
TRIES = 5
MOST_COPIES = 50  # of one structure: each is some 100 kB


@transaction.atomic
def copy_module(*, module: Module, structure: Structure, by) -> Module:
    """A copy of the module's published version, as a draft of that structure's own.

    DomainError: not the house's, not for learners, not published, or the structure has MOST_COPIES.
    """
    source = ModuleVersion.objects.filter(module=module, status=ModuleVersion.Status.PUBLISHED).first()
    if source is None or module.own or module.audience != Audience.LEARNER:
        raise DomainError(_("This module can’t be copied."))
    if Module.objects.filter(structure=structure, put_away_at=None).count() >= MOST_COPIES:
        raise DomainError(_("You have %(n)s copies already. Delete one first.") % {"n": MOST_COPIES})
    copy = _made(module, source, structure)
    ModuleVersion.objects.create(
        module=copy, number=1, document=source.document, sha256=source.sha256, files=source.files
    )
    journal.record(act="module_copied", by=by, target=copy, module=copy.code, number=source.number)
    return copy


def _made(module: Module, source: ModuleVersion, structure: Structure) -> Module:
    """The row, under a code that nobody has: another structure's can't be seen, so it is tried."""
    facts = ("track", "level", "minutes", "competences", "audience")
    texts = [f"{name}_{language}" for name in ("title", "promise") for language in LANGUAGES]
    values = {name: getattr(module, name) for name in (*facts, *texts)}
    for attempt in range(TRIES):
        code = f"{module.code}-{''.join(secrets.choice(SIGNS) for _n in range(LENGTH))}"
        try:
            with transaction.atomic():
                return Module.objects.create(code=code, structure=structure, copied_from=source, seen=source, **values)
        except IntegrityError:
            if attempt + 1 == TRIES:
                raise
    raise AssertionError("unreachable")


def origin_changed(copy: Module) -> ModuleVersion | None:
    """The published version of the origin that the structure has not looked at yet, if any."""
    if copy.copied_from is None:
        return None
    newest = copy.copied_from.module.published
    return newest if newest is not None and newest.pk != copy.seen_id else None


@transaction.atomic
def note_seen(*, copy: Module, number: int, by) -> None:
    """Somebody looked at that version of the origin. Twice is once.

    DomainError when the origin has moved on meanwhile.
    """
    newest = origin_changed(copy)
    if newest is None:
        return
    if newest.number != number:
        raise DomainError(_("The original has changed again. Look at it once more."))
    copy.seen = newest
    copy.save(update_fields=["seen"])
    journal.record(act="module_origin_seen", by=by, target=copy, module=copy.code, number=number)


@transaction.atomic
def put_away(*, copy: Module, by) -> None:
    """Delete the copy: it is on no list any more, and nobody gets it. What was done in it stays. Twice is once.

    DomainError while it is published: it is withdrawn first.
    """
    copy = Module.objects.select_for_update(no_key=True).get(pk=copy.pk)
    if copy.published_id is not None:
        raise DomainError(_("This module is published. Withdraw it first."))
    if copy.put_away_at is None:
        copy.put_away_at = timezone.now()
        copy.save(update_fields=["put_away_at"])
        journal.record(act="module_put_away", by=by, target=copy, module=copy.code)


@transaction.atomic
def bring_back(*, copy: Module, by) -> None:
    """Undo of the deletion. Twice is once."""
    copy = Module.objects.select_for_update(no_key=True).get(pk=copy.pk)
    if copy.put_away_at is not None:
        copy.put_away_at = None
        copy.save(update_fields=["put_away_at"])
        journal.record(act="module_brought_back", by=by, target=copy, module=copy.code)
