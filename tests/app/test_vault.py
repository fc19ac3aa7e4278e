"""Keys of apps and spare codes are sealed in the database, and the key that seals can be changed."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from accounts import vault
from accounts.tasks import seal_second_steps
from tests.app.factories import UserFactory
from tests.app.test_second_step import digits

pytestmark = pytest.mark.django_db
FIRST, SECOND = "a-first-key-of-the-installation", "another-key-of-the-installation"


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        return cursor.fetchone()[0]


@pytest.fixture
def proofs(settings):
    settings.SECOND_STEP_KEYS = [FIRST]
    user, secret = UserFactory(), generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    return user, secret, codes


def app(user) -> TOTP:
    return TOTP(Authenticator.objects.get(user=user, type="totp"))


def spare(user) -> RecoveryCodes:
    return RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes"))


def test_the_database_says_nothing_that_counts_digits(proofs):
    user, secret, codes = proofs
    assert secret not in stored()
    assert not [code for code in codes if code in stored()]
    assert stored().count(vault.SEALED) == 2
    assert app(user).validate_code(digits(secret))
    assert spare(user).get_unused_codes() == codes


def test_the_same_key_twice_is_not_the_same_text():
    assert vault.seal("x") != vault.seal("x")


def test_what_stands_in_clear_works_and_is_sealed_in_the_night_once(proofs, settings):
    user, secret, codes = proofs
    Authenticator.objects.filter(type="totp").update(data={"secret": secret})
    Authenticator.objects.filter(type="recovery_codes").update(
        data={"migrated_codes": codes, "used_mask": 0, "viewed_at": 1.5}
    )
    assert app(user).validate_code(digits(secret))
    assert seal_second_steps() == 2
    assert secret not in stored()
    assert codes[3] not in stored()
    before = stored()
    assert seal_second_steps() == 0
    assert stored() == before
    assert spare(user).did_view
    assert spare(user).validate_code(codes[3])
    assert not spare(user).validate_code(codes[3]), "used once"


def test_a_new_key_goes_first_and_the_old_one_can_go_after_a_night(proofs, settings, capsys):
    user, secret, codes = proofs
    assert spare(user).validate_code(codes[0])
    settings.SECOND_STEP_KEYS = [SECOND, FIRST]
    assert spare(user).get_unused_codes() == codes[1:], "the old key still opens"
    call_command("seal_second_steps")
    assert capsys.readouterr().out == "2 sealed.\n"
    settings.SECOND_STEP_KEYS = [SECOND]
    assert app(user).validate_code(digits(secret))
    assert spare(user).get_unused_codes() == codes[1:], "what was used stays used"
    settings.SECOND_STEP_KEYS = [FIRST]
    with pytest.raises(ImproperlyConfigured, match="lacks the key") as told:
        spare(user).get_unused_codes()
    assert FIRST not in str(told.value)


def test_a_trial_has_a_key_of_its_own(settings):
    settings.SECOND_STEP_KEYS, settings.SECRET_KEY = [], "one"
    sealed = vault.seal("JBSWY3DP")
    assert vault.unseal(sealed) == "JBSWY3DP"
    settings.SECRET_KEY = "two"
    with pytest.raises(ImproperlyConfigured):
        vault.unseal(sealed)
