"""Pictures and recordings of a module: sent in the editor, chosen in a form, on the phone, out and in again."""

import io
import re
from pathlib import Path

import brotli
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse

from common.shrinking import made_small
from common.sounds import heard
from common.wall import open_structure
from courses.authoring import media
from courses.authoring.models import DraftSave
from courses.authoring.outline import outline_of
from courses.authoring.recordings import lines
from courses.learning import content, services
from courses.learning.carrying import weighing
from courses.learning.models import Module, ModuleVersion
from courses.learning.selectors import version_in_hand
from courses.learning.views import looking
from courses.media import services as kept
from courses.media.models import MediaFile
from exercises import ContentError, load_module
from exercises.lint.__main__ import missing_pictures
from exercises.media import is_sent, listed, name_for
from tests import media_files as files
from tests.app.doors import signed_in, text
from tests.app.factories import portal_person
from tests.app.learning import Ground, published
from tests.app.test_courses_kept import kept_by, own

pytestmark = pytest.mark.django_db
PAGE = "/author/L16/media/"
ALT = {"alt_fr": "Une femme attend le tram.", "alt_nl": "Een vrouw wacht op de tram.", "alt_en": ""}
INSTRUCTION = "/author/L16/exercise/L16-01/"


@pytest.fixture
def curator():
    return portal_person("curator")


@pytest.fixture
def client(curator) -> Client:
    return signed_in(curator)


@pytest.fixture
def draft(curator) -> ModuleVersion:
    return services.new_draft(module=published("L16"), by=curator)


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(client: Client, name: str = "Le tram.JPG", content: bytes = b"", **fields: str):
    content = content or files.picture("JPEG")
    return client.post(PAGE, {"do": "add", "file": sent(name, content), **ALT, **fields})


def pictures(draft: ModuleVersion) -> list[dict]:
    draft.refresh_from_db()
    return listed(draft.document, "pictures")


def sound(client: Client, words: str, content: bytes = b"", name: str = "a.mp3", say: str = "fr"):
    fields = {"do": "record", "say": say, "words": words, "file": sent(name, content or files.mp3())}
    return client.post(PAGE, fields)


# --- pictures


def test_a_picture_is_made_small_described_and_shown_with_what_is_missing(client, draft) -> None:
    assert add(client).status_code == 302
    [one] = pictures(draft)
    assert re.fullmatch(r"le-tram-[0-9a-f]{16}\.webp", one["file"])
    assert one["alt"] == {"fr": ALT["alt_fr"], "nl": ALT["alt_nl"], "en": None}
    kept = MediaFile.objects.get(name=one["file"])
    assert (kept.kind, kept.width, kept.height) == ("image/webp", 720, 480)
    page = client.get(PAGE)
    assert "EN missing" in text(page)
    assert "Shown nowhere yet" in text(page)
    assert one["file"] in page.content.decode()
    shown = client.get(f"/media/{one['file']}?v=1")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert "immutable" in shown["Cache-Control"]
    assert "sandbox" in shown["Content-Security-Policy"]
    assert Client().get(f"/media/{one['file']}").status_code == 200, "a learner's phone asks without the curator"
    assert any(one.where.startswith("media.") for one in content.findings_of(draft.document)), "it can't be published"


def test_without_a_description_nothing_is_kept(client, draft) -> None:
    page = add(client, alt_fr=" ")
    assert page.status_code == 422
    assert pictures(draft) == []
    assert not MediaFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.png", files.huge_png(), "too many pixels"),
        ("a.svg", files.svg("<script>steal()</script>"), "more than shapes"),
        ("a.png", b"<html><script>steal()</script>", "no picture that we read"),
        ("a.png", files.picture("JPEG"), "ending of the file"),
        ("a.png", files.picture()[:300], "damaged"),
    ],
)
def test_a_hostile_picture_is_refused_at_its_field_and_nothing_is_half_written(client, draft, name, content, words):
    page = add(client, name, content)
    assert page.status_code == 422
    assert words in text(page)
    assert ALT["alt_fr"] in page.content.decode(), "what was typed stays"
    assert pictures(draft) == []
    assert not MediaFile.objects.exists()
    assert not DraftSave.objects.exists()


