"""Names of learners: two of one alias told apart, and a name that was mistyped."""

import datetime as dt

import pytest
from django.utils import timezone

from common.errors import DomainError
from common.wall import across_structures, open_structure
from learners.models import GroupMember, Learner, LearnerGroup
from learners.services import add_learner
from structures.models import JournalEntry
from tests.app.doors import send, signed_in, text
from tests.app.factories import LearnerFactory, StructureFactory, aidant_of

pytestmark = pytest.mark.django_db
LIST = "/s/epn/learners/"
HELP = {"mode": "individual", "place": "structure", "themes": ["email"], "minutes": "30", "date": "2026-01-05"}


@pytest.fixture
def door(epn):
    return signed_in(aidant_of(epn, first_name="Ines"))


def stored(**which) -> list[Learner]:
    with across_structures("a test looks at learners"):
        return list(Learner.objects.filter(**which).order_by("created_at"))


def test_a_second_fatima_is_asked_about_and_saved_when_meant(epn, door):
    LearnerFactory(structure=epn, alias="Fatima")
    typed = {"alias": " fatima ", "language": "nl"}
    page = door.post(LIST, typed)
    assert "There is already a fatima here." in text(page)
    assert len(stored()) == 1
    assert 'name="twin" value="fatima"' in page.content.decode()
    other = door.post(LIST, typed | {"twin": "fatima", "alias": "Rosa"})
    assert other.status_code == 302, "another name needs no second sending"
    send(door, LIST, typed | {"twin": "fatima"})
    assert [one.alias for one in stored()] == ["Fatima", "Rosa", "fatima"]


def test_who_left_or_is_elsewhere_is_no_namesake(epn, door):
    LearnerFactory(structure=epn, alias="Fatima", archived_at=timezone.now())
    LearnerFactory(structure=StructureFactory(), alias="Fatima")
    assert door.post(LIST, {"alias": "Fatima", "language": "fr"}).status_code == 302


@pytest.fixture
def twins(epn):
    """Two Fatimas, one of them in a group; and a Luc."""
    first, second, _luc = (LearnerFactory(structure=epn, alias=alias) for alias in ("Fatima", "fatima", "Luc"))
    with across_structures("a test lays its ground"):
        group = LearnerGroup.objects.create(structure=epn, name="Tuesday")
        GroupMember.objects.create(structure=epn, group=group, learner=first)
        Learner.objects.filter(pk=second.pk).update(created_at=dt.datetime(2025, 11, 3, 12, tzinfo=dt.UTC))
    return first, second


@pytest.mark.parametrize("path", ["learners/", "learners/cards/", "groups/new/", "accompaniments/", "checks/new/"])
def test_lists_and_choices_tell_them_apart(twins, door, path):
    page = text(door.get(f"/s/epn/{path}"))
    assert "Fatima (Tuesday)" in page
    assert "fatima (since 3 Nov 2025)" in page
    assert "Luc (" not in page


def test_the_log_tells_them_apart_and_takes_the_one_that_is_meant(twins, door):
    _first, second = twins
    address = "/s/epn/accompaniments/new/"
    page = door.get(address, {"learner": str(second.pk)}).content.decode()
    assert f'value="{second.pk}"' in page
    send(door, address, HELP | {"learners": [str(second.pk)]})
    rows = text(door.get("/s/epn/accompaniments/", {"learner": str(second.pk)}))
    assert rows.count("fatima (since 3 Nov 2025)") == 2, "in the filter and in the row"


def test_two_of_one_day_have_a_number(epn, door):
    for _ in range(2):
        LearnerFactory(structure=epn, alias="Amina")
    page = text(door.get(LIST))
    assert ", 1)" in page
    assert ", 2)" in page


# --- a correction


