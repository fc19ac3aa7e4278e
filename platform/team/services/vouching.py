"""A lost second step: somebody who knows the person vouches for her, and she sets up a new one."""

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import devices, second_step
from accounts.models import User
from common.errors import DomainError
from common.wall import open_structure
from structures import journal
from team import letters
from team.selectors.vouching import Reach, people_to_vouch_for


class Seen(models.TextChoices):
    """How the voucher knows that it is she who asks. The journal keeps the code."""

    MET = "met", gettext_lazy("I have seen her in person")
    CALLED = "called", gettext_lazy("I called her on a number that I knew before")
    VIDEO = "video", gettext_lazy("I have seen her on a video call")


@transaction.atomic
def vouch(*, by: User, reach: Reach, handle: str, how: str, site: str) -> User:
    """Remove the second step of the person behind that handle, once; end her sessions; tell her at once.

    Raises DomainError when she is none of those for whom `by` may vouch, or has no second step any more.
    """
    found = next((one for one in _all(by, reach) if one.handle == handle), None)
    if found is None or how not in Seen.values:
        raise DomainError(_("Choose a person of the list."), field="person")
    user = User.objects.select_for_update().get(pk=found.user.pk)
    with open_structure(found.structure_id):
        _remove(user, by=by, act="second_step_vouched", how=how)
    letters.second_step_removed(to=user, by=by, site=site)
    return user


@transaction.atomic
def reset_second_step(*, email: str) -> User:
    """The way out of last resort, from the server's own terminal: for the last administrator. Raises DomainError."""
    user = User.objects.select_for_update().filter(email__iexact=email.strip()).first()
    if user is None:
        raise DomainError(_("No account has this address."))
    _remove(user, by=None, act="second_step_reset")
    letters.second_step_removed(to=user, by=None, site="")
    return user


def _remove(user: User, *, by: User | None, act: str, **detail) -> None:
    if not second_step.remove_all(user=user):
        raise DomainError(_("This person has no second step any more. She can sign in by e-mail."), field="person")
    devices.end_all(user=user)
    journal.record(act=act, by=by, target=user, **detail)


def _all(by: User, reach: Reach):
    return people_to_vouch_for(by=by, reach=reach, most=None)
