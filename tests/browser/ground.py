"""What the pages to look at need, made on the site's database: `manage.py shell -c "…ground.main()"` prints it as JSON.

`{"modules": {code: assignment}, "pages": {persona: [[name, path], ...]}, "card": {...}}`.
Everything is made by the services, as a person would.
"""

import json
import sys
import uuid
from pathlib import Path

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accompaniments.models import Accompaniment
from accounts.models import User
from assessments import bank
from assessments import services as checks
from common import jobs
from common.wall import across_structures, open_structure
from community.events.models import Action
from community.forums.models import Post, Topic
from courses.learning.content import document_of
from courses.learning.models import Assignment, Module, ModuleVersion
from courses.learning.services import assign_module, record_answer
from desk.demo import people
from desk.demo.learning import right_answer
from directory.selectors import Asked, find
from exercises import load_module, sha256
from learners.models import Learner, LearnerGroup
from learners.rooms import open_room
from learners.services import add_learner, issue_card, make_group
from reporting.demo import running
from reporting.selectors.reports import periods_of
from structures.models import Affiliation, Partner, Project, Structure
from tests.browser import ground_content, ground_people, ground_training

SAMPLE = Path(__file__).resolve().parents[1] / "modules" / "T01"
FINISHED, OPEN = "L10", ("L06", "L11", "L16")
Pages = list[tuple[str, str]]


def main() -> None:
    project = Project.objects.get(code=running.CODE)
    with across_structures("the browser's tests look for what there is"):
        structure = people.structure_of(project, running.TOURNAI)
    ines = User.objects.get(email="ines@demo.example")
    with open_structure(structure.pk), transaction.atomic():
        learner = add_learner(structure=structure, alias="Zoé", language="fr", by=ines)
        card = issue_card(learner=learner, by=ines)
        given = _modules(learner, ines)
        check = _check(learner, ines)
        group = make_group(structure=structure, name="Atelier du jeudi", by=ines, learners=[learner])
        room, room_code = open_room(structure=structure, group=group, by=ines)
        pages = {
            "": _public(project) + ground_people.of_anybody(structure) + ground_training.of_anybody(),
            "ines": _aidant(structure, learner, check)
            + ground_people.of_aidant(structure, learner, room)
            + ground_training.of_helper(ines)
            + ground_content.of_helper(ines, structure, learner),
            "learner": _learner(given) + ground_people.of_learner() + ground_content.of_learner(learner),
            "karim": ground_people.of_referent(structure),
        }
    pages |= {
        "joris": _coordinator(project, "district09")
        + ground_people.of_coordinator(project, Partner.objects.get(project=project, code="DISTRICT09")),
        "claire": _lead(project, structure),
        "paul": ground_content.of_curator(User.objects.get(email="paul@demo.example")),
        "greet": [("moderation", reverse("forums:moderation"))],
        "an": [("403", reverse("reporting:report_list", args=["lys", "district09"]))],
        "nadia": ground_people.of_administrator(),
    }
    found = {"token": card.token, "code": card.code, "secret": "".join(card.secret)}
    sample = reverse("courses:try", args=[structure.slug, _sample(), "X"]).removesuffix("X/")
    modules = {code: str(assignment.pk) for code, assignment in given.items()}
    json.dump({"modules": modules, "pages": pages, "card": found, "room": room_code, "sample": sample}, sys.stdout)


def _sample() -> str:
    """The module of the tests (tests/modules), published as it is: its exercises can be tried, nobody has it."""
    document = load_module(SAMPLE)
    facts = document["module"]
    titles = {f"title_{language}": text for language, text in facts["title"].items()}
    plain = {name: facts[name] for name in ("level", "minutes", "competences")}
    module = Module.objects.create(code=facts["code"], **plain, **titles)
    module.published = ModuleVersion.objects.create(
        module=module, number=1, status="published", document=document, sha256=sha256(document)
    )
    module.save()
    return module.code


