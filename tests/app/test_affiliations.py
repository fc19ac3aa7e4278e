"""An affiliation as two sides talk about it: messages, the charter, leaving, another operator, several at once."""

import datetime as dt
from functools import partial

import pytest

from affiliations.selectors.talks import version_of
from affiliations.services.affiliations import Answered, approve_affiliation, refuse_affiliation
from common.wall import across_structures, open_structure
from structures import selectors
from structures.enums import AffiliationStatus, PartnerRole, Role, Side
from structures.models import (
    Affiliation,
    CharterAcceptance,
    Project,
    StructureState,
)
from tests.app.affiliating import TODAY, acts, asking, coordinator, days, give_charter, page_of, seen_in, states
from tests.app.doors import letters_to, link_in, send, signed_in, text
from tests.app.factories import (
    PartnerFactory,
    ProjectFactory,
    StructureFactory,
    aidant_of,
    coordinator_of,
    referent_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_earlier_attempts")]
SITE = "https://halte.example"


@pytest.fixture
def asked(project, tic):
    return asking(project, tic)


@pytest.fixture
def nora(asked):
    return referent_of(asked.structure, email="nora@place.example", language="nl", first_name="Nora")


@pytest.fixture
def sophie(tic):
    return coordinator(tic)


# --- the thread


def test_changes_are_asked_answered_and_the_request_still_counts_as_applied(asked, nora, sophie):
    coordinator, referent = signed_in(sophie), signed_in(nora)
    assert "waiting for 12 days" in text(coordinator.get("/p/demo/tic/structures/"))
    sent = send(coordinator, page_of(asked, "write"), {"text": "Which address?", "asks": "changes"})
    assert sent.headers["Location"] == page_of(asked)
    [letter] = letters_to("nora@place.example")
    assert letter.extra_headers["Content-Language"] == "nl"
    assert "Which address?" in letter.body
    assert link_in(letter, "/s/") == "/s/quai/project/"
    assert states(asked)[-1][1] == AffiliationStatus.APPLIED
    listed = text(coordinator.get("/p/demo/tic/structures/?status=changes"))
    assert "changes asked" in listed
    assert "No request waits" in listed, "the ball is in the structure's court"
    assert "asks for changes" in text(referent.get("/s/quai/"))
    assert "Which address?" in text(referent.get("/s/quai/project/"))
    assert send(referent, f"/s/quai/project/{asked.public}/write/", {"text": "Quai 4, Tournai."}).status_code == 302
    assert "Quai 4, Tournai." in letters_to("sophie@partner.example")[-1].body
    back = text(coordinator.get(page_of(asked)))
    assert "Quai 4, Tournai." in back
    assert "changes asked" not in text(coordinator.get("/p/demo/tic/structures/?status=applied"))
    assert "1 request waits" in text(coordinator.get("/p/demo/tic/structures/"))
    assert acts(asked) == ["affiliation_message"] * 2


def test_what_stands_in_the_other_answer_is_still_there(asked, nora, sophie):
    client = signed_in(sophie)
    body = client.get(page_of(asked)).content.decode()
    for button in ("approve", "refuse"):
        assert f'form="answer" formaction="{page_of(asked, button)}"' in body
    refused = send(client, page_of(asked, "refuse"), {"text": "Which address?", "reason": ""})
    assert refused.status_code == 422
    assert "Which address?</textarea>" in refused.content.decode()
    unsaid = send(client, page_of(asked, "write"), {"text": "", "reason": "Too far away."})
    assert unsaid.status_code == 422
    assert "Too far away.</textarea>" in unsaid.content.decode()


def test_correcting_the_facts_is_an_answer_too(asked, nora, sophie):
    send(signed_in(sophie), page_of(asked, "write"), {"text": "Which street?", "asks": "changes"})
    client = signed_in(nora)
    form = {
        "name": "Maison du Quai", "country": "BE", "postcode": "7500", "address": "Quai 4", "type": "EPN",
        "since": TODAY().isoformat(), "commune": "",
    }  # fmt: skip
    assert send(client, "/s/quai/place/", form).status_code == 302
    page = text(signed_in(sophie).get(page_of(asked)))
    assert "Updated the request." in page
    assert "Quai 4" in page
    assert "changes asked" not in page
    assert "updated its request" in letters_to("sophie@partner.example")[-1].subject


def test_aidants_read_the_thread_and_only_referents_write(asked, nora, sophie):
    send(signed_in(sophie), page_of(asked, "write"), {"text": "Welcome."})
    aidant = signed_in(aidant_of(asked.structure))
    page = aidant.get("/s/quai/project/")
    assert "Welcome." in text(page)
    assert "<form" not in page.content.decode().split("<main", 1)[1].split("</main>")[0]
    for act in ("write", "charter", "leave", "stay"):
        assert send(aidant, f"/s/quai/project/{asked.public}/{act}/", {"text": "x"}).status_code == 403
    assert send(aidant, "/s/quai/project/ask/").status_code == 403
    empty = send(signed_in(nora), f"/s/quai/project/{asked.public}/write/", {"text": " \u200b "})
    assert empty.status_code == 422
    assert "Write your message first" in text(empty)


def test_a_request_of_nobody_is_read_by_the_lead(project, tic):
    affiliation = asking(project, None)
    referent = referent_of(affiliation.structure)
    lead = PartnerFactory(project=project, code="LEAD", state__role=PartnerRole.LEAD, state__side=Side.ALL)
    claire = coordinator_of(lead, role=Role.LEAD, email="claire@lead.example")
    send(signed_in(referent), f"/s/quai/project/{affiliation.public}/write/", {"text": "Is anybody there?"})
    assert "Is anybody there?" in letters_to(claire.email)[0].body


# --- two coordinators


def test_the_second_coordinator_reads_what_the_first_did(asked, nora, sophie, tic):
    other = signed_in(coordinator_of(tic, first_name="Bart"))
    seen = seen_in(other.get(page_of(asked)))
    send(signed_in(sophie), page_of(asked, "write"), {"text": "Which address?", "asks": "changes"})
    refused = send(other, page_of(asked, "approve"), {"seen": seen})
    assert refused.status_code == 409
    assert "Sophie L. wrote a message" in text(refused)
    assert "Which address?" in text(refused)
    assert states(asked)[-1][1] == AffiliationStatus.APPLIED
    words = send(other, page_of(asked, "refuse"), {"seen": seen, "reason": "Too far."})
    assert words.status_code == 409
    assert "Too far." in text(words), "what was typed is still there"
    assert send(other, page_of(asked, "approve"), {"seen": seen_in(refused)}).status_code == 302
    assert states(asked)[-1][1] == AffiliationStatus.AFFILIATED


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one(project, tic):
    from tests.app.crowd import meanwhile

    affiliation = asking(project, tic)
    sophie, bart = coordinator_of(tic, first_name="Sophie", last_name="Lambert"), coordinator_of(tic)
    with across_structures("the test looks"):
        seen = version_of(affiliation)
    given = {"affiliation_id": affiliation.pk, "partner": tic, "seen": seen}
    second = meanwhile(
        partial(approve_affiliation, **given, by=sophie, site=SITE),
        partial(refuse_affiliation, **given, by=bart, reason="No."),
    )
    assert isinstance(second, Answered), second
    assert str(second).startswith("Sophie L."), second
    assert states(affiliation)[-1][1] == AffiliationStatus.AFFILIATED


# --- the charter


@pytest.fixture
def charter(project):
    give_charter(project)


@pytest.mark.usefixtures("charter")
def test_the_charter_comes_before_the_approval(asked, nora, sophie):
    coordinator, referent = signed_in(sophie), signed_in(nora)
    assert "charter not accepted" in text(coordinator.get("/p/demo/tic/structures/?charter=on"))
    refused = send(coordinator, page_of(asked, "approve"))
    assert refused.status_code == 409
    assert "has not accepted the charter (version 2)" in text(refused)
    assert "not accepted yet" in text(referent.get("/s/quai/"))
    assert "We welcome." in text(referent.get("/s/quai/project/"))
    stale = send(referent, f"/s/quai/project/{asked.public}/charter/", {"version": "1"})
    assert stale.status_code == 409
    assert "has changed meanwhile" in text(stale)
    for _twice in range(2):
        assert send(referent, f"/s/quai/project/{asked.public}/charter/", {"version": "2"}).status_code == 302
    with across_structures("the test looks"):
        assert CharterAcceptance.objects.get().by == nora
    assert acts(asked) == ["charter_accepted"]
    assert "Nothing here" in text(coordinator.get("/p/demo/tic/structures/?charter=on"))
    assert send(coordinator, page_of(asked, "approve")).status_code == 302
    assert "not accepted" not in text(referent.get("/s/quai/"))
    Project.objects.update(charter_version=3)
    assert "not accepted yet" in text(referent.get("/s/quai/")), "a new version asks again"
    assert "has changed since you accepted it" in text(referent.get("/s/quai/project/"))
    assert "Maison du Quai" in text(coordinator.get("/p/demo/tic/structures/?charter=on"))


def test_without_a_charter_nothing_is_asked(asked, nora, sophie):
    assert "charter" not in text(signed_in(nora).get("/s/quai/project/")).lower()
    assert send(signed_in(sophie), page_of(asked, "approve")).status_code == 302


# --- leaving, and coming back


@pytest.fixture
def affiliated(project, tic):
    structure = StructureFactory(
        name="EPN Tournai", slug="epn", affiliation__project=project, affiliation__operator=tic
    )
    with across_structures("the test's ground"):
        return Affiliation.objects.select_related("structure", "project").get(structure=structure)


def test_a_structure_leaves_undoes_it_and_leaves_again(affiliated, project, sophie):
    client = signed_in(referent_of(affiliated.structure))
    leave, stay = (f"/s/epn/project/{affiliated.public}/{act}/" for act in ("leave", "stay"))
    assert send(client, leave, {"on": "", "why": ""}).status_code == 422
    assert send(client, leave, {"on": days(-9999), "why": "We close."}).status_code == 422
    assert send(client, leave, {"on": days(9999), "why": "We close."}).status_code == 422
    assert send(client, leave, {"on": TODAY(), "why": "We close."}).status_code == 302
    assert states(affiliated)[-1] == (TODAY(), "left", "TIC")
    assert "We close." in letters_to("sophie@partner.example")[0].body
    with open_structure(affiliated.structure_id):
        assert selectors.current_project(affiliated.structure) is None
        assert selectors.current_project(affiliated.structure, days(-1)) == project
    assert "Stay in the project" in text(client.get("/s/epn/project/"))
    assert send(client, stay).status_code == 302
    assert [status for _since, status, _who in states(affiliated)] == ["affiliated"]
    assert send(client, stay).status_code == 409
    assert send(client, leave, {"on": TODAY(), "why": "After all."}).status_code == 302
    assert acts(affiliated) == ["affiliation_left", "affiliation_kept", "affiliation_left"]


def test_a_planned_end_can_be_undone_until_it_begins(affiliated, sophie, time_machine):
    coordinator, referent = signed_in(sophie), signed_in(referent_of(affiliated.structure, email="r@place.example"))
    ended = send(coordinator, page_of(affiliated, "end"), {"on": days(30), "why": "The centre closes."})
    assert ended.status_code == 302
    assert "The centre closes." in letters_to("r@place.example")[0].body
    assert "Planned from" in text(coordinator.get(page_of(affiliated)))
    assert "Affiliated" in text(coordinator.get("/p/demo/tic/structures/"))
    assert send(referent, f"/s/epn/project/{affiliated.public}/stay/").status_code == 409, "the other side ended it"
    twice = send(coordinator, page_of(affiliated, "end"), {"on": days(10), "why": "Again."})
    assert twice.status_code == 409
    assert "planned already" in text(twice)
    time_machine.move_to(dt.datetime.combine(days(3), dt.time(12), tzinfo=dt.UTC))
    coordinator, now = signed_in(sophie), TODAY()
    assert send(coordinator, page_of(affiliated, "keep")).status_code == 302
    assert all(since <= now for since, _status, _who in states(affiliated))


def test_an_end_of_yesterday_stays(affiliated, sophie, time_machine):
    send(signed_in(sophie), page_of(affiliated, "end"), {"on": TODAY(), "why": "Closed."})
    time_machine.move_to(dt.datetime.combine(days(1), dt.time(12), tzinfo=dt.UTC))
    late = send(signed_in(sophie), page_of(affiliated, "keep"))
    assert late.status_code == 409
    assert "more than a day ago" in text(late)


def test_what_replaced_a_row_of_the_same_day_comes_back_as_it_was(asked, nora, sophie):
    send(signed_in(sophie), page_of(asked, "approve"))
    client = signed_in(nora)
    send(client, f"/s/quai/project/{asked.public}/leave/", {"on": TODAY(), "why": "By mistake."})
    assert states(asked)[-1] == (TODAY(), "left", "TIC")
    send(client, f"/s/quai/project/{asked.public}/stay/")
    assert states(asked)[-1] == (TODAY(), "affiliated", "TIC")


def test_who_left_asks_another_operator_or_project(affiliated, project, tic, d09):
    elsewhere = PartnerFactory(project=ProjectFactory(code="OTHER"), code="EC", state__name="Emmaüs")
    lead = PartnerFactory(project=project, code="LEAD", state__role=PartnerRole.LEAD)
    referent = referent_of(affiliated.structure)
    reader = coordinator_of(elsewhere)
    client = signed_in(referent)
    busy = send(client, "/s/epn/project/ask/", {"operator": d09.public})
    assert busy.status_code == 422
    assert "Leave that project first" in text(busy)
    send(client, f"/s/epn/project/{affiliated.public}/leave/", {"on": TODAY(), "why": "Moving."})
    for wrong in (lead.public, lead.pk, 10**18, "x", ""):
        assert send(client, "/s/epn/project/ask/", {"operator": wrong}).status_code == 422
    assert send(client, "/s/epn/project/ask/", {"operator": elsewhere.public, "text": "Take us!"}).status_code == 302
    with across_structures("the test looks"):
        new = Affiliation.objects.get(structure=affiliated.structure, project=elsewhere.project)
    assert (new.code, states(new)) == ("epn", [(TODAY(), "applied", "EC")])
    assert letters_to(reader.email)
    assert "still waits" in text(send(client, "/s/epn/project/ask/", {"operator": d09.public}))
    assert "Take us!" in text(signed_in(reader).get(f"/p/other/ec/structures/{new.public}/"))


def test_who_was_refused_asks_the_same_project_again(asked, nora, sophie, d09):
    send(signed_in(sophie), page_of(asked, "refuse"), {"reason": "Not our area."})
    client = signed_in(nora)
    assert "Not our area." in text(client.get("/s/quai/project/"))
    assert send(client, "/s/quai/project/ask/", {"operator": d09.public}).status_code == 302
    assert states(asked)[-1] == (TODAY(), "applied", "D09")
    assert signed_in(sophie).get(page_of(asked)).status_code == 404, "it asks another operator now"


# --- another operator


def test_a_structure_goes_to_another_operator_from_a_day_on(affiliated, sophie, d09):
    receiving = coordinator_of(d09, language="nl")
    client = signed_in(sophie)
    assert send(client, page_of(affiliated, "operator"), {"operator": d09.public, "since": days(5)}).status_code == 302
    assert states(affiliated)[1:] == [(days(5), "affiliated", "D09")]
    [letter] = letters_to(receiving.email)
    assert letter.extra_headers["Content-Language"] == "nl"
    assert client.get(page_of(affiliated)).status_code == 200, "until that day it is hers"
    assert acts(affiliated) == ["affiliation_operator_changed"]
    assert send(client, page_of(affiliated, "operator"), {"operator": d09.public, "since": TODAY()}).status_code == 302
    assert client.get(page_of(affiliated)).status_code == 404
    assert signed_in(receiving).get(f"/p/demo/d09/structures/{affiliated.public}/").status_code == 200


def test_only_to_an_operator_of_the_same_project(affiliated, sophie, project):
    lead = PartnerFactory(project=project, code="LEAD", state__role=PartnerRole.LEAD)
    for wrong in (lead.public, PartnerFactory().public, lead.pk, 10**18, "x", ""):
        page = send(signed_in(sophie), page_of(affiliated, "operator"), {"operator": wrong, "since": TODAY()})
        assert page.status_code == 422
        assert "Choose an operator of this project" in text(page)
    assert len(states(affiliated)) == 1


def test_the_history_is_read_where_it_is_decided(affiliated, sophie):
    with across_structures("the test's ground"):
        StructureState.objects.create(
            structure=affiliated.structure, since=days(-30), name="EPN du Port", country="BE", postcode="7700"
        )
    page = text(signed_in(sophie).get(page_of(affiliated)))
    assert "EPN du Port" in page
    assert "EPN Tournai" in page
    assert "Over time" in page
