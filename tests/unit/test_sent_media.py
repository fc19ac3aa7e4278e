"""Pictures and recordings that somebody sends: made small or left alone, and hostile ones refused, each with a code."""

import hashlib
import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from common.shrinking import MOST_KEPT, MOST_SENT, PictureError, already_small, made_small
from common.sounds import MOST_BYTES, SoundError, heard
from exercises.media import fits, is_sent, name_for, names_in
from tests import media_files as files


def refused(name: str, content: bytes) -> str:
    with pytest.raises(PictureError) as error:
        made_small(name, content)
    return error.value.code


# --- pictures


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("a.JPG", "JPEG"), ("a.jpeg", "JPEG"), ("a.webp", "WEBP"), ("a.gif", "GIF")]
)
def test_a_picture_becomes_a_small_webp_of_twice_360_pixels(name: str, kind: str) -> None:
    small = made_small(name, files.picture(kind))
    assert (small.kind, small.ending, small.width, small.height) == ("image/webp", "webp", 720, 480)
    assert len(small.content) <= MOST_KEPT
    with Image.open(io.BytesIO(small.content)) as image:
        assert (image.format, image.size) == ("WEBP", (720, 480))


def test_what_packs_badly_gets_smaller_until_it_is_light_and_a_small_one_never_grows() -> None:
    small = made_small("a.png", files.picture(size=(3000, 2000), noise=True))
    assert len(small.content) <= MOST_KEPT
    assert (small.width, small.height) < (720, 480)
    assert small.width * 2 == small.height * 3
    assert made_small("a.png", files.picture(size=(90, 60))).width == 90


def test_where_it_was_taken_is_left_out_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the phone was held upright
    exif[0x010E] = "At the neighbours"
    sent = files.picture("JPEG", exif=exif.tobytes())
    assert b"At the neighbours" in sent
    small = made_small("a.jpg", sent)
    assert (small.width, small.height) == (480, 720)
    assert b"neighbours" not in small.content
    with Image.open(io.BytesIO(small.content)) as image:
        assert not image.getexif()


def test_what_is_clear_stays_clear() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(made_small("a.png", out.getvalue()).content)) as image:
        assert image.convert("RGBA").getpixel((5, 5))[3] == 0


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refused("a.png", files.huge_png()) == "huge"
    assert refused("a.png", files.huge_png(20_000, 100)) == "huge"


def test_what_hides_behind_the_end_of_a_picture_does_not_get_through() -> None:
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w") as archive:
        archive.writestr("run.html", "<script>steal()</script>")
    small = made_small("a.jpg", files.picture("JPEG") + hidden.getvalue())
    assert b"steal" not in small.content
    assert b"PK\x03\x04" not in small.content


def test_a_webp_with_something_behind_its_end_is_no_kept_picture() -> None:
    kept = made_small("a.png", files.picture()).content
    assert already_small("a.webp", kept).width == 720
    with pytest.raises(PictureError):
        already_small("a.webp", kept + b"<script>")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.png", files.picture("JPEG"), "ending"),
        ("a.svg", files.picture(), "ending"),
        ("a", files.picture(), "ending"),
        ("a.png", files.svg(), "ending"),
        ("../../a.html", files.picture(), "ending"),
        ("a.png", b"<html><script>steal()</script></html>", "unknown"),
        ("a.pdf", b"%PDF-1.7", "unknown"),
        ("a.png", files.picture()[:600], "damaged"),
        ("a.webp", files.picture("WEBP")[:200], "damaged"),
        ("a.jpg", b"\xff\xd8\xff" + bytes(50), "damaged"),
        ("a.png", files.picture(size=(20, 900)), "tiny"),
        ("a.gif", files.moving_gif(), "moves"),
        ("a.png", bytes(MOST_SENT + 1), "too_large"),
        ("a.png", b"", "unknown"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_is_refused(name: str, content: bytes, code: str) -> None:
    assert refused(name, content) == code


@pytest.mark.parametrize(
    "drawing",
    [
        files.svg("<script>steal()</script>"),
        files.svg('<path d="M0 0" onclick="steal()"/>'),
        files.svg('<a href="javascript:steal()"><path d="M0 0"/></a>'),
        files.svg('<image href="https://elsewhere.example/x.png"/>'),
        files.svg('<use href="#a"/>'),
        files.svg("<foreignObject><p/></foreignObject>"),
        files.svg("<style>@import 'https://elsewhere.example';</style>"),
        files.svg('<path fill="url(https://elsewhere.example/#a)" d="M0 0"/>'),
        files.svg('<animate attributeName="href" to="javascript:steal()"/>'),
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + files.svg("<text>&a;</text>"),
    ],
)
def test_a_drawing_that_does_more_than_draw_is_refused(drawing: bytes) -> None:
    assert refused("a.svg", drawing) == "not_safe"


def test_a_drawing_is_written_anew_with_its_size() -> None:
    small = made_small("a.svg", files.svg('<!-- by somebody --><path d="M0 0h10v10z" fill="#0b5563"/>'))
    assert (small.kind, small.width, small.height) == ("image/svg+xml", 320, 200)
    assert b"somebody" not in small.content
    assert b'width="320" height="200"' in small.content
    assert already_small("a.svg", small.content).content == small.content
    assert refused("a.svg", files.svg("<g>" * 60 + "</g>" * 60)) == "damaged"
    assert refused("a.svg", files.svg('<path d="' + "M0 0h1" * 2000 + '"/>')) == "too_heavy"
    assert refused("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>') == "damaged"


@given(st.binary(max_size=300), st.sampled_from(["png", "jpg", "webp", "gif", "svg"]))
def test_any_bytes_are_refused_in_words(content: bytes, ending: str) -> None:
    heads = {
        "png": b"\x89PNG\r\n\x1a\n",
        "jpg": b"\xff\xd8\xff",
        "webp": b"RIFF0000WEBP",
        "gif": b"GIF89a",
        "svg": b"<svg",
    }
    for sent in (content, heads[ending] + content):
        with pytest.raises(PictureError):
            made_small(f"a.{ending}", sent)


# --- recordings


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.mp3", files.mp3()),
        ("a.mp3", files.mp3(before=files.id3(b"by somebody"))),
        ("a.ogg", files.ogg()),
        ("a.opus", files.ogg()),
        ("a.webm", files.webm()),
        ("a.M4A", files.m4a()),
    ],
)
def test_a_recording_is_known_by_its_content_with_its_length(name: str, content: bytes) -> None:
    sound = heard(name, content)
    assert sound.seconds == pytest.approx(2, abs=0.1)
    assert b"somebody" not in sound.content


