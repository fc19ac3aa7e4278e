"""Pages that random input reaches only after another one: half signed in, half registered, in a room; the admin's."""

from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from common.wall import open_structure
from learners.rooms import open_room
from tests.app.doors import code_in, letters_to, send, visitor
from tests.app.factories import UserFactory
from tests.app.probe import numbers_in, patterns, visit
from tests.app.random_input import Field, Forms
from tests.app.test_registration import ANSWERS
from tests.app.world import World

STEPS = ("place", "name", "kind", "number", "operator", "you", "check")


@dataclass
class Door:
    """A page, in whose browser it opens, and the fields of its forms."""

    persona: str
    url: str
    fields: dict[str, Field]


def door(world: World, persona: str, url: str, **more: str) -> Door:
    """That page as it is now; `more` are fields that buttons and scripts add."""
    page, seen = Forms(), visit(world, persona, "GET", url)
    assert persona == "administrator" or not numbers_in(seen), (url, numbers_in(seen))
    page.feed(seen.body)
    fields = {name: one for _method, _action, many in page.found for name, one in many.items()}
    fields |= {name: Field("text", value) for name, value in more.items()}
    fields.pop("csrfmiddlewaretoken", None)
    return Door(persona, url, fields or {"x": Field("text")})


def browser(world: World, name: str) -> Client:
    """One more browser in the world."""
    world.clients[name] = visitor()
    world.clients[name].raise_request_exception = False
    return world.clients[name]


def unfinished(world: World) -> dict[str, Door]:
    """Each question of a registration; the codes of signing in; the names of a workshop's room."""
    found = {}
    operator = {"operator": world.things["ours"].public}
    for number, step in enumerate(STEPS):
        client = browser(world, f"at {step}")
        for before in STEPS[:number]:
            went = send(client, f"/register/{before}/", ANSWERS.get(before, operator))
            assert went.status_code == 302, before
        found[f"register {step}"] = door(world, f"at {step}", f"/register/{step}/", seen="ici", new="1")
    for name, email in (("known", world.users["aidant"].email), ("unknown", "nobody@place.example")):
        send(browser(world, name), "/accounts/login/", {"email": email})
        found[f"code {name}"] = door(world, name, "/accounts/login/code/", next="/home/")
    half = UserFactory()
    TOTP.activate(half, generate_totp_secret())
    send(browser(world, "half"), "/accounts/login/", {"email": half.email})
    send(world.clients["half"], "/accounts/login/code/", {"code": code_in(letters_to(half.email)[-1])})
    for path in ("/accounts/2fa/authenticate/", reverse("team:lost_second_step")):
        found[f"half {path}"] = door(world, "half", path)
    here, by = world.things["here"], world.users["aidant"]
    with open_structure(here.pk):
        _room, code = open_room(structure=here, group=None, by=by)
    send(browser(world, "in a room"), "/w/", {"code": code})
    found["room names"] = door(world, "in a room", "/w/names/")
    digits = {"learner": str(world.own["learner"]), "digits": "1234", "picture": "sun", "so_far": ""}
    found["room secret"] = Door("in a room", "/w/secret/", {name: Field("text", one) for name, one in digits.items()})
    return found


def second_step(world: World) -> dict[str, Door]:
    """The library's own pages, to who has a role that needs them."""
    names = [name for name, keys in patterns().items() if name.startswith("mfa_") and not keys]
    assert len(names) > 8
    return {name: door(world, "coordinator", reverse(name), code="123456", credential="{}") for name in names}


def administration(world: World) -> dict[str, Door]:
    """Lists, new ones and one of each model, as an administrator."""
    found = {}
    for name, keys in patterns().items():
        if not name.startswith("admin:") or keys - {"object_id"}:
            continue
        kwargs = {}
        if keys:
            room, model = name.removeprefix("admin:").rsplit("_", 1)[0].rsplit("_", 1)
            row = admin.site._registry[apps.get_model(room, model)].model._base_manager.order_by("pk").first()
            kwargs = {"object_id": row.pk}
        found[name] = door(world, "administrator", reverse(name, kwargs=kwargs))
    assert len(found) > 20
    return found
