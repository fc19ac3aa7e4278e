"""Modules from files to the catalogue: loading, versions that never change, the curator's editor."""

import copy

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from courses import content
from courses.models import Module, ModuleVersion
from tests.app.factories import portal_person
from tests.app.learning import CODES, Ground, document, published

pytestmark = pytest.mark.django_db


def test_loading_the_content_twice_publishes_once(capsys) -> None:
    call_command("load_content")
    first = capsys.readouterr().out
    assert all(f"{code}: version 1 published" in first for code in CODES)
    call_command("load_content")
    assert "published" not in capsys.readouterr().out
    assert ModuleVersion.objects.count() == len(CODES)
    module = Module.objects.get(code="L16")
    assert (module.title_fr, module.title_nl, module.title_en) == tuple(
        document("L16")["module"]["title"][language] for language in ("fr", "nl", "en")
    )
    assert dict(module.published.files)["module.yaml"].startswith("code: L16")


def test_another_document_is_the_next_version_and_the_old_one_stays() -> None:
    published("L16")
    changed = copy.deepcopy(document("L16"))
    changed["module"]["title"]["en"] = "Booking online"
    version = content.publish_document(changed)
    assert version.number == 2
    module = Module.objects.get(code="L16")
    assert module.published == version
    assert module.title_en == "Booking online"
    assert module.versions.get(number=1).status == "retired"
    assert content.publish_document(document("L16")) is None, "an old version is not published again"


def test_a_document_with_errors_is_refused_and_named(monkeypatch, tmp_path) -> None:
    broken = copy.deepcopy(document("L16"))
    del broken["exercises"]["L16-02"]["goal"]
    with pytest.raises(content.LintError) as refused:
        content.publish_document(broken)
    assert any(finding.where.startswith("exercises.L16-02") for finding in refused.value.findings)
    assert not Module.objects.exists()
    (tmp_path / "L99").mkdir()
    (tmp_path / "L99" / "module.yaml").write_text("code: [")
    monkeypatch.setattr(content, "CONTENT", tmp_path)
    with pytest.raises(CommandError, match="L99"):
        call_command("load_content")


@pytest.mark.parametrize(
    "change", ["number = 9", "sha256 = 'x'", "document = '{}'", "status = 'draft'", "published_at = now()"]
)
def test_the_database_refuses_to_change_a_published_version(change: str) -> None:
    version = published("L16").published
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE courses_moduleversion SET {change} WHERE id = %s", [version.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM courses_moduleversion WHERE id = %s", [version.pk])


def test_a_version_may_retire_and_a_draft_may_change() -> None:
    module = published("L16")
    draft = content.new_draft(module=module)
    assert content.new_draft(module=module) == draft
    with connection.cursor() as cursor:
        cursor.execute("UPDATE courses_moduleversion SET number = 7 WHERE id = %s", [draft.pk])
        cursor.execute("UPDATE courses_moduleversion SET status = 'retired' WHERE id = %s", [module.published_id])
    assert ModuleVersion.objects.get(pk=draft.pk).number == 7


@pytest.mark.parametrize("code", CODES)
def test_a_document_survives_its_files(code: str) -> None:
    assert content.from_files(content.to_files(document(code))) == (document(code), {})
    assert content.from_files(content.read_files(content.CONTENT / code)) == (document(code), {})


def curator(client):
    user = portal_person("curator")
    user.is_staff = True
    user.save()
    client.force_login(user)
    client.cookies["language"] = "en"
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
    done = client.post(begun.url, draft_form(draft, **{"module.yaml": text, "publish": "1"}))
    assert done.status_code == 302
    module.refresh_from_db()
    assert module.title_en == "Booking online"
    assert module.published.number == 2
    assert client.get(begun.url).status_code == 200, "a published version can be read"


def test_what_a_curator_typed_survives_errors(client) -> None:
    module = published("L16")
    draft = content.new_draft(module=module)
    url = f"/admin/courses/moduleversion/{draft.pk}/change/"
    curator(client)
    page = client.post(url, draft_form(draft, **{"module.yaml": "code: [L16  # half written"}))
    assert page.status_code == 200
    assert "half written" in page.content.decode()
    broken = content.files_of(draft)["module.yaml"].replace("minutes: 22", "minutes: 23", 1)
    page = client.post(url, draft_form(draft, **{"module.yaml": broken, "publish": "1"}), follow=True)
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
    client.force_login(staff)
    assert client.get("/admin/courses/module/").status_code == 403
    assert client.get(f"/admin/courses/moduleversion/{module.published_id}/change/").status_code == 403
    ground = Ground()
    client.force_login(ground.aidant)
    assert client.get("/admin/courses/module/").status_code == 302


def test_a_published_version_is_only_read(client) -> None:
    version = published("L16").published
    curator(client)
    url = f"/admin/courses/moduleversion/{version.pk}/change/"
    assert client.post(url, draft_form(version)).status_code == 403
