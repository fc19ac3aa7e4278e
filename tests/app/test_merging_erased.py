"""Who erases her account erases each that was merged into it: nothing of them is left, and nothing comes back."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import account_for, account_of, kept_account
from common.errors import DomainError
from merging.services import merge_accounts, undo_merge
from privacy import erasing, services, unused
from privacy.retention import RULES
from structures.enums import Role
from structures.models import JoinRequest
from tests.app.factories import StructureFactory, UserFactory, portal_person
from tests.app.merging import across

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts", "in_english")]


@pytest.fixture
def chain():
    """Three accounts of one person: the first became the second, that one the third; and the two merges."""
    first, second, third = (UserFactory(email=f"mia{n}@place.example", first_name="Mia") for n in (1, 2, 3))
    by = portal_person(Role.ADMINISTRATOR)
    merges = [
        merge_accounts(kept=second.pk, gone=first.pk, by=by),
        merge_accounts(kept=third.pk, gone=second.pk, by=by),
    ]
    return [first, second, third], merges, by


def test_the_whole_chain_is_erased_and_does_not_come_back(chain):
    people, merges, by = chain
    with across():
        JoinRequest.objects.create(structure=StructureFactory(), user=people[0], message="I am Mia")
    act = services.erase_account(user=people[2], receipt_url=lambda act: "x")
    erasing.erase_rows_of_account(act)
    for one in people:
        one.refresh_from_db()
        assert (one.email, one.first_name, one.last_name) == (f"erased-{one.pk}@erased.invalid", "", "")
        assert one.erased_at and not one.is_active
    with across():
        assert not JoinRequest.objects.exists()
    with pytest.raises(DomainError, match="erased"):
        undo_merge(merge=merges[1], by=by)
    again, new = account_for(email="Mia1@place.example", first_name="Mia", last_name="New", language="fr")
    assert (new, again.pk in {one.pk for one in people}, again.is_active) == (True, False, True)


def test_what_was_erased_before_all_went_at_once_is_no_heir(chain):
    people, *_ = chain
    User.objects.filter(pk=people[2].pk).update(
        erased_at=timezone.now(), email="erased@erased.invalid", is_active=False
    )
    for email in ("mia1@place.example", "mia2@place.example"):
        assert kept_account(email=email) is None
        assert account_of(email=email) is None
        again, new = account_for(email=email, first_name="Mia", last_name="New", language="fr")
        assert (new, again.email, again.is_active) == (True, email, True)
    assert not User.objects.filter(pk__in=[people[0].pk, people[1].pk], first_name="Mia").exists()


def test_retention_erases_what_an_erased_heir_left(chain):
    people, *_ = chain
    User.objects.filter(pk=people[2].pk).update(erased_at=timezone.now(), is_active=False)
    rule = next(rule for rule in RULES if rule.key == "accounts")
    unused.erase(rule, timezone.now() + dt.timedelta(days=1))
    for one in people[:2]:
        one.refresh_from_db()
        assert one.erased_at and not one.first_name
