"""What lies sealed in this room, sealed again when the key of the vault changes (docs/running.md)."""

from django.db import models, transaction

from accounts import vault
from common.wall import across_structures
from courses.interop.models import RecordStore, ScoreLine, ToolKey

SEALED: tuple[tuple[type[models.Model], str], ...] = (
    (RecordStore, "secret"),
    (ScoreLine, "user"),
    (ToolKey, "private"),
)


@transaction.atomic
def seal_again() -> int:
    """Whatever lies under an older key than the first; how many. Run again, none."""
    done = 0
    with across_structures("the vault's key changes, for the secrets of every structure"):
        for model, column in SEALED:
            for pk, text in model._default_manager.values_list("pk", column):
                fresh = vault.again(text)
                if fresh != text:
                    done += model._default_manager.filter(pk=pk, **{column: text}).update(**{column: fresh})
    return done