def test_what_was_noted_of_a_place_is_left_out_without_moving_the_sound() -> None:
    sent = files.m4a(told=b"+50.85+004.35/")
    sound = heard("a.m4a", sent)
    assert b"+50.85" not in sound.content
    assert len(sound.content) == len(sent)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.mp3", files.ogg(), "ending"),
        ("a.mp3", b"<html><script>steal()</script>", "unknown"),
        ("a.mp3", files.mp3(after=b"PK\x03\x04" + bytes(4000)), "damaged"),
        ("a.mp3", files.id3(b"x") + b"<html>", "damaged"),
        ("a.mp3", files.mp3(0.02), "damaged"),
        ("a.mp3", bytes(MOST_BYTES + 1), "too_large"),
        ("a.ogg", files.ogg(90), "too_long"),
        ("a.ogg", files.ogg(after=b"<script>"), "damaged"),
        ("a.ogg", files.ogg(first=b"\x80theora" + bytes(20)), "film"),
        ("a.webm", files.webm(track=1), "film"),
        ("a.webm", files.webm(codec=b"V_VP8"), "damaged"),
        ("a.webm", files.webm() + b"\x00\x00", "damaged"),
        ("a.m4a", files.m4a(handler=b"vide"), "film"),
        ("a.m4a", files.m4a() + struct.pack(">I4s", 16, b"html") + bytes(8), "damaged"),
        ("a.m4a", files.m4a()[:60], "damaged"),
        ("a.mp3", b"", "unknown"),
    ],
)
def test_what_is_no_recording_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(SoundError) as error:
        heard(name, content)
    assert error.value.code == code


@given(st.binary(max_size=200), st.sampled_from(["mp3", "ogg", "webm", "m4a"]))
def test_any_bytes_are_no_recording(content: bytes, ending: str) -> None:
    heads = {"mp3": b"ID3", "ogg": b"OggS", "webm": b"\x1a\x45\xdf\xa3", "m4a": b"\0\0\0\x18ftyp"}
    for sent in (content, heads[ending] + content):
        with pytest.raises(SoundError):
            heard(f"a.{ending}", sent)


# --- names


def test_a_name_tells_its_content_and_never_leads_elsewhere() -> None:
    name = name_for("../../Été à la mer.JPG", b"x", "webp")
    assert name == f"t-la-mer-jpg-{hashlib.sha256(b'x').hexdigest()[:16]}.webp"
    assert is_sent(name)
    assert fits(name, b"x")
    assert not fits(name, b"y")
    assert is_sent(name_for("", b"x", "mp3"))
    for other in ("nadia.svg", "L16/nadia.svg", f"../{name}", f"{name}.html", name.upper(), None):
        assert not is_sent(other)
    assert names_in({"a": [{"file": name}], "file": "nadia.svg"}) == {name}
