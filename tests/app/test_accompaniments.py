"""The log of help given, through the public door."""

import csv
import datetime as dt
import io
import re

import pytest
from django.utils import timezone

from accompaniments.models import AccompaniedLearner, Accompaniment
from accompaniments.services import leave_trace
from common.wall import across_structures, open_structure
from learners.services import archive_learner
from reporting.services.rollup import roll_up
from tests.app.factories import AffiliationFactory, LearnerFactory, ProjectFactory, StructureFactory, aidant_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def structure():
    return StructureFactory(affiliation__project=ProjectFactory())


@pytest.fixture
def ines(structure, client):
    user = aidant_of(structure, language="en")
    client.force_login(user)
    client.cookies["language"] = "en"
    return user


def form(**changes):
    values = {
        "mode": "individual",
        "place": "structure",
        "themes": ["procedures"],
        "minutes": "30",
        "date": timezone.localdate().isoformat(),
    }
    return values | changes


def records():
    with across_structures("a test looks at what is stored"):
        return list(Accompaniment.objects.order_by("created_at").prefetch_related("learners"))


def test_three_taps_log_one_anonymous_person(client, ines, structure):
    page = client.get(f"/s/{structure.slug}/accompaniments/new/")
    assert page.status_code == 200
    answer = client.post(f"/s/{structure.slug}/accompaniments/new/", form(outcome="alone"))
    assert answer.status_code == 302
    (record,) = records()
    assert (record.anonymous, record.minutes, record.outcome, record.recorded_by) == (1, 30, "alone", ines)
    assert record.person.user == ines
    assert record.project == record.person.project


def test_a_theme_is_the_only_thing_needed(client, ines, structure):
    answer = client.post(f"/s/{structure.slug}/accompaniments/new/", form(themes=[]))
    assert answer.status_code == 422
    assert "Choose at least one theme." in answer.content.decode()
    assert records() == []


def test_a_workshop_of_eight_is_one_record(client, ines, structure):
    present = [LearnerFactory(structure=structure) for _ in range(6)]
    client.post(
        f"/s/{structure.slug}/accompaniments/new/",
        form(mode="workshop", learners=[str(one.pk) for one in present], anonymous="2"),
    )
    (record,) = records()
    assert record.learners.count() + record.anonymous == 8


