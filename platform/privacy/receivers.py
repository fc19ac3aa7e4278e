"""A sign-in takes back the warning that an account is unused; and the security log, of accounts and of learners."""

from allauth.account.signals import login_code_rejected
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from accounts.models import User
from learners.signals import card_tried, learner_restored
from privacy.models import SecurityEvent
from privacy.plans import follow_restored
from privacy.services import note_security

Kind = SecurityEvent.Kind


@receiver(user_logged_in)
def still_used(sender, request, user, **kwargs) -> None:
    """She is there: the account stays."""
    if user.warned_at is not None:
        User.objects.filter(pk=user.pk).update(warned_at=None)
        user.warned_at = None


@receiver(user_logged_in)
def note_sign_in(sender, request, user, **kwargs) -> None:
    """Both steps are taken."""
    note_security(kind=Kind.SIGNED_IN, user_id=user.pk)


@receiver(login_code_rejected)
def note_wrong_code(sender, request, user, last_attempt, **kwargs) -> None:
    """A code by mail that was not right; the last try ends the code."""
    note_security(kind=Kind.LOCKED if last_attempt else Kind.FAILED, user_id=user.pk)


@receiver(authentication_failed)
def note_wrong_second_step(sender, request, user, **kwargs) -> None:
    """An app's or a spare code that was not right."""
    note_security(kind=Kind.SECOND_STEP_FAILED, user_id=user.pk)


@receiver(learner_restored)
def keep_who_is_back(sender, learner, by, **kwargs) -> None:
    """Nobody is erased who is followed again."""
    follow_restored(learner=learner, by=by)


@receiver(card_tried)
def note_card(sender, outcome, learner, structure, **kwargs) -> None:
    """A learner, with a card or in a workshop's room."""
    note_security(kind=Kind(outcome), structure_id=structure, learner=learner)
