"""Nobody learns by asking whether an address has an account: the same words, the same work, whoever is asked about.

Work is counted in statements and in hashes, not in milliseconds: a busy machine says nothing about these.
"""

import datetime as dt
import re
import uuid
from difflib import unified_diff

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import hashers
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.wall import open_structure
from learners.models import Room
from merging.services import merge_accounts
from portals.hosts import every_portal
from structures.models import Invitation, Structure
from team.services.invitations import hash_token
from team.services.joining import end_join_code, renew_join_code
from tests.app.doors import letters_to, send, signed_in, text, visitor
from tests.app.factories import PartnerFactory, StructureFactory, UserFactory, aidant_of, coordinator_of, referent_of
from tests.app.test_learner_rooms import Ground
from tests.app.test_registration import ANSWERS, answer, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
LOGIN, CODE = "/accounts/login/", "/accounts/login/code/"
NOBODY = "nobody@place.example"
YOU = {"first_name": "Ali", "last_name": "Haddad"}


@pytest.fixture
def hashed(monkeypatch) -> list[str]:
    """The password hashes that are computed meanwhile."""
    done: list[str] = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda self, *args: done.append("hash") or encode(self, *args)
    )
    return done


def shape(caught: CaptureQueriesContext) -> list[str]:
    """Each statement by its verb and table. Asked for at once: the next request empties what was caught."""
    assert caught.captured_queries
    found = []
    for query in caught.captured_queries:
        sql = " ".join(query["sql"].split())
        table = re.search(r'(?:FROM|INTO|UPDATE) "?(\w+)', sql)
        found.append(f"{sql.split()[0]} {table[1] if table else ''}")
    return found


def plain(response, address: str) -> str:
    words = text(response).replace(address, "ADDRESS")
    return re.sub(r"[A-Za-z0-9]{30,}", "", words)


def people() -> dict[str, str]:
    """One address of each kind that somebody may ask about."""
    known = UserFactory(email="known@place.example")
    closed = UserFactory(email="closed@place.example", is_active=False)
    fresh = UserFactory(email="fresh@place.example", confirmed_at=None)
    locked = coordinator_of(PartnerFactory(), email="second@place.example")
    TOTP.activate(locked, generate_totp_secret())
    return {"known": known.email, "closed": closed.email, "fresh": fresh.email, "second": locked.email, "none": NOBODY}


def alike(seen: dict[str, tuple]) -> None:
    """All answers are that of nobody: the words first, then what they cost, a statement a line."""
    assert {kind: one[:3] for kind, one in seen.items()} == dict.fromkeys(seen, seen["none"][:3])
    for kind, one in seen.items():
        assert one[3:] == seen["none"][3:], f"{kind}: " + "\n".join(unified_diff(seen["none"][3], one[3], n=1))


def test_asking_for_a_code_says_and_costs_the_same_for_anybody(hashed):
    seen = {}
    for kind, address in people().items():
        cache.clear()
        client = visitor()
        every_portal()  # kept for a minute: read before it is counted
        with CaptureQueriesContext(connection) as caught:
            answer = send(client, LOGIN, {"email": address})
        cost = shape(caught), len(hashed)
        page = client.get(answer.headers["Location"])
        seen[kind] = (answer.status_code, answer.headers["Location"], plain(page, address), *cost)
        hashed.clear()
        assert len(letters_to(address)) == 1
    alike(seen)


def test_a_wrong_code_says_and_costs_the_same_for_anybody():
    """But for the row of the account itself, which only the right code is compared for."""
    seen = {}
    for kind, address in people().items():
        cache.clear()
        client = visitor()
        send(client, LOGIN, {"email": address})
        answers = [send(client, CODE, {"code": "AAAA-AAAA"}) for _ in range(3)]
        seen[kind] = [(one.status_code, one.headers.get("Location"), plain(one, address)) for one in answers]
    assert all(one == seen["none"] for one in seen.values()), seen


def test_asking_again_and_again_is_stopped_the_same_way():
    seen = {}
    for kind, address in people().items():
        cache.clear()
        said = []
        for _ in range(5):
            answer = send(visitor(), LOGIN, {"email": address})
            said.append((answer.status_code, re.sub(r"\d\d:\d\d", "TIME", plain(answer, address))))
        seen[kind] = said
    assert all(one == seen["none"] for one in seen.values())
    assert seen["none"][-1][0] != 302


def test_her_second_step_shows_to_nobody_before_the_first():
    """A right address with an app, a right one without, and a wrong one: the page of the code is the same."""
    pages = []
    for address in (people()["second"], NOBODY):
        client = visitor()
        send(client, LOGIN, {"email": address})
        pages.append(
            [client.get(path).headers.get("Location") for path in ("/accounts/2fa/authenticate/", "/accounts/lost/")]
        )
    assert pages[0] == pages[1] == [LOGIN, LOGIN]


