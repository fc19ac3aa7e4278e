"""docs/first-time.md says how many pages, fields and choices it takes: walked here, and compared with its tables."""

import re
from pathlib import Path

import pytest
from django.test import Client

from common.wall import open_structure
from team.services.joining import renew_join_code
from tests.app.doors import code_in, letters_to, link_in, send, signed_in, visitor
from tests.app.factories import referent_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
DOC = Path(__file__).resolve().parents[2] / "docs" / "first-time.md"
CHOICES = {"choice", "type", "operator", "language", "country"}


def table(heading: str) -> dict[str, tuple[int, int]]:
    """Page -> (fields, choices), and the last line under "in all: N pages"."""
    part = DOC.read_text(encoding="utf-8").split(heading)[1]
    found: dict[str, tuple[int, int]] = {}
    for line in part.splitlines():
        if line.startswith("#") and found:
            break
        cells = [cell.strip().strip("*`") for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[2].isdigit():
            found[cells[0] if cells[0] not in found else f"{cells[0]} again"] = (int(cells[2]), int(cells[3]))
    return found


def counted(data: dict) -> tuple[int, int]:
    """What a person did: what she typed, and what she picked; `sure` was chosen for her."""
    picked = {name for name in data if name in CHOICES}
    return len(data) - len(picked), len(picked)


def registered() -> tuple[Client, dict]:
    """A referent in Gent who was never here, and the pages that she saw until she was at work."""
    client, walked = visitor("nl"), {}
    page = client.get("/register/", follow=True)
    answers = {
        "place": {"postcode": "Gent", "choice": "BE-9000-44021"},
        "name": {"name": "De Krook"},
        "kind": {"type": "BIB"},
        "you": {"first_name": "Mieke", "last_name": "Claes", "email": "mieke@place.example"},
    }
    while "/register/" in page.request["PATH_INFO"]:
        address = page.request["PATH_INFO"]
        step = address.rstrip("/").rsplit("/", 1)[1]
        walked[address] = counted(answers.get(step, {}))
        form = page.context["form"]
        given = {name: form[name].value() for name in form.fields if form[name].value()}  # chosen for her already
        page = send(client, address, given | answers.get(step, {}), follow=True)
        assert page.status_code == 200, step
    walked[page.request["PATH_INFO"]] = (1, 0)
    code = code_in(letters_to("mieke@place.example")[-1])
    page = send(client, "/accounts/login/code/", {"code": code}, follow=True)
    assert page.request["PATH_INFO"] == "/s/de-krook/"
    walked["/s/<slug>/"] = (0, 0)
    return client, walked


def invited(client: Client, team: str) -> dict:
    """Three colleagues, from the page of the team: the pages that it took."""
    walked, page = {}, client.get(team)
    for number, name in enumerate(("", " again", " third")):
        form = page.context["form"]
        given = {name: form[name].value() for name in form.fields if form[name].value()}  # chosen for her already
        typed = {"email": f"colleague{number}@place.example"}
        page = send(client, team, given | typed, follow=True)
        walked[f"/s/<slug>/people/{name}"] = counted(typed)
    walked["/s/<slug>/people/ done"] = (0, 0)
    assert len(page.context["invitations"]) == 3
    return walked


def carded(client: Client, place: str) -> dict:
    """The first learner and her card: the pages that it took."""
    form = client.get(f"{place}learners/").context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value()}
    typed = {"alias": "Fatima"}
    page = send(client, f"{place}learners/", given | typed, follow=True)
    walked = {"/s/<slug>/learners/": counted(typed)}
    cards = re.search(rf'href="({place}learners/cards/[^"]*)"', page.content.decode())
    assert cards, "the line of who has no card leads to it"
    page = client.get(cards[1])
    learner = re.search(r'name="learners" value="([-0-9a-f]+)"[^>]* checked', page.content.decode())
    assert learner, "she is ticked"
    made = send(client, f"{place}learners/cards/", {"learners": learner[1], "secret_kind": "digits"})
    walked["/s/<slug>/learners/cards/"] = (0, 1)
    assert made.headers["Location"].startswith("/jobs/")
    return walked | {"/jobs/<id>/": (0, 0)}


def test_the_pages_of_a_referent_in_gent(d09):
    compare(table("### From nothing to registered"), registered()[1])


def test_the_pages_of_a_first_card(epn):
    compare(table("### The first learner's card"), carded(signed_in(referent_of(epn), "nl"), "/s/epn/"))


def test_from_nothing_to_three_colleagues_and_a_first_card(d09):
    """In one session, by somebody who was never here."""
    client, pages = registered()
    parts = [pages, invited(client, "/s/de-krook/people/"), carded(client, "/s/de-krook/")]
    sums = [tuple(sum(one) for one in zip(*part.values(), strict=True)) for part in parts]
    said = table("### From nothing to three invited colleagues and a first card")
    [total] = [name for name in said if name.startswith("in all")]
    assert int(re.search(r"\d+", total)[0]) == sum(len(part) for part in parts)
    assert said.pop(total) == tuple(sum(one) for one in zip(*sums, strict=True))
    assert list(said.values()) == sums


def test_the_pages_of_a_colleague_with_a_code(epn):
    with open_structure(epn.pk):
        code = renew_join_code(structure=epn, by=referent_of(epn))
    said = table("## A colleague with a code")
    client, you = visitor("nl"), {"first_name": "Ali", "last_name": "Haddad", "email": "ali@place.example"}
    walked = {"/join/": counted(you), "/accounts/login/code/": (1, 0), "/join/ again": (1, 0), "/places/": (0, 0)}
    page = send(client, "/join/", you, follow=True)
    assert page.request["PATH_INFO"] == "/accounts/login/code/"
    page = send(
        client, "/accounts/login/code/", {"code": code_in(letters_to(you["email"])[-1]), "next": "/join/"}, follow=True
    )
    assert page.request["PATH_INFO"] == "/join/"
    assert send(client, "/join/", {"code": code}, follow=True).request["PATH_INFO"] == "/places/"
    compare(said, walked)


def test_the_pages_of_three_colleagues_and_of_each_of_them(epn):
    said, theirs = table("### Three colleagues are invited"), table("### What each of them sees")
    compare(said, invited(signed_in(referent_of(epn), "nl"), "/s/epn/people/"))
    guest, link = visitor("nl"), link_in(letters_to("colleague0@place.example")[0], "/invitation/")
    page = guest.post("/i18n/setlang/", {"language": "nl", "next": guest.get(link).context["next"]}, follow=True)
    walked = {"/invitation/<token>/": (0, 1)}
    names = {"first_name": "Ali", "last_name": "Haddad"}
    assert set(page.context["form"].fields) == set(names)
    walked["/invitation/<token>/?go=1"] = counted(names)
    assert send(guest, link, names, follow=True).request["PATH_INFO"] == "/s/epn/"
    compare(theirs, walked | {"/s/<slug>/": (0, 0)})


def compare(said: dict, walked: dict) -> None:
    [total] = [name for name in said if name.startswith("in all")]
    fields, choices = said.pop(total)
    assert said == walked
    assert int(re.search(r"\d+", total)[0]) == len(walked)
    assert fields == sum(one for one, _choices in walked.values())
    assert choices == sum(one for _fields, one in walked.values())
