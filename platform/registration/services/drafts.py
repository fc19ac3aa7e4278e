"""A registration that is taken up again later: the link, and the forgetting."""

import datetime as dt
import secrets

from django.db import transaction
from django.utils import timezone

from registration import letters
from structures.models import RegistrationDraft
from team.services.invitations import hash_token

KEPT_FOR = dt.timedelta(days=30)


@transaction.atomic
def send_draft_link(*, draft: RegistrationDraft, email: str, language: str, site: str) -> None:
    """Mail the link with which the registration goes on, on any device; the letter carries its only copy.

    A link that was sent before ends: it may have gone to a mistyped address. The letter holds no word that was typed,
    so that nobody writes to strangers with it.
    """
    token = secrets.token_urlsafe(32)
    draft.token_hash, draft.email, draft.language = hash_token(token), email.strip().lower(), language
    draft.save(update_fields=["token_hash", "email", "language", "changed_at"])
    letters.registration_link(email=draft.email, language=language, token=token, days=KEPT_FOR.days, site=site)


def draft_behind(*, token: str) -> RegistrationDraft | None:
    """The registration that a link leads to; None for an unknown link, an older one, or after 30 days."""
    since = timezone.now() - KEPT_FOR
    return RegistrationDraft.objects.filter(token_hash=hash_token(token), changed_at__gte=since).first()


@transaction.atomic
def forget_drafts() -> int:
    """Registrations that nobody touched for 30 days go, sent or not; returns how many."""
    return RegistrationDraft.objects.filter(changed_at__lt=timezone.now() - KEPT_FOR).delete()[0]
