"""Each save of a draft is kept, by whatever door it came: the editor, the administration, an import."""

import datetime as dt
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from courses.authoring.models import DraftSave
from courses.learning.models import ModuleVersion
from courses.learning.signals import draft_saved
from exercises.documents import Files

ONE_SITTING = dt.timedelta(minutes=5)


@receiver(draft_saved)
def keep_save(sender: Any, *, draft: ModuleVersion, before: Files, after: Files, by, apart: bool, **kwargs) -> None:
    """The files that changed, as they were; the same hand in the same file a moment ago is the same save."""
    changed = {name: before.get(name) for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    if not changed:
        return
    now, who = timezone.now(), by.pk if by else None
    last = DraftSave.objects.filter(version=draft).first()
    if last and not apart and _goes_on(last, who, changed, now):
        last.at = now
        last.save(update_fields=["at"])
        return
    DraftSave.objects.create(version=draft, by_id=who, at=now, before=changed, apart=apart)


def _goes_on(last: DraftSave, who: int | None, changed: dict[str, str | None], now: dt.datetime) -> bool:
    same = last.by_id == who and not last.apart and set(changed) == set(last.before)
    return same and now - last.at < ONE_SITTING