def test_an_address_behind_the_sign_in_says_the_same_of_a_place_that_is_and_one_that_is_not():
    StructureFactory(slug="there")
    strange = signed_in(aidant_of(StructureFactory(slug="mine")))
    answers = [strange.get(f"/s/{slug}/").content.decode() for slug in ("there", "nowhere")]
    cleaned = [re.sub(r'nonce="[^"]*"|[A-Za-z0-9]{64}|there|nowhere', "", one) for one in answers]
    assert cleaned[0] == cleaned[1]
    assert {visitor().get(f"/s/{slug}/").status_code for slug in ("there", "nowhere")} == {302}


# --- the other doors at which a stranger names somebody or something


def asked(addresses: dict[str, str], begin, act) -> dict[str, tuple]:
    """For each kind of address: what a fresh browser is answered, in words, and the statements that it costs."""
    seen = {}
    for kind, address in addresses.items():
        cache.clear()
        client = begin()
        every_portal()  # kept for a minute: read before it is counted
        with CaptureQueriesContext(connection) as caught:
            answer = act(client, address)
        cost = shape(caught)
        where = answer.headers.get("Location", "")
        page = client.get(where) if where else answer
        seen[kind] = (answer.status_code, where, plain(page, address), cost)
    return seen


def registering(step: str, operator) -> Client:
    """A browser that has answered the questions before that one."""
    client = visitor()
    for before in ("place", "name", "kind", "number", "operator", "you"):
        if before == step:
            break
        assert (
            answer(client, before, {"operator": operator.public} if before == "operator" else None).status_code == 302
        )
    return client


def test_a_registration_s_question_of_who_you_are_knows_nobody(tic):
    """The account is looked for at the very end, and then a code goes to its address."""
    addresses = people()
    alike(asked(addresses, lambda: registering("you", tic), lambda client, to: answer(client, "you", None, email=to)))
    assert not [one for to in addresses.values() for one in letters_to(to)]


def test_a_registration_s_last_send_says_and_costs_the_same_for_anybody(tic, hashed):
    """The place is written down and a code goes to the address: whether it has an account shows in the letter alone.

    Of a closed account too the page is the same, but no place is written down for it.
    """
    addresses, seen = people(), {}
    for kind, address in addresses.items():
        cache.clear()
        with transaction.atomic():
            client = registering("you", tic)
            assert answer(client, "you", None, email=address).status_code == 302
            hashed.clear()
            every_portal()  # kept for a minute: read before it is counted
            with CaptureQueriesContext(connection) as caught:
                went = answer(client, "check")
            cost = shape(caught), len(hashed)
            page = client.get(went.headers["Location"])
            transaction.set_rollback(True)  # or the next one would ask whether this is her place
        seen[kind] = (went.status_code, went.headers["Location"], plain(page, address), *cost)
    assert seen.pop("closed")[:3] == seen["none"][:3]
    alike(seen)
    assert len({len(letters_to(address)) for address in addresses.values()}) == 1


def test_the_link_to_go_on_later_goes_to_any_address_alike(tic):
    addresses = people()

    def later(client, to):
        return send(client, "/register/later/", {"later-email": to, "step": "name"})

    alike(asked(addresses, lambda: registering("name", tic), later))
    assert {len(letters_to(to)) for to in addresses.values()} == {1}
    bodies = [re.sub(r"/resume/\S+", "", letters_to(to)[0].body) for to in addresses.values()]
    assert len(set(bodies)) == 1, "whoever reads it is told the same"


@pytest.mark.parametrize("path", ["/join/", "/join/epn/"])
def test_who_asks_to_join_is_known_to_nobody_before_the_code(epn, path):
    """A member of the place, another account, a closed one, nobody."""
    addresses = people() | {"member": aidant_of(epn, email="member@place.example").email}
    seen = asked(addresses, visitor, lambda client, to: send(client, path, YOU | {"email": to}))
    alike(seen)
    assert seen["none"][0] == 302


def test_a_place_s_code_that_is_wrong_ended_or_never_was(epn):
    """To somebody signed in; the answer to a guess says and costs the same."""
    with open_structure(epn.pk):
        ended = renew_join_code(structure=epn, by=referent_of(epn))
        end_join_code(structure=epn, by=referent_of(epn))
        replaced = renew_join_code(structure=epn, by=referent_of(epn))
        renew_join_code(structure=epn, by=referent_of(epn))
    user = UserFactory(language="en")
    codes = {"ended": ended, "replaced": replaced, "none": "ABCDEFGH"}
    alike(asked(codes, lambda: signed_in(user), lambda client, code: send(client, "/join/", {"code": code})))