def test_the_name_of_a_file_leads_nowhere(client, draft) -> None:
    add(client, "../../../etc/passwd.jpg")
    [one] = pictures(draft)
    assert re.fullmatch(r"passwd-[0-9a-f]{16}\.webp", one["file"])
    for name in ("../../manage.py", "..%2Fmanage.py", "nadia.svg", "x-0123456789abcdef.webp"):
        assert client.get(f"/media/{name}").status_code == 404


def test_it_is_chosen_in_a_form_where_it_brings_its_words_and_the_phone_shows_it(client, draft) -> None:
    add(client)
    [one] = pictures(draft)
    form = client.get("/author/L16/")
    assert f'value="{one["file"]}"' in form.content.decode()
    base = re.search(r'id="base" value="([0-9a-f]+)"', form.content.decode())[1]
    persona = draft.document["module"]["steps"][0]["screens"][0]["picture"]
    place = f"v.personas.{persona}.picture"
    blank = {f"{place}.alt.{language}": "" for language in ("fr", "nl", "en")}
    answer = client.post("/author/L16/", {"base": base, "do": "save", f"{place}.file": one["file"], **blank})
    assert answer.status_code == 302
    draft.refresh_from_db()
    chosen = draft.document["module"]["personas"][persona]["picture"]
    assert chosen == {"file": one["file"], "alt": one["alt"]}
    look = client.get("/author/L16/look/fr/BE/step/why/").content.decode()
    assert f'<image href="/media/{one["file"]}?v=1" width="720" height="480"/>' in look
    assert f'aria-label="{ALT["alt_fr"]}"' in look
    assert "Shown in: The module" in text(client.get(PAGE))
    refused = client.post(PAGE, {"do": "remove", "file": one["file"]})
    assert refused.status_code == 422
    assert "1 part of the module shows this picture" in text(refused)


def test_another_picture_takes_its_place_everywhere_and_one_click_takes_that_back(client, draft) -> None:
    add(client)
    [one] = pictures(draft)
    services.save_draft(draft=draft, document=draft.document, files=dict(draft.files), by=None)
    answer = client.post(
        PAGE, {"do": "replace", "file": one["file"], "new": sent("b.png", files.picture(size=(99, 99)))}
    )
    assert answer.status_code == 302
    [other] = pictures(draft)
    assert other["file"] != one["file"]
    assert other["alt"] == one["alt"]
    client.post(f"/author/saves/{DraftSave.objects.first().pk}/back/")
    assert pictures(draft) == [one]


def test_a_removed_picture_comes_back_and_the_file_was_never_gone(client, draft) -> None:
    add(client)
    [one] = pictures(draft)
    page = client.post(PAGE, {"do": "remove", "file": one["file"]}, follow=True)
    assert pictures(draft) == []
    assert "media.yaml" not in dict(draft.files)
    assert "The picture is taken away." in text(page)
    client.post(re.findall(r"/author/saves/[0-9a-f-]+/back/", page.content.decode())[-1])
    assert pictures(draft) == [one]
    assert MediaFile.objects.filter(name=one["file"]).exists()


def test_a_description_goes_stale_with_its_source(client, draft) -> None:
    add(client, alt_en="A woman waits.")
    [one] = pictures(draft)
    alt = {"alt.fr": "Une femme court.", "alt.nl": ALT["alt_nl"], "alt.en": "A woman runs."}
    client.post(PAGE, {"do": "describe", "file": one["file"], **alt})
    [one] = pictures(draft)
    assert one["alt"] == {"fr": "Une femme court.", "nl?": ALT["alt_nl"], "en": "A woman runs."}


