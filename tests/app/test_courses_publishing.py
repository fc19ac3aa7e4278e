"""Modules from files to the catalogue: loading, versions that never change, the curator's editor."""

import copy
import shutil
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from common.errors import DomainError
from common.wall import across_structures
from courses.learning import content, services
from courses.learning.models import Module, ModuleVersion
from exercises.documents import read_files
from structures.models import JournalEntry
from tests.app.administering import button
from tests.app.crowd import at_once
from tests.app.doors import signed_in
from tests.app.factories import portal_person
from tests.app.learning import CODES, Ground, document, published

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def test_loading_the_content_twice_publishes_once(capsys) -> None:
    call_command("load_content")
    first = capsys.readouterr().out
    assert all(f"{code}: version 1 published" in first for code in CODES)
    call_command("load_content")
    assert "published" not in capsys.readouterr().out
    assert ModuleVersion.objects.count() == len(content.folders()) > len(CODES)
    module = Module.objects.get(code="L16")
    assert (module.title_fr, module.title_nl, module.title_en) == tuple(
        document("L16")["module"]["title"][language] for language in ("fr", "nl", "en")
    )
    assert dict(module.published.files)["module.yaml"].startswith("code: L16")


def test_loading_again_after_everything_was_read_in_french_is_a_no_op(capsys) -> None:
    """Typography comes when a text is drawn: what is stored and its fingerprint stay those of the files."""
    call_command("load_content")
    version = Module.objects.get(code="L16").published
    drawn = content.bundle_of(version, "L16-09", "fr", "BE")
    assert "\u202f?" in drawn["instruction"]
    capsys.readouterr()
    call_command("load_content")
    assert "published" not in capsys.readouterr().out
    assert ModuleVersion.objects.get(pk=version.pk).document == document("L16")


def test_a_file_with_an_error_is_named_with_the_exercise_and_the_place(monkeypatch, tmp_path) -> None:
    folder = tmp_path / "L16"
    shutil.copytree(content.CONTENT / "L16", folder)
    file = folder / "exercises" / "02-book-doctor.yaml"
    text = file.read_text(encoding="utf-8")
    line = "  en: Book an appointment for Nadia.\n"
    assert line in text
    file.write_text(text.replace(line, f"{line}  de: Buchen Sie.\n"), encoding="utf-8")
    monkeypatch.setattr(content, "CONTENT", tmp_path)
    with pytest.raises(CommandError, match=r"L16: exercises/02-book-doctor\.yaml, L16-02, instruction: 'de' stands"):
        call_command("load_content")
    assert not Module.objects.exists()


def test_another_document_is_the_next_version_and_the_old_one_stays() -> None:
    published("L16")
    changed = copy.deepcopy(document("L16"))
    changed["module"]["title"]["en"] = "Booking online"
    version = services.publish_document(document=changed)
    assert version.number == 2
    module = Module.objects.get(code="L16")
    assert module.published == version
    assert module.title_en == "Booking online"
    assert module.versions.get(number=1).status == "retired"
    assert services.publish_document(document=document("L16")) is None, "an old version is not published again"


def test_a_document_with_errors_is_refused_and_named(monkeypatch, tmp_path) -> None:
    broken = copy.deepcopy(document("L16"))
    del broken["exercises"]["L16-02"]["goal"]
    with pytest.raises(services.LintError) as refused:
        services.publish_document(document=broken)
    assert any(finding.where.startswith("exercises.L16-02") for finding in refused.value.findings)
    assert not Module.objects.exists()
    (tmp_path / "L99").mkdir()
    (tmp_path / "L99" / "module.yaml").write_text("code: [")
    monkeypatch.setattr(content, "CONTENT", tmp_path)
    with pytest.raises(CommandError, match="L99"):
        call_command("load_content")