def test_an_invitation_s_link_that_is_late_withdrawn_or_never_was(epn):
    links = {"none": "/invitation/no-such-token/"}
    by = referent_of(epn)
    yesterday = timezone.now() - dt.timedelta(days=1)
    for kind, state in (("late", {"expires_at": yesterday}), ("withdrawn", {"revoked_at": yesterday})):
        fields = {"expires_at": timezone.now() + dt.timedelta(days=1), **state}
        with open_structure(epn.pk):
            Invitation.objects.create(
                structure=epn, email=f"{kind}@place.example", language="fr", invited_by=by,
                token_hash=hash_token(kind), **fields,
            )  # fmt: skip
        links[kind] = f"/invitation/{kind}/"
    for method in ("get", "post"):
        seen = asked(links, visitor, lambda client, link, method=method: getattr(client, method)(link, YOU))
        alike(seen)
        assert seen["none"][0] == 410


@pytest.mark.parametrize("path", [LOGIN, "/join/"])
def test_the_address_of_an_account_that_became_another_says_nothing(herself, boss, path):
    """A stranger who types it is told neither that it was one nor which address holds now; its own letter says so."""
    new, old = herself
    addresses = {"kept": new.email, "gone": old.email, "none": NOBODY}
    merge_accounts(kept=new.pk, gone=old.pk, by=boss)
    before = len(letters_to(new.email)) + 1
    data = YOU if path == "/join/" else {}
    alike(asked(addresses, visitor, lambda client, to: send(client, path, data | {"email": to})))
    assert new.email in letters_to(old.email)[-1].body
    assert len(letters_to(new.email)) == before, "the code that she asked for with it, and no other"


def test_who_registers_with_the_address_of_an_account_that_became_another_is_shown_no_other(herself, boss, tic):
    new, old = herself
    merge_accounts(kept=new.pk, gone=old.pk, by=boss)
    client = visitor()
    # There is a place of a like name: hers is another one.
    changes = {"you": ANSWERS["you"] | {"email": old.email}, "name": ANSWERS["name"] | {"new": "1"}}
    went = register(client, tic, **changes)
    page = client.get(went.headers["Location"])
    assert old.email in text(page)
    assert new.email not in page.content.decode()
    assert new.email in letters_to(old.email)[-1].body


def test_who_registers_with_the_address_of_a_closed_account_is_told_by_letter(tic):
    """No structure gets a referent who can't come in, and the page says to a stranger what it always says."""
    UserFactory(email="closed@place.example", is_active=False, language="en")
    pages = {}
    for kind in ("closed", "nobody"):
        cache.clear()
        client, address = visitor(), f"{kind}@place.example"
        went = register(client, tic, you=ANSWERS["you"] | {"email": address})
        pages[kind] = (went.status_code, went.headers["Location"], plain(client.get(went.headers["Location"]), address))
        assert len(letters_to(address)) == 2
    assert pages["closed"] == pages["nobody"]
    assert Structure.objects.filter(name=ANSWERS["name"]["name"]).count() == 1
    assert "Your account on Halte is closed" in " ".join(letters_to("closed@place.example")[0].body.split())


@pytest.mark.parametrize("door", ["register", "/join/"])
def test_a_stranger_names_nobody_s_account(tic, door):
    known = UserFactory(email="nameless@place.example", first_name="", last_name="")
    names = {"first_name": "Evil", "last_name": "Outsider", "email": known.email}
    if door == "register":
        register(visitor(), tic, you=ANSWERS["you"] | names)
    else:
        send(visitor(), door, names)
    known.refresh_from_db()
    assert (known.first_name, known.last_name) == ("", "")


def test_a_room_s_code_that_is_closed_late_or_never_was():
    closed, late = Ground(), Ground()
    closed.close()
    with open_structure(late.structure.pk):
        Room.objects.update(closes_at=timezone.now() - dt.timedelta(minutes=1))
    codes = {"closed": closed.code, "late": late.code, "none": "ZZZZZZ"}
    seen = asked(codes, visitor, lambda client, code: client.post("/w/", {"code": code}))
    alike(seen)
    assert seen["none"][0] == 422


def test_a_name_of_another_room_and_a_name_of_none_are_the_same():
    ground, other = Ground(), Ground()
    names = {"foreign": str(other.learners["Amina"].pk), "none": str(uuid.uuid4())}
    seen = asked(names, ground.enter, lambda client, one: client.post("/w/secret/", {"learner": one, "digits": "1234"}))
    alike(seen)
    assert seen["none"][0] == 404
