"""Accounts: made by an invitation or a registration, confirmed by the first code."""

from django.db import transaction
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.models import User
from accounts.signals import account_changed, account_confirmed


@transaction.atomic
def account_for(*, email: str, first_name: str, last_name: str, language: str) -> tuple[User, bool]:
    """The account of that address (any case), and whether it is new.

    Names fill what is empty of an account that nobody has signed in to yet: whoever is somebody names herself.

    The statements are the same whether there is one or not: a stranger who may type any address measures nothing.
    """
    names = {"first_name": first_name.strip(), "last_name": last_name.strip()}
    made = User(email=email.strip().lower(), language=language, **names)
    made.set_unusable_password()
    _free_address(made.email)
    User.objects.bulk_create([made], ignore_conflicts=True)  # two at once: one is made
    user = _with_heirs().get(email__iexact=made.email)
    new = user.public == made.public
    user = user.kept
    User.objects.filter(pk=user.pk, first_name="", last_name="", confirmed_at=None).update(**names)
    if not user.first_name and not user.last_name and user.confirmed_at is None:
        user.first_name, user.last_name = names["first_name"], names["last_name"]
    return user, new


def account_of(*, email: str) -> User | None:
    """The account that answers for that address: its own, or the one that it became by a merge."""
    own = User.objects.filter(email__iexact=email.strip(), merged_into=None)
    return kept_account(email=email) or own.first()


def kept_account(*, email: str) -> User | None:
    """The account that the one of this address became by a merge; None when it was not merged (docs/merging.md)."""
    user = _with_heirs().filter(email__iexact=email.strip(), merged_into__isnull=False).first()
    return user.kept if user and not user.kept.erased_at else None


def _free_address(email: str) -> None:
    """Nobody answers there any more: its account became one that was erased. The address may register anew."""
    erased = Q(merged_into__erased_at__isnull=False) | Q(merged_into__merged_into__erased_at__isnull=False)
    gone = User.objects.filter(erased, email__iexact=email, erased_at=None).values("pk")
    nobody = Concat(Value("erased-"), Cast("pk", CharField()), Value("@erased.invalid"))
    User.objects.filter(pk__in=gone).update(email=nobody, first_name="", last_name="", erased_at=timezone.now())


def _with_heirs() -> QuerySet[User]:
    """Accounts, in the same statement with what they became, twice over: an address that went costs what any costs."""
    return User.objects.select_related("merged_into__merged_into")


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
    before = {"first_name": user.first_name, "last_name": user.last_name, "email": user.email}
    user.first_name, user.last_name, user.language = first_name.strip(), last_name.strip(), language
    user.save(update_fields=["first_name", "last_name", "language"])
    account_changed.send(sender=User, user=user, before=before)


@transaction.atomic
def change_language(*, user: User, language: str) -> None:
    """The language of pages and letters."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