def _modules(learner: Learner, by: User) -> dict[str, Assignment]:
    """One module that is behind her, and as many on her path as it takes to have all types of exercises."""
    modules = {module.code: module for module in Module.objects.exclude(published=None).filter(audience="learner")}
    given = {FINISHED: assign_module(learner=learner, module=modules[FINISHED], by=by)}
    _finish(learner, given[FINISHED])
    kinds = {code: _kinds(module) for code, module in modules.items()}
    chosen = list(OPEN)
    missing = set().union(*kinds.values()).difference(*(kinds[code] for code in OPEN))
    while missing:
        chosen.append(max(kinds, key=lambda code: (len(kinds[code] & missing), code)))
        missing -= kinds[chosen[-1]]
    for code in chosen[len(OPEN) :]:  # no more may be open at once: what is given beside them is done first
        given[code] = assign_module(learner=learner, module=modules[code], by=by)
        _finish(learner, given[code])
    return given | {code: assign_module(learner=learner, module=modules[code], by=by) for code in OPEN}


def _kinds(module: Module) -> set[str]:
    assert module.published is not None
    return {exercise["type"] for exercise in document_of(module.published)["exercises"].values()}


def _finish(learner: Learner, assignment: Assignment) -> None:
    facts = assignment.version.document
    for step in facts["module"]["steps"]:
        for exercise in step.get("exercises", [""]):
            value = right_answer(facts["exercises"][exercise]) if exercise else None
            if step["step"] == "bridge":
                value = {"tasks": [], "how": "alone"}
            record_answer(
                learner=learner,
                assignment=assignment,
                key=uuid.uuid4(),
                step=step["step"],
                exercise=exercise,
                value=value,
            )


def _check(learner: Learner, by: User):
    """A check keyed in from paper: everything answered by the first option, each task "I don't know"."""
    questions = [step for step in bank.steps() if step.kind == "situation"]
    situation = {step.id: bank.question_of(step, "fr", "BE")["options"][0]["id"] for step in questions}
    wishes = [
        one["id"]
        for step in bank.steps()
        if step.kind == "wish"
        for one in bank.question_of(step, "fr", "BE")["options"][:2]
    ]
    tasks = {step.id: None for step in bank.steps() if step.kind == "task"}
    return checks.key_in(learner=learner, by=by, situation=situation, wishes=wishes, tasks=tasks)


def _public(project: Project) -> Pages:
    action = Action.objects.coming().filter(project=project).first()
    return [
        ("front", "/"),
        ("places near", "/directory/?where=7500"),
        ("places, narrowed", "/directory/?where=Gent&language=nl&kind=DIGIPUNT"),
        ("several of that name", "/directory/?where=Saint-Denis"),
        ("a place", reverse("directory:place", args=[find(asked=Asked()).entries[0][0].pk])),
        ("accessibility", reverse("desk:accessibility")),
        ("privacy", reverse("desk:privacy")),
        ("sign-in", reverse("account_login")),
        ("register", reverse("registration:register_step", args=["place"])),
        ("card code", reverse("learners:code")),
        ("unknown card", reverse("learners:hello")),
        ("room code", reverse("learners:room_door")),
        ("closed invitation", reverse("team:invitation", args=["nothing"])),
        ("calendar", reverse("events:calendar")),
        ("an action", reverse("events:action", args=[action.pk])),
        ("mailbox", reverse("demo:mailbox")),
        ("404", "/nothing-here/"),
    ]


def _learner(given: dict[str, Assignment]) -> Pages:
    """Each kind of step once, and an exercise of each type there is."""
    first, done = given[OPEN[0]], given[FINISHED]
    pages = [("home", reverse("courses:home"))]
    for name in ("why", "show", "guided", "alone", "check", "bridge"):
        pages.append((f"step {name}", reverse("courses:step", args=[first.pk, name])))
    pages += [
        ("why, question", reverse("courses:step", args=[first.pk, "why"]) + "?n=9"),
        ("show, end", reverse("courses:step", args=[first.pk, "show"]) + "?n=9"),
        ("bridge, tasks", reverse("courses:step", args=[first.pk, "bridge"]) + "?tasks"),
        ("finished", reverse("courses:finished", args=[done.pk])),
        ("check", reverse("assessments:start")),
        ("check result", reverse("assessments:result")),
    ]
    seen = set()
    for assignment in given.values():
        for name, exercise in assignment.version.document["exercises"].items():
            if exercise["type"] not in seen:
                seen.add(exercise["type"])
                pages.append((f"exercise {exercise['type']}", reverse("courses:exercise", args=[assignment.pk, name])))
    return pages


