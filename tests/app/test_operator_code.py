"""The code with which a structure registers with an operator: its own people make it, show it and end it."""

import re

import pytest

from common.wall import across_structures
from structures.enums import PartnerRole, Role
from structures.models import JournalEntry, Partner, Structure
from tests.app.doors import send, signed_in, text, visitor
from tests.app.factories import PartnerFactory, coordinator_of
from tests.app.test_registration import answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
PEOPLE, CODE = "/p/demo/d09/people/", "/p/demo/d09/people/code/"


@pytest.fixture
def joris(d09):
    return signed_in(coordinator_of(d09))


def code_of(partner: Partner) -> str:
    return Partner.objects.get(pk=partner.pk).invitation_code


def asked_with(code: str) -> int:
    client = visitor()
    for step in ("place", "name", "kind", "number"):
        answer(client, step)
    return answer(client, "operator", {"code": code}).status_code


def test_a_code_is_made_shown_renewed_and_ended(d09, joris):
    assert "Make a code" in text(joris.get(PEOPLE))
    send(joris, CODE, {"act": "renew"})
    first = code_of(d09)
    assert f"{first[:4]} {first[4:]}" in text(joris.get(PEOPLE))
    assert asked_with(f"{first[:4].lower()}-{first[4:]}") == 302
    send(joris, CODE, {"act": "renew"})
    assert code_of(d09) not in {"", first}
    assert asked_with(first) == 422
    send(joris, CODE, {"act": "end"})
    send(joris, CODE, {"act": "end"})
    assert code_of(d09) == ""
    with across_structures("a test reads the journal"):
        acts = JournalEntry.objects.filter(act__startswith="operator_code").order_by("pk")
        assert list(acts.values_list("act", flat=True)) == [*["operator_code_renewed"] * 2, "operator_code_ended"]


def test_two_clicks_make_one_code(d09, joris):
    key = re.search(r'name="once" value="([^"]+)"', joris.get(PEOPLE).content.decode().split('id="code"')[1])[1]
    form = {"act": "renew", "once": key}
    send(joris, CODE, form)
    first = code_of(d09)
    assert send(joris, CODE, form).status_code == 302
    assert code_of(d09) == first


def test_a_code_of_an_administrators_is_shown_as_it_is_and_found_however_it_is_typed(tic):
    assert "TIC-2026" in text(signed_in(coordinator_of(tic)).get("/p/demo/tic/people/"))
    assert asked_with(" tic 2026 ") == 302
    assert asked_with("- -") == 422
    assert not Structure.objects.exists()


def test_only_who_answers_for_an_operator_makes_one(project, d09, joris):
    assert send(signed_in(coordinator_of(d09, role=Role.TRAINER)), CODE, {"act": "renew"}).status_code == 403
    other = PartnerFactory(project=project, code="LEAD", state__role=PartnerRole.LEAD)
    assert send(joris, "/p/demo/lead/people/code/", {"act": "renew"}).status_code == 404
    client = signed_in(coordinator_of(other))
    assert "Code for organisations" not in text(client.get("/p/demo/lead/people/"))
    send(client, "/p/demo/lead/people/code/", {"act": "renew"})
    assert "Only an operator" in text(client.get("/p/demo/lead/people/"))
    assert (code_of(other), code_of(d09)) == ("", "")