def test_a_name_and_a_language_are_corrected_and_corrected_back(epn, door):
    learner = LearnerFactory(structure=epn, alias="Fatma", language="fr", country="BE")
    here = f"{LIST}{learner.pk}/"
    assert f'href="{here}edit/"' in door.get(here).content.decode()
    form = door.get(f"{here}edit/").context["form"]
    typed = {"alias": "Fatima", "language": "nl", "country": "FR", "seen": form.initial["seen"]}
    assert send(door, f"{here}edit/", typed).headers["Location"] == here
    (now,) = stored()
    assert (now.alias, now.language, now.country) == ("Fatima", "nl", "FR")
    with across_structures("a test reads the journal"):
        line = JournalEntry.objects.get(act="learner_changed")
    assert line.detail == {"changed": ["alias", "language", "country"]}, "which fields, never the name"
    late = door.post(f"{here}edit/", typed | {"alias": "Fatou"})
    assert late.status_code == 409
    assert "changed this meanwhile" in text(late)
    assert "Stored now: First name or alias: Fatima." in text(late)
    again = {"alias": "Fatma", "language": "fr", "country": "BE"}
    assert door.post(f"{here}edit/", again).status_code == 302
    assert stored()[0].alias == "Fatma"


def test_a_correction_asks_about_a_namesake_too_and_refuses_nothing(epn, door):
    LearnerFactory(structure=epn, alias="Rosa")
    learner = LearnerFactory(structure=epn, alias="Roza")
    here = f"{LIST}{learner.pk}/edit/"
    typed = {"alias": "Rosa", "language": "fr", "country": "BE"}
    page = door.post(here, typed)
    assert page.status_code == 422
    assert "There is already a Rosa here." in text(page)
    assert door.post(here, {**typed, "alias": "ROZA"}).status_code == 302, "her own name is not another's"
    assert door.post(here, {**typed, "twin": "Rosa"}).status_code == 302
    assert door.post(here, {"alias": "  ", "language": "fr", "country": "BE"}).status_code == 422


def test_who_came_in_a_pack_has_no_name_to_filter_by(epn, door):
    coded = LearnerFactory(structure=epn, pseudonym="tournai-k01", alias="tournai-k01", archived_at=timezone.now())
    LearnerFactory(structure=epn, alias="Luc", archived_at=timezone.now())
    page = text(door.get("/s/epn/accompaniments/"))
    assert "Luc" in page
    assert "tournai-k01" not in page
    asked = door.get("/s/epn/accompaniments/", {"learner": str(coded.pk)})
    assert asked.context["filters"].is_valid()


FORBIDDEN = ["amina@place.example", "Amina 850730", "85.07.30-033 28", "0470 12 34 56", "Fatima １２３４５６"]


@pytest.mark.parametrize("alias", FORBIDDEN)
def test_an_address_or_a_long_number_is_no_alias(epn, door, alias):
    refused = door.post(LIST, {"alias": alias, "language": "nl"})
    assert refused.status_code == 200
    assert "a first name or an alias is enough" in text(refused)
    assert not stored()
    kept = LearnerFactory(structure=epn, alias="Amina", language="nl")
    edited = door.post(f"{LIST}{kept.pk}/edit/", {"alias": alias, "language": "fr", "country": "BE"})
    assert edited.status_code == 422
    assert "a first name or an alias is enough" in text(edited)
    assert stored()[0].alias == "Amina"
    with open_structure(epn.pk), pytest.raises(DomainError):
        add_learner(structure=epn, alias=alias, language="nl", by=None)


@pytest.mark.parametrize("alias", ["Amina 12", "R2D2", "Groupe 2026-1", "Fatima 12345"])
def test_a_short_number_tells_people_apart(epn, door, alias):
    send(door, LIST, {"alias": alias, "language": "nl"})
    assert [one.alias for one in stored()] == [alias]


def test_what_was_kept_before_the_rule_stays_while_something_else_is_corrected(epn, door):
    kept = LearnerFactory(structure=epn, alias="Karim 0470123456", language="nl")
    typed = {"alias": kept.alias, "language": "fr", "country": "BE"}
    assert door.post(f"{LIST}{kept.pk}/edit/", typed).status_code == 302
    assert (stored()[0].alias, stored()[0].language) == (kept.alias, "fr")


def test_nothing_typed_is_told_in_our_words(door):
    assert "Type a first name or an alias." in text(door.post(LIST, {"alias": " ", "language": "nl"}))