def test_a_foreign_learner_is_refused_in_words(client, ines, structure):
    stranger = LearnerFactory(structure=StructureFactory(), alias="Stranger")
    answer = client.post(f"/s/{structure.slug}/accompaniments/new/", form(learners=[str(stranger.pk)]))
    assert answer.status_code == 422
    assert "Stranger" not in answer.content.decode()
    assert records() == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"date": "2999-01-01"}, "in the future"),
        ({"date": "0001-01-01"}, "Look at the year again."),
        ({"date": "1999-12-31"}, "Look at the year again."),
        ({"date": "yesterday"}, "valid date"),
        ({"other_minutes": "0"}, "greater than or equal"),
        ({"anonymous": "-3"}, "greater than or equal"),
        ({"anonymous": "0"}, "how many people"),
    ],
)
def test_bad_input_gets_a_sentence_and_writes_nothing(client, ines, structure, changes, words):
    answer = client.post(f"/s/{structure.slug}/accompaniments/new/", form(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert records() == []


def test_french_has_another_word_for_taking_a_cancellation_back(client, ines, structure):
    client.cookies["language"] = "fr"
    new = f"/s/{structure.slug}/accompaniments/new/"
    assert "Défaire" in client.post(new, form(), follow=True).content.decode()
    (record,) = records()
    page = client.post(f"/s/{structure.slug}/accompaniments/{record.pk}/cancel/", follow=True).content.decode()
    assert "Rétablir" in page
    assert "Défaire" not in page


def test_cancel_is_a_state_with_an_undo(client, ines, structure):
    client.post(f"/s/{structure.slug}/accompaniments/new/", form())
    (record,) = records()
    base = f"/s/{structure.slug}/accompaniments/{record.pk}"
    assert client.get(f"{base}/cancel/").status_code == 405, "GET never writes"
    page = client.post(f"{base}/cancel/", follow=True).content.decode()
    assert f"{base}/restore/" in page
    assert "Undo" in page
    assert records()[0].status == "cancelled"
    client.post(f"{base}/restore/")
    assert records()[0].status == "recorded"


def test_a_correction_keeps_what_was_chosen(client, ines, structure):
    fatima = LearnerFactory(structure=structure, alias="Fatima")
    client.post(f"/s/{structure.slug}/accompaniments/new/", form(learners=[str(fatima.pk)], minutes="45"))
    (record,) = records()
    page = client.get(f"/s/{structure.slug}/accompaniments/{record.pk}/").content.decode()
    assert 'value="45" ' in page
    client.post(
        f"/s/{structure.slug}/accompaniments/{record.pk}/", form(learners=[str(fatima.pk)], more_themes=["school"])
    )
    assert records()[0].themes == ["procedures", "school"]


def stored(structure, ines, learners=(), **values):
    """A record as a pack or an older day left it."""
    with open_structure(structure.pk):
        values = {"date": timezone.localdate(), "mode": "individual", "place": "structure", "minutes": 30} | values
        record = Accompaniment.objects.create(structure=structure, code="old", recorded_by=ines, **values)
        for learner in learners:
            AccompaniedLearner.objects.create(structure=structure, accompaniment=record, learner=learner)
    return record


def as_shown(page) -> dict:
    """What a browser sends back when nothing was touched."""
    soup = page.content.decode().split("data-draft", 1)[0]
    checked = re.findall(r'<input type="(?:radio|checkbox)" name="(\w+)" value="([^"]*)"[^>]* checked', soup)
    typed = re.findall(r'<input type="(?:text|number|date|hidden)" name="(\w+)" value="([^"]*)"', soup)
    found: dict = {}
    for name, value in checked + typed:
        found.setdefault(name, []).append(value)
    return found


def test_a_correction_keeps_who_is_archived_since_and_themes_of_a_pack(client, ines, structure):
    fatima, luc = LearnerFactory(structure=structure, alias="Fatima"), LearnerFactory(structure=structure, alias="Luc")
    record = stored(structure, ines, [fatima, luc], themes=["email", "papers", "robotics"], minutes=25)
    with open_structure(structure.pk):
        archive_learner(learner=fatima, by=ines)
        archive_learner(learner=luc, by=ines)
    address = f"/s/{structure.slug}/accompaniments/{record.pk}/"
    page = client.get(address)
    assert "Fatima" not in page.content.decode().split("<datalist")[1].split("</datalist>")[0]
    answer = client.post(address, as_shown(page) | {"outcome": "alone"})
    assert answer.status_code == 302, answer.content.decode()
    (kept,) = records()
    assert {one.alias for one in kept.learners.all()} == {"Fatima", "Luc"}
    assert set(kept.themes) == {"email", "papers", "robotics"}
    assert (kept.outcome, kept.minutes) == ("alone", 25)
    without = as_shown(client.get(address)) | {"learners": [str(luc.pk)], "more_themes": []}
    assert client.post(address, without).status_code == 302
    (kept,) = records()
    assert ([one.alias for one in kept.learners.all()], kept.themes) == (["Luc"], ["email", "papers"])


def test_who_is_archived_can_not_be_chosen_anew(client, ines, structure):
    gone = LearnerFactory(structure=structure, alias="Fatima", archived_at=timezone.now())
    record = stored(structure, ines, themes=["email"], anonymous=1)
    answer = client.post(
        f"/s/{structure.slug}/accompaniments/{record.pk}/", form(learners=[str(gone.pk)], anonymous="1")
    )
    assert answer.status_code == 422


@pytest.mark.parametrize(("was", "sent", "kept"), [(25, "30", 30), (None, "", None), (25, "", 25), (60, "", None)])
def test_a_preset_takes_the_place_of_another_length(client, ines, structure, was, sent, kept):
    record = stored(structure, ines, themes=["email"], minutes=was, anonymous=1)
    address = f"/s/{structure.slug}/accompaniments/{record.pk}/"
    answer = client.post(address, as_shown(client.get(address)) | {"minutes": sent})
    if was == 60:
        assert answer.status_code == 422, "no length is a length forgotten"
    else:
        assert (answer.status_code, records()[0].minutes) == (302, kept)


def test_another_date_is_counted_by_the_project_of_that_day(client, ines, structure):
    """And the project that it leaves counts again."""
    day = timezone.localdate() - dt.timedelta(days=900)
    former = ProjectFactory(start=day - dt.timedelta(days=90), end=day + dt.timedelta(days=90))
    AffiliationFactory(structure=structure, project=former, states={"since": former.start})
    new, base = f"/s/{structure.slug}/accompaniments/new/", f"/s/{structure.slug}/accompaniments"
    client.post(new, form())
    (record,) = records()
    today = record.project
    roll_up(project=today)
    client.post(f"{base}/{record.pk}/", form(date=day.isoformat(), anonymous="1"))
    (moved,) = records()
    assert (moved.project, moved.person.project, moved.person.user) == (former, former, ines)
    assert roll_up(project=today).counted, "what left is no longer counted"
    between = timezone.localdate() - dt.timedelta(days=700)
    client.post(f"{base}/{record.pk}/", form(date=between.isoformat(), anonymous="1"))
    assert (records()[0].project, records()[0].person) == (None, None), "no project ran that day"
    client.post(f"{base}/{record.pk}/", form(anonymous="1"))
    back = records()[0]
    assert (back.project, back.person) == (today, record.person)


def test_the_form_takes_over_what_the_learner_did_today(client, ines, structure):
    fatima = LearnerFactory(structure=structure, alias="Fatima")
    with open_structure(structure.pk):
        leave_trace(learner=fatima, code="L06", theme="email", seconds=20 * 60)
    page = client.get(f"/s/{structure.slug}/accompaniments/new/?learner={fatima.pk}")
    initial = page.context["form"].initial
    assert (initial["themes"], initial["minutes"], initial["who"]) == (["email"], 30, "Fatima")
    client.post(f"/s/{structure.slug}/accompaniments/new/", form(who="fatima"))
    assert [one.alias for one in records()[0].learners.all()] == ["Fatima"]
    page = client.get(f"/s/{structure.slug}/accompaniments/new/?learner={fatima.pk}")
    assert "codes" not in page.context["form"].initial, "logged once"


def test_the_export_has_the_rows_of_the_list_and_no_formula(client, ines, structure):
    evil = LearnerFactory(structure=structure, alias="=HYPERLINK(1)")
    client.post(f"/s/{structure.slug}/accompaniments/new/", form(learners=[str(evil.pk)], mode="drop_in"))
    client.post(f"/s/{structure.slug}/accompaniments/new/", form(themes=["email"], procedures=["papers"]))
    whole = client.get(f"/s/{structure.slug}/accompaniments/export.csv")
    rows = list(csv.reader(io.StringIO(whole.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[1][4] == "E-mail | Papers and citizenship", "both kinds of themes by their names"
    filtered = client.get(f"/s/{structure.slug}/accompaniments/export.csv?mode=drop_in").content.decode("utf-8-sig")
    (_header, row) = csv.reader(io.StringIO(filtered))
    assert row[5] == "'=HYPERLINK(1)"


def test_the_list_costs_the_same_for_ten_and_two_hundred(client, ines, structure, django_assert_max_num_queries):
    counts = []
    for wanted in (10, 200):
        with open_structure(structure.pk):
            have = Accompaniment.objects.count()
            Accompaniment.objects.bulk_create(
                Accompaniment(
                    structure=structure, code=f"c{n}", date=timezone.localdate(), mode="individual", recorded_by=ines
                )
                for n in range(have, wanted)
            )
        client.get(f"/s/{structure.slug}/accompaniments/")
        with django_assert_max_num_queries(40) as captured:
            client.get(f"/s/{structure.slug}/accompaniments/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("name", "words"), [("Nobody", "Nobody here has this name"), ("Luc", "Two people")])
def test_a_name_that_is_not_one_person_is_asked_again(client, ines, structure, name, words):
    for _ in range(2):
        LearnerFactory(structure=structure, alias="Luc")
    answer = client.post(f"/s/{structure.slug}/accompaniments/new/", form(who=name))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert records() == []