def test_a_file_never_changes(draft) -> None:
    MediaFile.objects.create(name="a-0123456789abcdef.svg", kind="image/svg+xml", content=b"x", size=1)
    for statement in ("UPDATE media_mediafile SET content = 'y'", "DELETE FROM media_mediafile"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_nothing_is_written_in_a_published_version_nor_by_an_act_that_is_none(client) -> None:
    published("L16")
    assert add(client).status_code == 422
    assert client.post(PAGE, {"do": "burn"}).status_code == 422
    assert not MediaFile.objects.exists()


# --- recordings


def test_a_recording_is_played_instead_of_the_voice_until_its_text_changes(client, draft) -> None:
    words = draft.document["exercises"]["L16-01"]["instruction"]["fr"].strip()
    assert sound(client, words).status_code == 302
    [one] = listed(version_in_hand(draft.module).document, "recordings")
    assert one["words"] == words
    url = f"/media/{one['file']}?v=1"
    look = "/author/L16/look/{}/BE/exercise/L16-01/"
    assert f'data-sound="{url}"' in client.get(look.format("fr")).content.decode()
    assert "data-sound" not in client.get(look.format("nl")).content.decode(), "another language, another voice"
    page = client.get(PAGE + "?say=fr")
    assert f'<audio controls preload="none" src="{url}"' in page.content.decode()
    assert "1 text has one." in text(page)
    part = client.get(url, HTTP_RANGE="bytes=0-99")
    assert (part.status_code, len(part.content)) == (206, 100)
    assert client.get(url, HTTP_RANGE="bytes=999999-").status_code == 416

    base = re.search(r'id="base" value="([0-9a-f]+)"', client.get(INSTRUCTION).content.decode())[1]
    client.post(INSTRUCTION, {"base": base, "do": "save", "v.instruction.fr": "Rangez."})
    assert "data-sound" not in client.get(look.format("fr")).content.decode()
    page = client.get(PAGE + "?say=fr")
    assert "These words stand nowhere any more." in text(page)
    assert "nothing plays this recording" in text(page)
    client.post(PAGE, {"do": "unrecord", "say": "fr", "words": words})
    assert not listed(version_in_hand(draft.module).document, "recordings")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.mp3", b"<html><script>", "no recording that we read"),
        ("a.mp3", files.ogg(), "ending of the file"),
        ("a.webm", files.webm(track=1), "This is a film"),
        ("a.ogg", files.ogg(seconds=99), "too long"),
        ("a.mp3", files.mp3(16), "too heavy"),
    ],
)
def test_a_hostile_recording_is_refused_in_words(client, draft, name, content, why) -> None:
    words = draft.document["exercises"]["L16-01"]["instruction"]["fr"].strip()
    page = sound(client, words, content, name)
    assert page.status_code == 422
    assert why in text(page)
    assert not MediaFile.objects.exists()
    assert sound(client, "Words of nobody").status_code == 422


def keeps(draft: ModuleVersion) -> dict:
    """What her own phone keeps of that version, in French."""
    ModuleVersion.objects.filter(pk=draft.pk).update(status="retired")
    ground = Ground(language="fr")
    assignment = ground.assignment("L16")
    with open_structure(ground.structure.pk):
        type(assignment).objects.filter(pk=assignment.pk).update(version=draft)
    phone = own(ground)
    phone.cookies["language"] = "fr"
    return kept_by(phone, assignment)


def sounds_in(found: dict) -> list[str]:
    names = [name.removeprefix("/media/").partition("?")[0] for name in found["files"] if name.startswith("/media/")]
    assert all(is_sent(name) for name in names)
    return names


def record_all(draft: ModuleVersion, curator, seconds: float) -> int:
    """One recording for each text; how many."""
    said = lines(draft.document, outline_of(draft.document, content.files_of(draft)), "fr")
    for one in said:
        media.record(
            version=draft, language="fr", words=one.words, sound=heard("a.mp3", files.mp3(seconds)), by=curator
        )
    draft.refresh_from_db()
    return len(said)


def test_every_step_says_its_recording_also_without_a_network(curator, draft) -> None:
    count = record_all(draft, curator, 0.06)
    assert count > 25
    assert not weighing(draft.document)
    kept_ones = len(sounds_in(keeps(draft)))
    assert kept_ones >= count - 4, "a word of the check's end, a country's own"


def test_recordings_that_have_no_room_on_a_phone_stay_where_there_is_a_network(client, curator, draft) -> None:
    count = record_all(draft, curator, 1)
    assert [one.code for one in weighing(draft.document)] == ["heavy_recordings"]
    assert "Not all recordings fit on a phone" in text(client.get(PAGE))
    found = keeps(draft)
    names = sounds_in(found)
    assert 0 < len(names) < count - 4
    weight = sum(MediaFile.objects.filter(name__in=names).values_list("size", flat=True))
    assert len(found["text"].encode()) + weight + 60_000 <= 300_000


