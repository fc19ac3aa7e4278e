"""What `./run` does again, and what it does not."""

from config import preparing


def test_what_was_collected_is_no_reason_to_collect_again(tmp_path, monkeypatch):
    """The trial's STATIC_ROOT is var/static, below the checkout."""
    monkeypatch.setattr(preparing, "ROOT", tmp_path)
    for name in ("static/a.css", "platform/room/static/b.css", "requirements.lock"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    before = preparing.digest_of(preparing.STATIC_SOURCES)
    for collected in ("var/static/a.123.css", "staticfiles/a.123.css"):
        (tmp_path / collected).parent.mkdir(parents=True)
        (tmp_path / collected).write_text("made from it")
    assert preparing.digest_of(preparing.STATIC_SOURCES) == before
    for source in ("static/a.css", "platform/room/static/b.css", "requirements.lock"):
        (tmp_path / source).write_text(f"two of {source}")
        changed = preparing.digest_of(preparing.STATIC_SOURCES)
        assert changed != before
        before = changed
