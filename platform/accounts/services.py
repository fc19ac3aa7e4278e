"""Accounts: made by an invitation or a registration, confirmed by the first code."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.signals import account_confirmed


@transaction.atomic
def account_for(*, email: str, first_name: str, last_name: str, language: str) -> tuple[User, bool]:
    """The account of that address (any case), and whether it is new. Names fill what is empty, and replace nothing."""
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        try:
            with transaction.atomic():
                names = {"first_name": first_name.strip(), "last_name": last_name.strip()}
                return User.objects.create_user(email, language=language, **names), True
        except IntegrityError:  # the same address was quicker, and is committed by now
            user = User.objects.get(email__iexact=email.strip())
    if not user.first_name and not user.last_name and (first_name or last_name):
        user.first_name, user.last_name = first_name.strip(), last_name.strip()
        user.save(update_fields=["first_name", "last_name"])
    return user, False


@transaction.atomic
def confirm_account(*, user: User) -> None:
    """The person showed that the address is hers: by a code, or by the link in an invitation. Again: no change."""
    now = timezone.now()
    if User.objects.filter(pk=user.pk, confirmed_at=None).update(confirmed_at=now):
        user.confirmed_at = now
        transaction.on_commit(lambda: account_confirmed.send(sender=User, user=user))


@transaction.atomic
def change_profile(*, user: User, first_name: str, last_name: str, language: str) -> None:
    """Names and language, as the person gives them."""
    user.first_name, user.last_name, user.language = first_name.strip(), last_name.strip(), language
    user.save(update_fields=["first_name", "last_name", "language"])


@transaction.atomic
def change_language(*, user: User, language: str) -> None:
    """The language of pages and letters."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
