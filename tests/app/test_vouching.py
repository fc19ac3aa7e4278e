"""A lost app or key: whom she is told to ask, who may vouch, and what follows."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command

from common.wall import across_structures
from structures.enums import Role
from structures.models import JournalEntry
from team.selectors.vouching import handle_of
from tests.app.doors import by_one_step, code_in, letters_to, send, signed_in, text, visitor
from tests.app.factories import (
    MembershipFactory,
    PartnerFactory,
    StructureFactory,
    UserFactory,
    aidant_of,
    coordinator_of,
    portal_person,
    referent_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
VOUCH, LOST = "/account/vouch/", "/accounts/lost/"


def with_app(user):
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user


def vouch(client, user, **more):
    return send(client, VOUCH, {"person": handle_of(user.pk), "how": "called", "sure": "on"} | more)


def lines(act: str) -> list[JournalEntry]:
    with across_structures("a test reads the journal"):
        return list(JournalEntry.objects.filter(act=act))


def test_a_referent_vouches_and_her_colleague_starts_again():
    structure = StructureFactory(slug="epn")
    referent = referent_of(structure, first_name="Karim")
    ines = with_app(aidant_of(structure, first_name="Inès", language="fr"))
    hers = signed_in(ines)
    client = signed_in(referent)
    assert "Inès" in text(client.get(VOUCH))
    assert vouch(client, ines).headers["Location"] == VOUCH
    assert not Authenticator.objects.filter(user=ines).exists()
    assert hers.get("/s/epn/").headers["Location"].startswith("/accounts/login/"), "signed out everywhere"
    [letter] = letters_to(ines.email)
    assert "Karim" in letter.body
    assert letter.extra_headers["Content-Language"] == "fr"
    [line] = lines("second_step_vouched")
    assert (line.user_id, line.object_id, line.detail) == (referent.pk, str(ines.pk), {"how": "called"})
    assert line.structure_id == structure.pk
    fresh = visitor()
    send(fresh, "/accounts/login/", {"email": ines.email})
    done = send(fresh, "/accounts/login/code/", {"code": code_in(letters_to(ines.email)[-1])})
    assert done.headers["Location"] == "/home/"
    assert vouch(client, ines).status_code == 422, "once"


def test_she_must_say_how_she_knows_and_that_she_is_sure():
    structure = StructureFactory()
    ines = with_app(aidant_of(structure))
    client = signed_in(referent_of(structure))
    for more in ({"how": ""}, {"sure": ""}, {"how": "guessed"}, {"person": "x"}, {"person": str(ines.pk)}):
        assert vouch(client, ines, **more).status_code == 422
    assert Authenticator.objects.filter(user=ines).exists()


def test_nobody_vouches_for_herself_or_for_who_stands_above():
    structure, partner = StructureFactory(), PartnerFactory()
    referent = with_app(referent_of(structure))
    also_coordinator = with_app(aidant_of(structure))
    coordinator_of(partner, email=also_coordinator.email)
    also_moderator = with_app(aidant_of(structure))
    MembershipFactory(user=also_moderator, role=Role.MODERATOR, portal=partner.project.portal)
    elsewhere = with_app(aidant_of(StructureFactory()))
    client = signed_in(referent)
    for one in (referent, also_coordinator, also_moderator, elsewhere):
        assert vouch(client, one).status_code == 422
        assert Authenticator.objects.filter(user=one, type="totp").exists()


def test_a_coordinator_answers_for_her_partner_and_not_for_another():
    partner, other = PartnerFactory(), PartnerFactory()
    colleague = with_app(coordinator_of(partner))
    foreign = with_app(coordinator_of(other))
    both = with_app(coordinator_of(partner))
    coordinator_of(other, email=both.email)
    client = signed_in(coordinator_of(partner))
    assert vouch(client, foreign).status_code == 422
    assert vouch(client, both).status_code == 422, "she answers for one of her two partners only"
    assert vouch(client, colleague).status_code == 302
    assert by_one_step(coordinator_of(partner)).get(VOUCH).headers["Location"].startswith("/accounts/second-step/")


def test_a_structures_only_referent_has_the_coordinator_of_its_operator():
    operator = PartnerFactory(state__name="Technofutur")
    structure = StructureFactory(affiliation__project=operator.project, affiliation__operator=operator)
    only = with_app(referent_of(structure))
    coordinator = coordinator_of(operator, first_name="Sophie", last_name="Lambert")
    assert "Sophie Lambert" in text(signed_in(only).get(LOST))
    assert vouch(signed_in(coordinator_of(PartnerFactory())), only).status_code == 422
    assert vouch(signed_in(coordinator), only).status_code == 302
    assert lines("second_step_vouched")[0].structure_id == structure.pk


def test_an_administrator_needs_another_administrator():
    ada, grace = (with_app(portal_person(Role.ADMINISTRATOR)) for _ in range(2))
    client = signed_in(ada)
    assert vouch(client, ada).status_code == 422
    assert vouch(client, grace).status_code == 302


def test_the_last_one_has_the_servers_terminal():
    ada = with_app(portal_person(Role.ADMINISTRATOR))
    call_command("reset_second_factor", ada.email.upper())
    assert not Authenticator.objects.filter(user=ada).exists()
    [line] = lines("second_step_reset")
    assert (line.user_id, line.object_id) == (None, str(ada.pk))
    with pytest.raises(CommandError, match="No account"):
        call_command("reset_second_factor", "nobody@place.example")


def test_the_page_is_closed_to_who_answers_for_nobody():
    assert signed_in(aidant_of(StructureFactory())).get(VOUCH).status_code == 403
    assert signed_in(coordinator_of(PartnerFactory(), role=Role.TRAINER)).get(VOUCH).status_code == 403


def test_the_list_costs_the_same_for_one_and_for_many(django_assert_max_num_queries):
    structure = StructureFactory()
    client = signed_in(referent_of(structure))
    for _ in range(12):
        with_app(aidant_of(structure))
    with django_assert_max_num_queries(24):
        assert client.get(f"{VOUCH}?q=a").status_code == 200


def test_whom_to_ask_is_told_once_the_address_is_proven_and_not_before():
    structure = StructureFactory(name="EPN Tournai")
    referent_of(structure, first_name="Karim", last_name="Lenoir")
    ines = with_app(aidant_of(structure))
    client = visitor()
    assert client.get(LOST).headers["Location"] == "/accounts/login/"
    send(client, "/accounts/login/", {"email": ines.email})
    assert client.get(LOST).headers["Location"] == "/accounts/login/", "the code is not typed yet"
    send(client, "/accounts/login/code/", {"code": code_in(letters_to(ines.email)[-1])})
    page = text(client.get(LOST))
    assert "Karim Lenoir Referent · EPN Tournai" in page


def test_a_coordinator_is_sent_to_those_of_her_partner_and_an_administrator_to_another():
    partner = PartnerFactory(state__name="Technofutur")
    coordinator_of(partner, first_name="Sophie", last_name="Lambert")
    portal_person(Role.ADMINISTRATOR, first_name="Ada", last_name="Byron")
    referent_of(StructureFactory(), first_name="Stranger")
    page = text(by_one_step(with_app(coordinator_of(partner))).get(LOST))
    assert page.index("Sophie Lambert") < page.index("Ada Byron")
    assert "Stranger" not in page
    grace = with_app(portal_person(Role.ADMINISTRATOR, first_name="Grace"))
    page = text(signed_in(grace).get(LOST))
    assert "Ada Byron" in page
    assert "Sophie" not in page


def test_who_has_nobody_is_told_where_to_write():
    assert "Nobody where you work can do it" in text(signed_in(UserFactory()).get(LOST))
