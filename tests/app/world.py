"""A small complete world for the hostile tests: two structures, two operators and a lead, one thing of each kind.

`world.own[kind]` is what the personas of the place may reach, `world.foreign[kind]` what lies beyond their wall. Made
with factories and services; everything foreign has the word SECRET in what a person reads, so that a page that leaks
it shows.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client
from django.utils import timezone

from accompaniments.services import cancel_accompaniment, record_accompaniment
from accounts.address import SALT as UNDO
from accounts.models import AddressChange, Device, User
from assessments import bank
from assessments.models import SkillsCheck
from assessments.services import begin_check
from common.models import Job, JobFile, SentForm
from common.wall import across_structures, as_person, open_structure
from community.events.models import Action, Attendance
from community.forums.models import ForumTheme, Report, Topic
from community.forums.services import load_themes, reply, start_topic
from courses.learning.models import AnswerConflict
from courses.learning.services import assign_module, cancel_assignment, record_answer
from desk.models import DemoMail
from helpdesk.selectors import token_of
from helpdesk.viewing import KEY as VIEWING
from learners.rooms import open_room
from learners.services import add_learner, issue_card, make_group
from reporting.models import Activity, CarriedSessions, PackUpload, UsageSession
from structures import job_places
from structures.enums import AffiliationStatus, PartnerRole, Role
from structures.models import Affiliation, Invitation, Membership, Partner, Person, Project, RegistrationDraft
from structures.permissions import May
from team.services.invitations import hash_token
from tests.app.doors import signed_in
from tests.app.factories import (
    AffiliationFactory,
    PartnerFactory,
    PersonFactory,
    PortalFactory,
    ProjectFactory,
    StructureFactory,
    UserFactory,
    aidant_of,
    coordinator_of,
    portal_person,
    referent_of,
)
from tests.app.learning import document, published
from tests.app.matrix import COLUMNS as PERSONAS
from tests.app.world_authoring import add_authoring
from tests.app.world_copies import add_copies
from tests.app.world_importing import add_uploads
from tests.app.world_interop import add_interop
from tests.app.world_library import add_library
from tests.app.world_merges import add_merges
from tests.app.world_people import add_people
from tests.app.world_places import add_places
from tests.app.world_training import add_training

SECRET = "SECRET"
FIRST = 770_000_000  # of the numbers of its rows: nine digits that no page has for another reason
TOMORROW = timezone.now() + dt.timedelta(days=1)
READ = {"ok": True, "writable": True, "files": [], "problems": [], "problem_count": 0, "notices": []}


@dataclass
class World:
    """Who and what there is. `own` and `foreign` go from a kind of thing to its id in an address."""

    users: dict[str, User] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    foreign: dict[str, list[Any]] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)


def build() -> World:
    """The whole world, in some thirty rows a side."""
    world = World()
    portal = PortalFactory(legal_notice_fr="Nous", logo=b"\x89PNG\r\n\x1a\n", logo_type="image/png")
    project = ProjectFactory(portal=portal, code="HERE")
    elsewhere = ProjectFactory(portal=portal, code="ELSEWHERE")
    ours = PartnerFactory(project=project, code="OURS", invitation_code="COME-IN")
    theirs = PartnerFactory(project=project, code="THEIRS")
    leading = PartnerFactory(project=project, code="LEADING", state__role=PartnerRole.LEAD)
    abroad = PartnerFactory(project=elsewhere, code="ABROAD")
    here = StructureFactory(
        name="EPN Ici", slug="ici", affiliation__project=project, affiliation__operator=ours
    )  # affiliated to ours
    there = StructureFactory(
        name="Bib Ailleurs", slug="ailleurs", affiliation__project=project, affiliation__operator=theirs
    )
    world.defaults = {
        "slug": here.slug, "project": "here", "partner": "ours", "period": 1, "step": "place", "key": "ines",
        "code": "L16", "place": here.slug, "name": "why", "exercise": next(iter(document("L16")["exercises"])),
    }  # fmt: skip
    world.things = {"here": here, "there": there, "project": project, "ours": ours, "theirs": theirs}
    _people(world, here, there, ours, theirs, leading, portal)
    _help(world, here, "aidant", "referent", world.own)
    other: dict[str, Any] = {}
    _help(world, there, "foreign_aidant", "foreign_aidant", other, secret=SECRET)
    world.foreign = {kind: [value] for kind, value in other.items() if kind != "things"}
    # A learner reaches neither another learner's module nor one that was taken back from her.
    world.foreign["own_module"] = [world.own["sisters"], world.own["taken_back"], *world.foreign["assignment"]]
    world.own["own_module"] = world.own["assignment"]
    world.own |= {"check_step": bank.steps()[0].name, "sheet": "memo"}
    world.own["person_token"] = token_of(world.users["colleague"])
    world.own |= {"portal_code": portal.code}
    world.own |= {"card_token": world.own["things"]["card"].token, "invite_token": f"token-of-{here.slug}"}
    world.own["draft_token"] = "token-of-a-draft"
    world.own["undo_token"] = _moved_address()
    RegistrationDraft.objects.create(language="fr", token_hash=hash_token("token-of-a-draft"))
    _register(world, here, there, project, ours, theirs)
    _actions(world, ours, [theirs, abroad])
    _talk(world)
    _work(world, project, elsewhere)
    add_people(world, SECRET)
    add_library(world, SECRET)
    add_authoring(world)
    add_copies(world, SECRET)
    add_training(world, SECRET)
    add_interop(world, SECRET)
    add_uploads(world, SECRET)
    add_places(world, SECRET)
    add_merges(world, SECRET)
    world.own["mail"] = DemoMail.objects.create(
        to="a@place.example", subject="Hello", text="Hello", calendar="BEGIN:VCALENDAR"
    ).public
    _clients(world)
    return world


def _people(world, here, there, ours, theirs, leading, portal) -> None:
    world.users = {
        "aidant": aidant_of(here, email="aidant@place.example", first_name="Inès"),
        "referent": referent_of(here, email="referent@place.example"),
        "trainer": coordinator_of(ours, role=Role.TRAINER),
        "coordinator": coordinator_of(ours, email="coordinator@place.example"),
        "lead": coordinator_of(leading, role=Role.LEAD),
        "curator": portal_person(Role.CURATOR, portal=portal, is_staff=True),
        "moderator": portal_person(Role.MODERATOR, portal=portal),
        "administrator": portal_person(Role.ADMINISTRATOR, portal=portal, is_staff=True, is_superuser=True),
        "foreign_aidant": referent_of(there, email="elsewhere@place.example"),
        "foreign_coordinator": coordinator_of(theirs),
        "persona of the demo": UserFactory(email="ines@demo.example"),
        "colleague": aidant_of(here, first_name="Colette"),
    }


def _help(world, structure, aidant: str, referent: str, ids: dict, secret: str = "Amina") -> None:
    """Learners, a group, modules, a check, the log and an invitation of one structure."""
    by = world.users[aidant]
    with open_structure(structure.pk), as_person(by.pk):
        learner = add_learner(structure=structure, alias=secret, language="en", by=by)
        second = add_learner(structure=structure, alias=f"{secret} Zwei", language="fr", by=by)
        module = published()
        group = make_group(structure=structure, name=f"{secret} group", by=by, learners=[second])
        card = issue_card(learner=learner, by=by)
        room, _code = open_room(structure=structure, group=group, by=by)
        assignment = assign_module(learner=learner, module=module, by=by)
        sisters = assign_module(learner=second, module=module, by=by)
        taken_back = assign_module(learner=learner, module=published("L06"), by=by)
        cancel_assignment(assignment=taken_back, by=by)
        fields = {"date": timezone.localdate(), "mode": "individual", "place": "structure", "minutes": 30}
        record = record_accompaniment(structure=structure, by=by, learners=[learner], themes=["email"], **fields)
        gone = record_accompaniment(structure=structure, by=by, learners=[learner], themes=["email"], **fields)
        cancel_accompaniment(record=gone, by=by)
        check = SkillsCheck.objects.create(
            structure=structure, learner=learner, code=str(uuid.uuid4()), level=1, completed_at=timezone.now()
        )
        _answers(structure, learner, assignment)
        open_check = begin_check(learner=learner, by=by)
        invitation = _invitation(structure, world.users[referent], f"{secret.lower()}@invited.example")
        member = Membership.objects.filter(structure=structure, role=Role.AIDANT).first() or Membership.objects.get(
            structure=structure
        )
    ids |= {
        "learner": learner.pk, "second": second.pk, "group": group.pk, "assignment": assignment.pk,
        "sisters": sisters.pk, "taken_back": taken_back.pk, "accompaniment": record.pk, "cancelled": gone.pk,
        "check": check.pk,
        "room": room.pk, "open_check": open_check.pk, "invitation": invitation.pk, "membership": member.public,
        "things": {"learner": learner, "card": card, "second": second, "group": group},
    }  # fmt: skip


def _answers(structure, learner, assignment) -> None:
    """An answer, one under a used key, and what the counting keeps of it."""
    said = {"learner": learner, "assignment": assignment, "key": uuid.uuid4(), "step": "show"}
    record_answer(**said, value={"seen": 1})
    tried = {"step": "guided", "exercise": next(iter(document("L16")["exercises"])), "key": uuid.uuid4()}
    record_answer(learner=learner, assignment=assignment, **tried)
    AnswerConflict.objects.create(structure=structure, learner=learner, key=said["key"], content={})
    counted = {"structure": structure, "project": Project.objects.get(code="HERE"), "learner": learner}
    Activity.objects.create(**counted, at=timezone.now())
    CarriedSessions.objects.create(
        structure=structure, project=counted["project"], on=timezone.localdate() - dt.timedelta(days=800), count=3
    )
    UsageSession.objects.create(**counted, started_at=timezone.now(), ended_at=timezone.now())


def _invitation(structure, by, email: str) -> Invitation:
    return Invitation.objects.create(
        structure=structure, email=email, language="fr", invited_by=by,
        token_hash=hash_token(f"token-of-{structure.slug}"), expires_at=timezone.now() + dt.timedelta(days=3),
    )  # fmt: skip


def _register(world, here, there, project, ours, theirs) -> None:
    """Requests that wait, one with each operator."""
    for operator, ids, name in ((ours, world.own, "Maison"), (theirs, None, SECRET)):
        asking = StructureFactory(name=f"{name} asks")
        states = {"operator": operator, "status": AffiliationStatus.APPLIED, "since": project.start}
        request = AffiliationFactory(structure=asking, project=project, states=states)
        if ids is None:
            with across_structures("the test knows what lies beyond"):
                theirs_too = Affiliation.objects.get(structure=there)
            world.foreign["affiliation"] = [request.public, theirs_too.public]
        else:
            ids["affiliation"] = request.public


def _actions(world, ours, others) -> None:
    soon, past = timezone.now() + dt.timedelta(days=9), timezone.now() - dt.timedelta(days=1)
    with across_structures("a test lays its ground"):
        aidant = Person.objects.get(user=world.users["aidant"])
    stranger = PersonFactory(project=ours.project, first_name=SECRET, last_name="Stranger")
    for partner, ids in [(ours, world.own), *[(other, None) for other in others]]:
        made = {"project": partner.project, "operator": partner, "kind": "training", "core": True, "postcode": "7500"}
        coming = Action.objects.create(**made, code=f"{partner}1", title="To come", starts_at=soon)
        done = Action.objects.create(**made, code=f"{partner}2", title="Yesterday", starts_at=past)
        person = aidant if ids is not None else stranger
        attendance = Attendance.objects.create(action=done, person=person, status="waiting")
        mine = Attendance.objects.create(action=coming, person=person)
        found = {"action": coming.pk, "past_action": done.pk, "row": attendance.public}
        if ids is None:
            for kind, value in found.items():
                world.foreign.setdefault(kind, []).append(value)
        else:
            world.own |= found
            world.things["attendance"] = mine


def _talk(world) -> None:
    load_themes()
    theme = ForumTheme.objects.first()
    topic = start_topic(
        author=world.users["aidant"], theme=theme, language="fr", title="Une souris ?", text="Laquelle prendre ?"
    )
    with as_person(world.users["colleague"].pk):
        answer = reply(topic=topic, author=world.users["colleague"], text="La plus simple.", site="", mail=False)
    Report.objects.create(post=answer, by=world.users["referent"], reason="Impoli")
    hidden = start_topic(
        author=world.users["foreign_aidant"], theme=theme, language="fr", title=f"{SECRET} hidden", text=SECRET
    )
    Topic.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    world.own |= {"topic": topic.pk, "answer": answer.pk, "post": topic.posts.get(first=True).pk}
    world.foreign |= {"topic": [hidden.pk], "post": [hidden.posts.get().pk], "answer": [hidden.posts.get().pk]}


def _work(world, project, elsewhere) -> None:
    """Jobs with a file, forms that were sent, and uploads: of one person each."""
    for persona, ids, title in (("aidant", world.own, "Cards"), ("foreign_aidant", world.foreign, f"{SECRET} cards")):
        user = world.users[persona]
        with as_person(user.pk):
            made = {"kind": "x", "title": title, "user": user, "language": "fr"}
            job = Job.objects.create(**made, key=f"{user.pk}")
            done = Job.objects.create(**made, key=f"{user.pk}d", status=Job.Status.DONE)
            JobFile.objects.create(job=done, user=user, name="a.csv", content_type="text/csv", content=title.encode())
            SentForm.objects.create(user=user, key=title)
        many = ids is world.foreign
        ids |= {"job": [job.pk] if many else job.pk, "done_job": [done.pk] if many else done.pk}
        with as_person(user.pk):
            device = Device.objects.create(user=user, session_key=f"{user.pk}s", browser=SECRET if many else "Firefox")
            Session.objects.create(session_key=device.session_key, session_data="", expire_date=TOMORROW)
        ids["device"] = [device.pk] if many else device.pk
    _left(world, elsewhere)
    world.own["upload"] = _upload(world, "coordinator", project, "pack.zip")
    world.foreign["upload"] = [
        _upload(world, "coordinator", elsewhere, f"{SECRET}.zip"),
        _upload(world, "foreign_coordinator", project, f"{SECRET}.zip"),
    ]


def _left(world, elsewhere) -> None:
    """What the aidant once asked at a structure and at a partner where she has no place any more."""
    user = world.users["aidant"]
    at = [job_places.at(world.things["there"], May.HELP)]
    at += [job_places.at(one, May.SEE_REPORTS) for one in Partner.objects.filter(project=elsewhere)]
    for place in at:
        made = {"kind": "x", "title": SECRET, "user": user, "language": "fr", "place": place, "key": place}
        with as_person(user.pk):
            job = Job.objects.create(**made, status=Job.Status.DONE)
            JobFile.objects.create(job=job, user=user, name="b", content_type="text/csv", content=SECRET.encode())
        for kind in ("job", "done_job"):
            world.foreign[kind].append(job.pk)
    assert len(at) > 1


def _upload(world, persona: str, project, name: str):
    user = world.users[persona]
    with as_person(user.pk):
        return PackUpload.objects.create(project=project, user=user, name=name, content=b"x", analysis=READ).pk


def _moved_address() -> str:
    """The link of a letter to the mailbox that an account had until now."""
    mover = UserFactory(email="mover@place.example")
    with as_person(mover.pk):
        change = AddressChange.objects.create(user=mover, before="before@place.example")
    return signing.dumps([mover.pk, str(change.pk)], salt=UNDO)


def _clients(world) -> None:
    world.clients = {name: signed_in(world.users[name]) for name in PERSONAS if name in world.users}
    world.clients["anonymous"] = Client(HTTP_ACCEPT_LANGUAGE="en")
    learner = Client(HTTP_ACCEPT_LANGUAGE="en")
    learner.get(f"/c/{world.own['things']['card'].token}/")
    assert learner.post("/c/hello/", {}).status_code == 302
    world.clients["learner"] = learner
    # An administrator who sees what the aidant sees (world_people.py).
    session = (viewer := signed_in(world.users["administrator"])).session
    session[VIEWING] = str(world.own["viewing"])
    session.save()
    world.clients["viewer"] = viewer
    for client in world.clients.values():
        client.cookies["language"] = "en"
        client.raise_request_exception = False
