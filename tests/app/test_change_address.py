"""Another e-mail address; names and language, and their undo."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from structures.models import Person
from tests.app.doors import code_in, letters_to, send, signed_in, text, visitor
from tests.app.factories import PersonFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
ADDRESS, CODE = "/account/email/", "/account/email/code/"
OLD, NEW = "old@place.example", "new@place.example"


@pytest.fixture(autouse=True)
def _calm():
    cache.clear()


def ask(client, email=NEW):
    return send(client, ADDRESS, {"email": email})


def test_the_new_address_shows_a_code_and_the_old_one_is_told():
    user = UserFactory(email=OLD, first_name="Inès", language="en")
    person = PersonFactory(user=user, email=OLD)
    as_written = PersonFactory(user=user, email="Other@Roll.example")
    EmailAddress.objects.create(user=user, email=OLD, verified=True, primary=True)
    client = signed_in(user)
    assert ask(client, " New@Place.example ").headers["Location"] == CODE
    done = send(client, CODE, {"code": code_in(letters_to(NEW)[0]).lower()})
    assert done.headers["Location"] == "/account/"
    user.refresh_from_db()
    assert user.email == NEW
    assert "has another e-mail address" in letters_to(OLD)[0].body.replace("\n", " ").replace("now ", "")
    assert NEW not in letters_to(OLD)[0].body
    assert Person.objects.get(pk=person.pk).email == NEW
    assert Person.objects.get(pk=as_written.pk).email == "Other@Roll.example"
    old, new = visitor(), visitor()
    send(old, "/accounts/login/", {"email": OLD})
    assert "no account" in letters_to(OLD)[-1].body
    send(new, "/accounts/login/", {"email": NEW})
    assert code_in(letters_to(NEW)[-1])


def test_a_code_may_be_typed_without_its_dash():
    """As a phone's keyboard has it: two halves with a space, or with nothing between."""
    for number, between in enumerate((" ", "", " – ")):
        user = UserFactory(email=f"one{number}@place.example")
        client, to = signed_in(user), f"two{number}@place.example"
        ask(client, to)
        code = code_in(letters_to(to)[0])
        assert "-" in code
        done = send(client, CODE, {"code": between.join(code.lower().split("-"))})
        assert done.headers.get("Location") == "/account/", text(done)


def test_an_address_that_is_taken_answers_the_same_and_changes_nothing():
    UserFactory(email="taken@place.example")
    answers = []
    for number, email in enumerate(("taken@place.example", "free@place.example")):
        client = signed_in(
            UserFactory(email=f"one{number}@place.example", first_name="Noor", last_name="Claes", language="en")
        )
        answer = ask(client, email)
        page = text(client.get(answer.headers["Location"])).replace(email, "ADDRESS")
        answers.append((answer.status_code, page))
        wrong = send(client, CODE, {"code": "AAAA-AAAA"})
        answers[-1] += (wrong.status_code,)
    assert answers[0] == answers[1]
    assert "already" in letters_to("taken@place.example")[0].body


def test_three_wrong_codes_end_it():
    user = UserFactory(email=OLD)
    client = signed_in(user)
    ask(client)
    right = code_in(letters_to(NEW)[0])
    for _ in range(2):
        assert send(client, CODE, {"code": "AAAA-AAAA"}).status_code == 422
    assert send(client, CODE, {"code": "AAAA-AAAA"}).headers["Location"] == ADDRESS
    assert send(client, CODE, {"code": right}).headers["Location"] == ADDRESS
    user.refresh_from_db()
    assert user.email == OLD


def test_her_own_address_and_a_wrong_one_are_refused_in_words_and_askings_are_few():
    client = signed_in(UserFactory(email=OLD))
    assert "your address already" in text(ask(client, OLD.upper()))
    assert ask(client, "no address").status_code == 422
    for number in range(4):
        assert ask(client, f"a{number}@place.example").status_code == 302
    assert "Wait an hour" in text(ask(client, "b@place.example"))
    assert signed_in(UserFactory()).get(CODE).headers["Location"] == ADDRESS


def test_an_address_taken_in_the_meantime_is_said():
    user = UserFactory(email=OLD)
    client = signed_in(user)
    ask(client)
    UserFactory(email=NEW)
    answer = send(client, CODE, {"code": code_in(letters_to(NEW)[0])})
    assert answer.headers["Location"] == ADDRESS
    assert "has just been taken" in text(client.get(ADDRESS))


def test_names_and_language_have_an_undo_and_the_register_follows():
    user = UserFactory(first_name="Inès", last_name="Verbeke", language="fr")
    person = PersonFactory(user=user, first_name="Inès", last_name="Verbeke")
    client = signed_in(user)
    client.post("/account/", {"first_name": "Ines", "last_name": "Verbeeke", "language": "nl"})
    page = client.get("/account/").content.decode()
    assert 'action="/account/undo/"' in page
    person.refresh_from_db()
    assert (person.first_name, person.last_name) == ("Ines", "Verbeeke")
    client.post("/account/undo/")
    user.refresh_from_db()
    assert (user.first_name, user.last_name, user.language) == ("Inès", "Verbeke", "fr")
    assert client.post("/account/undo/").status_code == 302, "twice changes nothing"
