"""What is missing in a form is told by us, in the page's language: the browser's own bubbles would come first."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FORM = re.compile(r"<form\b((?:\{%.*?%\}|[^>])*)>(.*?)</form>", re.DOTALL)
INCLUDED = re.compile(r'\{% include "([^"]+)"')
ASKED = re.compile(r"\{% fields? |\srequired\b")  # Django draws `required` on what it asks for


def asks(body: str) -> bool:
    """Whether a form has a field that may be required, here or in what it includes."""
    parts = [body, *[(TEMPLATES / name).read_text(encoding="utf-8") for name in INCLUDED.findall(body)]]
    return any(ASKED.search(part) for part in parts)


def silent(text: str) -> list[str]:
    """The forms whose missing fields the browser would tell of, in its own language and words."""
    found = [(attributes, body) for attributes, body in FORM.findall(text) if 'method="post"' in attributes]
    return [attributes for attributes, body in found if asks(body) and "novalidate" not in attributes]


def test_every_form_with_a_required_field_leaves_the_word_to_us():
    texts = {page: page.read_text(encoding="utf-8") for page in sorted(TEMPLATES.rglob("*.html"))}
    assert sum('method="post" ' in text for text in texts.values()) > 50, "templates moved"
    found = {str(page.relative_to(TEMPLATES)): forms for page, text in texts.items() if (forms := silent(text))}
    assert not found


def test_the_test_sees_one():
    assert silent('<form class="card" method="post">{% csrf_token %}{% fields form %}</form>')
    assert silent('<form method="post"{% if x > 1 %} hidden{% endif %}><input required></form>')
    assert silent('<form method="post">{% include "learners/pad.html" %}</form>')
    assert not silent('<form method="post" novalidate>{% fields form %}</form>')
    assert not silent('<form method="post"><button>x</button></form>')
