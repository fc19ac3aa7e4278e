"""Ground for the tests of skills checks: a walk page by page, alone or beside an aidant, in any language."""

from django.test import Client

from assessments import bank
from assessments.models import SkillsCheck
from common.wall import across_structures
from exercises import client_bundle
from exercises.bundles import _card, filled_in
from tests.app.factories import LearnerFactory, ProjectFactory, StructureFactory, aidant_of
from tests.app.learning import Ground, play_simulator, published, right_form

PLACES = [(language, country) for language in ("fr", "nl", "en") for country in ("BE", "FR")]
SITUATION = {"device": "phone", "connection": "home", "email": "alone", "key": "helped", "reading": "easy"}
TASKS = [step for step in bank.steps() if step.kind == "task"]
MODULES = ["L06", "L10", "L11", "L14", "L16"]


class Sitting:
    """A check walked page by page, as a person without JavaScript does it."""

    def __init__(self, client: Client, page, language: str, country: str):
        self.client, self.page, self.language, self.country = client, page, language, country

    def say(self, name: str, **form) -> str:
        """Answer one page; the address that comes next."""
        answer = self.client.post(self.page(name), {"do": "answer", **form})
        assert answer.status_code == 302, answer.content.decode()
        return answer["Location"]

    def situation(self, wishes=("papers", "family"), **changes) -> str:
        for name, value in (SITUATION | changes).items():
            shown = self.client.get(self.page(name)).content.decode()
            assert f'value="{value}"' in shown
            self.say(name, r=value)
        return self.say("wish", r=list(wishes))

    def solve(self, name: str) -> str:
        """Do one task right; the last page's HTML, or the address that comes next."""
        key = bank.step_named(name).id
        exercise = bank.document_of()["exercises"][key]
        bundle = client_bundle(bank.document_of(), key, self.language, self.country)
        shown = self.client.get(self.page(name)).content.decode()
        assert bundle["instruction"].split("\n")[0].replace("'", "&#x27;") in shown
        if "world" in exercise:
            solution = filled_in(exercise["solution"], _card(bank.document_of(), exercise, self.country))
            return play_simulator(self.client, self.page(name), solution)
        return self.say(name, **right_form(exercise, bundle))

    def fail(self, name: str) -> str:
        return self.say(name, do="skip")


def alone(language: str = "en", country: str = "BE", *, structure=None) -> tuple[Ground, Sitting]:
    ground = Ground(language=language, country=country)
    ground.client.cookies["language"] = language
    return ground, Sitting(ground.client, lambda name: f"/l/check/{name}/", language, country)


def kept(learner) -> SkillsCheck:
    with across_structures("a test looks at what is stored"):
        return SkillsCheck.objects.select_related("project").get(learner=learner)


def give_modules() -> None:
    for code in MODULES:
        published(code)


class Desk:
    """An aidant signed in, with a learner of her structure."""

    def __init__(self, language: str = "nl", country: str = "BE"):
        self.structure = StructureFactory(affiliation__project=ProjectFactory())
        self.aidant = aidant_of(self.structure)
        self.learner = LearnerFactory(structure=self.structure, language=language, country=country, alias="Rachida")
        self.client = Client()
        self.client.force_login(self.aidant)
        self.client.cookies["language"] = "en"
        self.base = f"/s/{self.structure.slug}/checks"

    def begin(self) -> Sitting:
        first = self.client.post(f"{self.base}/new/", {"learner": str(self.learner.pk)})["Location"]
        assert first.endswith("/device/")
        start = first.removesuffix("device/")
        return Sitting(self.client, lambda name: f"{start}{name}/", self.learner.language, self.learner.country)

    def paper(self, **form):
        values = {**SITUATION, "wish": ["papers"], **form}
        return self.client.post(f"{self.base}/paper/?learner={self.learner.pk}", values)
