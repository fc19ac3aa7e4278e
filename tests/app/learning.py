"""Ground for the tests of modules: published versions, a learner signed in by her card, a player of forms."""

import html
import json
import re
import uuid
from functools import cache
from pathlib import Path
from typing import Any

from django.test import Client

from common.wall import open_structure
from courses.learning.content import to_files
from courses.learning.models import Answer, Assignment, Module, ModuleVersion
from exercises import load_module
from exercises.worlds import split
from learners.services import issue_card
from tests.app.factories import LearnerFactory, StructureFactory, aidant_of

CONTENT = Path(__file__).resolve().parents[2] / "courses" / "content"
CODES = sorted(path.parent.name for path in CONTENT.glob("L*/module.yaml"))  # what is given to learners
SAMPLE = "T01"  # a module of the tests: the newest types, whether a module ships them or not
SAMPLES = Path(__file__).resolve().parents[1] / "modules"


@cache
def document(code: str) -> dict[str, Any]:
    return load_module((SAMPLES if code == SAMPLE else CONTENT) / code)


@cache
def files(code: str) -> dict[str, str]:
    return to_files(document(code))


def published(code: str = "L16") -> Module:
    """The module of the house, published without its lint (the lint has its own tests). No structure makes one."""
    with open_structure(None):
        return _published(code)


def _published(code: str) -> Module:
    from exercises import sha256

    facts = document(code)["module"]
    module, made = Module.objects.get_or_create(
        code=code,
        defaults={
            "audience": facts["audience"],
            "level": facts["level"],
            "minutes": facts["minutes"],
            "competences": facts["competences"],
            **{f"title_{language}": facts["title"][language] for language in ("fr", "nl", "en")},
        },
    )
    if made:
        version = ModuleVersion.objects.create(
            module=module,
            number=1,
            status="published",
            document=document(code),
            files=[list(one) for one in files(code).items()],
            sha256=sha256(document(code)),
        )
        module.published = version
        module.save()
    return module


class Ground:
    """A structure with an aidant and a learner who is signed in on `client`."""

    def __init__(self, *, language: str = "en", country: str = "BE"):
        self.structure = StructureFactory()
        self.aidant = aidant_of(self.structure)
        self.learner = LearnerFactory(structure=self.structure, language=language, country=country)
        self.client = signed_in(self.learner, self.aidant)

    def assignment(self, code: str = "L16", learner=None) -> Assignment:
        module = published(code)
        with open_structure(self.structure.pk):
            return Assignment.objects.create(
                structure=self.structure,
                learner=learner or self.learner,
                module=module,
                version=module.published,
                assigned_by=self.aidant,
            )


def signed_in(learner, aidant) -> Client:
    """A browser in which the learner said yes to her card."""
    with open_structure(learner.structure_id):
        card = issue_card(learner=learner, by=aidant)
    client = Client()
    client.get(f"/c/{card.token}/")
    assert client.post("/c/hello/", {}).status_code == 302
    return client


def fields(page: str) -> dict[str, str]:
    """The hidden and typed values of the page's form, as a browser would send them."""
    form = page[page.index('id="f"') :]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") not in ("radio", "checkbox") or "checked" in tag:
            found[attributes["name"]] = html.unescape(attributes.get("value", ""))
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', form):
        found[name] = html.unescape(value)
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    return found


def play_simulator(client: Client, url: str, actions: list[Any]) -> str:
    """Tap by tap through the page's own buttons and fields; gives the last page."""
    response = client.get(url)
    assert response.status_code == 200
    page = response.content.decode()
    for action in actions:
        name, value = split(action)
        sending = fields(page)
        if f"in.{name}" in sending:
            sending[f"in.{name}"] = value if isinstance(value, str) else "1234"
            own = f'value="in.{name}"' in page
            sending["do"] = f"in.{name}" if own else ""
        else:
            sending["do"] = f"a.{name}" if value is None else f"a.{name}:{value}"
            assert f'name="do" value="{sending["do"]}"' in page, f"{sending['do']} is not on the page"
        response = client.post(url, sending)
        assert response.status_code == 200, response.content.decode()
        page = response.content.decode()
    return page


def right_form(exercise: dict[str, Any], bundle: dict[str, Any]) -> dict[str, Any]:
    """The fields of a question's right answer."""
    kind = bundle.get("child") or bundle["type"]
    if bundle.get("write"):
        return {"write": "Wat wil je doen?"}
    if kind in ("choice", "multiple", "hotspot", "case"):
        return {"r": [one["id"] for one in bundle["options"] if one.get("right") or one.get("rating") == 3]}
    if kind == "order":
        return {"order": " ".join(bundle["answer"])}
    prefix = "m." if kind == "match" else "f."
    return {prefix + part["id"]: part["answer"][0] for part in bundle["parts"]}


def post_json(client: Client, answers: Any, **extra):
    """Through the door of the phone."""
    body = answers if isinstance(answers, str | bytes) else json.dumps({"answers": answers})
    return client.post("/l/answers/", body, content_type="application/json", **extra)


def item(assignment: Assignment, /, **given) -> dict:
    """An answer as the phone sends it."""
    plain = {"key": str(uuid.uuid4()), "assignment": str(assignment.pk), "step": "check", "exercise": "L16-14"}
    return {**plain, "version": 1, "value": "phone", "sequence": 1, "helped": False} | given


def answers_of(ground: Ground) -> list[Answer]:
    """What is stored of the ground's learner."""
    with open_structure(ground.structure.pk):
        return list(Answer.objects.filter(learner=ground.learner))


__all__ = [
    "CODES",
    "Ground",
    "answers_of",
    "document",
    "fields",
    "item",
    "play_simulator",
    "post_json",
    "published",
]