@pytest.mark.parametrize(
    "change",
    ["number = 9", "sha256 = 'x'", "document = '{}'", "files = '[]'", "status = 'draft'", "published_at = now()"],
)
def test_the_database_refuses_to_change_a_published_version(change: str) -> None:
    version = services.publish_document(document=document("L16"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE courses_moduleversion SET {change} WHERE id = %s", [version.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM courses_moduleversion WHERE id = %s", [version.pk])


def test_a_version_may_retire_and_a_draft_may_change() -> None:
    module = published("L16")
    draft = services.new_draft(module=module, by=None)
    assert services.new_draft(module=module, by=None) == draft
    with connection.cursor() as cursor:
        cursor.execute("UPDATE courses_moduleversion SET number = 7 WHERE id = %s", [draft.pk])
        cursor.execute("UPDATE courses_moduleversion SET status = 'retired' WHERE id = %s", [module.published_id])
    assert ModuleVersion.objects.get(pk=draft.pk).number == 7


@pytest.mark.parametrize("code", CODES)
def test_a_document_survives_its_files(code: str) -> None:
    assert content.from_files(content.to_files(document(code))) == (document(code), {})
    whole = document(code)
    worlds = {name: world for name, world in whole["worlds"].items() if "/" not in name}  # not the borrowed ones
    assert content.from_files(read_files(content.CONTENT / code)) == (whole | {"worlds": worlds}, {})


def both_steps(client, user) -> None:
    """Signed in by the code and by the second step, which roles of the portal need."""
    client.cookies = signed_in(user).cookies


def curator(client):
    user = portal_person("curator")
    user.is_staff = True
    user.save()
    both_steps(client, user)
    return client


def draft_form(draft: ModuleVersion, **changed: str) -> dict[str, str]:
    return content.files_of(draft) | changed


def test_a_curator_writes_and_publishes_the_next_version(client) -> None:
    call_command("load_content")
    module = Module.objects.get(code="L16")
    curator(client)
    begun = client.post("/admin/courses/module/", {"action": "begin_drafts", "_selected_action": [module.pk]})
    draft = ModuleVersion.objects.get(status="draft")
    assert begun.url == f"/admin/courses/moduleversion/{draft.pk}/change/"
    page = client.get(begun.url)
    assert page.status_code == 200
    assert "Prendre rendez-vous en ligne" in page.content.decode()
    text = content.files_of(draft)["module.yaml"].replace("Booking an appointment online", "Booking online")
    done = client.post(begun.url, draft_form(draft, **{"module.yaml": text, "courses_moduleversion_publish": ""}))
    assert done.status_code == 302
    module.refresh_from_db()
    assert module.title_en == "Booking online"
    assert module.published.number == 2
    assert client.get(begun.url).status_code == 200, "a published version can be read"


def test_what_a_curator_typed_survives_errors(client) -> None:
    module = published("L16")
    draft = services.new_draft(module=module, by=None)
    url = f"/admin/courses/moduleversion/{draft.pk}/change/"
    curator(client)
    page = client.post(url, draft_form(draft, **{"module.yaml": "code: [L16  # half written"}))
    assert page.status_code == 200
    assert "half written" in page.content.decode()
    broken = content.files_of(draft)["module.yaml"].replace("minutes: 22", "minutes: 23", 1)
    page = client.post(
        url, draft_form(draft, **{"module.yaml": broken, "courses_moduleversion_publish": ""}), follow=True
    )
    assert "add up to 22" in page.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"
    assert draft.document["module"]["minutes"] == 23, "kept with its error"
    other = content.files_of(draft)["module.yaml"].replace("code: L16", "code: L17", 1)
    assert "never changes" in client.post(url, draft_form(draft, **{"module.yaml": other})).content.decode()


def test_others_have_no_business_in_the_editor(client) -> None:
    module = published("L16")
    staff = portal_person("moderator")
    staff.is_staff = True
    staff.save()
    both_steps(client, staff)
    assert client.get("/admin/courses/module/").status_code == 403
    assert client.get(f"/admin/courses/moduleversion/{module.published_id}/change/").status_code == 403
    ground = Ground()
    client.force_login(ground.aidant)
    assert client.get("/admin/courses/module/").status_code == 403


def test_a_published_version_is_only_read(client) -> None:
    version = published("L16").published
    curator(client)
    url = f"/admin/courses/moduleversion/{version.pk}/change/"
    assert client.post(url, draft_form(version)).status_code == 409


def acts_of(user) -> list[tuple]:
    """What the journal says that she did, oldest first: (act, detail)."""
    with across_structures("a test reads the journal"):
        return list(JournalEntry.objects.filter(user=user).order_by("pk").values_list("act", "detail"))


def test_each_act_of_a_curator_is_in_the_journal(client) -> None:
    module = published("L16")
    user = portal_person("curator", email="noor@place.example", is_staff=True)
    both_steps(client, user)
    begin = {"action": "begin_drafts", "_selected_action": [module.pk]}
    url = client.post("/admin/courses/module/", begin).url
    assert client.post("/admin/courses/module/", begin).url == url, "there is one draft already"
    assert client.post(url.replace("change", "delete"), {"post": "yes"}).status_code == 302
    assert not ModuleVersion.objects.filter(status="draft").exists()
    url = client.post("/admin/courses/module/", begin).url
    text = content.files_of(ModuleVersion.objects.get(status="draft"))["module.yaml"].replace("appointment", "visit")
    pressed = {"module.yaml": text, button(client.get(url), "Save and publish"): "1"}
    client.post(url, draft_form(ModuleVersion.objects.get(status="draft"), **pressed))
    about = {"module": "L16", "number": 2}
    assert acts_of(user) == [
        (act, about) for act in ("draft_begun", "draft_deleted", "draft_begun", "draft_saved", "module_published")
    ]


def test_one_published_version_and_one_draft_says_the_database() -> None:
    module = published("L16")
    services.new_draft(module=module, by=None)
    for status in ("draft", "published"):
        with pytest.raises(IntegrityError), transaction.atomic():
            ModuleVersion.objects.create(module=module, number=9, status=status, document={}, sha256="9" * 64)


def test_a_draft_that_is_gone_is_said_so() -> None:
    module = published("L16")
    draft = services.new_draft(module=module, by=None)
    services.delete_draft(draft=ModuleVersion.objects.get(pk=draft.pk), by=None)
    with translation.override("en"), pytest.raises(DomainError, match="deleted"):
        services.publish_draft(draft=draft, by=None)


@pytest.mark.django_db(transaction=True)
def test_curators_at_once_make_one_draft_and_publish_one_version() -> None:
    module = published("L16")
    drafts = at_once(*[partial(services.new_draft, module=module, by=None)] * 4)
    assert len({draft.pk for draft in drafts}) == 1, drafts
    copies = [ModuleVersion.objects.select_related("module").get(pk=drafts[0].pk) for _ in range(3)]
    done = at_once(*[partial(services.publish_draft, draft=one, by=None) for one in copies])
    assert [type(one) for one in done].count(DomainError) == 2, done
    changed = copy.deepcopy(document("L16"))
    changed["module"]["title"]["en"] = "Booking online"
    loaded = at_once(*[partial(services.publish_document, document=changed)] * 3)
    assert [one for one in loaded if one is not None] == [ModuleVersion.objects.get(number=3)], loaded
    assert sorted(module.versions.values_list("number", "status")) == [
        (1, "retired"), (2, "retired"), (3, "published"),
    ]  # fmt: skip
    module.refresh_from_db()
    assert module.published.number == 3