def _aidant(structure: Structure, learner: Learner, check) -> Pages:
    here = [structure.slug]
    record = Accompaniment.objects.for_structure(structure).first()
    group = LearnerGroup.objects.filter(structure=structure).first()
    topic = Topic.objects.exclude(certified=None).first()
    post = Post.objects.filter(topic=topic, first=False).first()
    return [
        ("aidant's home", reverse("desk:structure_home", args=here)),
        ("learners", reverse("learners:list", args=here)),
        ("a learner", reverse("desk:learner", args=[*here, learner.pk])),
        ("cards", reverse("learners:cards", args=here)),
        ("new group", reverse("learners:group_new", args=here)),
        ("group", reverse("learners:group", args=[*here, group.pk])),
        ("who is where", reverse("courses:progress", args=here)),
        ("modules", reverse("courses:modules", args=here)),
        ("a module", reverse("courses:module", args=[*here, "L06"])),
        ("helper's sheet", reverse("courses:sheet", args=[*here, "L06", "facilitator"])),
        ("learner's memo", reverse("courses:sheet", args=[*here, "L06", "memo"])),
        ("an exercise to try", reverse("courses:try", args=[*here, "L06", "L06-02"])),
        ("log", reverse("accompaniments:list", args=here)),
        ("log help", reverse("accompaniments:new", args=here)),
        ("log help, prefilled", reverse("accompaniments:new", args=here) + f"?learner={learner.pk}"),
        ("correct a record", reverse("accompaniments:edit", args=[*here, record.pk])),
        ("new check", reverse("assessments:new", args=here) + f"?learner={learner.pk}"),
        ("check from paper", reverse("assessments:key_in", args=here) + f"?learner={learner.pk}"),
        ("a check", reverse("assessments:check", args=[*here, check.pk])),
        ("account", reverse("desk:account")),
        ("places", reverse("desk:places")),
        ("forum", reverse("forums:topics")),
        ("topic", reverse("forums:topic", args=[topic.pk])),
        ("ask", reverse("forums:new")),
        ("report a post", reverse("forums:report", args=[post.pk])),
        ("calendar, signed in", reverse("events:calendar")),
    ]


def _coordinator(project: Project, partner: str) -> Pages:
    here = [project.code.lower(), partner]
    with across_structures("the browser's tests look for a request to answer"):
        request = Affiliation.objects.get(project=project, code="demo-request-1")
    roll = Action.objects.get(project=project, code="demo-roll")
    actions = Action.objects.filter(project=project, operator__code=partner.upper())
    coming = actions.coming().first() or roll
    period = next(one.index for one in periods_of(project) if one.start <= timezone.localdate() <= one.end)
    return [
        ("partner's home", reverse("desk:partner_home", args=here)),
        ("structures", reverse("affiliations:affiliations", args=here)),
        ("a request", reverse("affiliations:affiliation", args=[*here, request.public])),
        ("actions", reverse("events:actions", args=here)),
        ("new action", reverse("events:new", args=here)),
        ("own action", reverse("events:partner_action", args=[*here, coming.pk])),
        ("roll", reverse("events:roll", args=[*here, roll.pk])),
        ("reports", reverse("reporting:report_list", args=here)),
        ("report", reverse("reporting:report", args=[*here, period])),
        ("import", reverse("reporting:import", args=here)),
        ("places from files", reverse("directory:brought", args=here)),
        ("import places", reverse("directory:upload", args=here)),
    ]


def _lead(project: Project, structure: Structure) -> Pages:
    claire = User.objects.get(email="claire@demo.example")
    asked = {"user": claire, "args": {}, "language": "fr", "place": "", "back": "/"}
    job = jobs.enqueue(kind="reporting.nothing", title="Rapport", **asked)
    period = next(one.index for one in periods_of(project) if one.start <= timezone.localdate() <= one.end)
    here = [project.code.lower(), "wetechcare_fr"]
    return [
        ("report of all", reverse("reporting:report", args=[*here, period]) + "?scope=project"),
        ("job", reverse("common:job", args=[job.pk])),
    ]