def test_pictures_that_make_a_module_too_heavy_for_a_phone_keep_it_from_publication(client, curator, draft) -> None:
    name = "wide-0123456789abcdef.webp"
    facts = {"kind": "image/webp", "content": b"x", "size": 60_000, "width": 720, "height": 480}
    MediaFile.objects.create(name=name, **facts)
    changed = {**dict(content.files_of(draft))}
    changed["module.yaml"] = re.sub(r"[a-z]+\.svg", name, changed["module.yaml"], count=1)
    written, _wrong = content.from_files(changed)
    services.save_draft(draft=draft, document=written, files=changed, by=curator)
    assert [(one.severity, one.code) for one in weighing(draft.document)] == [("error", "too_heavy")]
    assert "a phone can’t keep this module any more" in text(client.get(PAGE))
    with pytest.raises(services.LintError):
        services.submit_draft(draft=draft, by=curator)


# --- out and in again


def test_pictures_and_recordings_go_out_with_the_module_and_come_in_again(client, draft, tmp_path: Path) -> None:
    add(client)
    words = draft.document["exercises"]["L16-01"]["instruction"]["fr"].strip()
    sound(client, words)
    draft.refresh_from_db()
    Module.objects.filter(pk=draft.module_id).update(published=draft)
    call_command("export_content", str(tmp_path), "L16", stdout=io.StringIO())
    folder = tmp_path / "L16"
    assert load_module(folder) == draft.document
    assert missing_pictures(load_module(folder), folder) == []
    names = {
        path.name for part in ("pictures", "recordings") for path in (folder / part).glob("*-*.*") if is_sent(path.name)
    }
    assert len(names) == 2

    other = made_small("b.png", files.picture(size=(99, 99)))
    name = name_for("other", other.content, "webp")
    (folder / "pictures" / name).write_bytes(other.content)
    kept.load(folder, {**load_module(folder), "extra": [{"file": name}]})
    assert MediaFile.objects.get(name=name).width == 99


def test_a_folder_whose_file_is_not_what_its_name_tells_is_refused(draft, tmp_path: Path) -> None:

    (tmp_path / "pictures").mkdir()
    evil = files.svg("<script>steal()</script>")
    for name, content_there, why in (
        ("a-0123456789abcdef.svg", files.svg(), "not the content"),
        (name_for("a", evil, "svg"), evil, "refused"),
        ("b-0123456789abcdef.webp", None, "no such file"),
    ):
        if content_there is not None:
            (tmp_path / "pictures" / name).write_bytes(content_there)
        with pytest.raises(ContentError, match=why):
            kept.load(tmp_path, {"module": {"picture": {"file": name}}})
    assert not MediaFile.objects.exists()


def test_a_version_keeps_its_picture_when_the_next_one_shows_another(client, curator, draft) -> None:
    add(client)
    [one] = pictures(draft)
    ModuleVersion.objects.filter(pk=draft.pk).update(status="retired")
    after = services.new_draft(module=Module.objects.get(code="L16"), by=curator)
    services.save_draft(draft=after, document=draft.document, files=dict(draft.files), by=curator)
    client.post(PAGE, {"do": "replace", "file": one["file"], "new": sent("b.png", files.picture(size=(99, 99)))})
    assert pictures(after) != [one]
    assert pictures(draft) == [one]
    assert client.get(f"/media/{one['file']}").status_code == 200


def test_the_page_speaks_three_languages_within_its_budget(client, draft) -> None:

    add(client)
    for language in ("fr", "nl", "en"):
        client.cookies["language"] = language
        page = client.get(PAGE)
        assert page.status_code == 200
        assert len(brotli.compress(page.content)) < 25_000
    assert reverse("authoring:media", args=["L16"]) == PAGE


def test_a_file_of_ours_that_is_missing_is_no_fault_of_the_draft(client, draft, monkeypatch) -> None:
    def draw(*_all) -> None:
        raise ValueError(words)

    monkeypatch.setitem(looking.DRAWN, "step", draw)
    words = "Missing staticfiles manifest entry for 'js/learn-step.js'"
    with pytest.raises(ValueError, match="manifest"):
        client.get("/author/L16/look/en/BE/step/why/")
    words = "this can't be read as numbers"
    assert "can’t be shown yet" in text(client.get("/author/L16/look/en/BE/step/why/"))
