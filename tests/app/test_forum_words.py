"""What is typed in the forum, and what is shown: a simple markup, and never a script."""

from html.parser import HTMLParser

import pytest

from community.forums import services
from community.forums.markup import plain, to_html
from community.forums.models import ForumTheme, Topic
from community.forums.templatetags.posts import html_set_in
from tests.app.doors import send, signed_in
from tests.app.factories import PortalFactory, UserFactory, portal_person

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><iframe src="https://evil.example">',
    "[click](javascript:alert(1))",
    "javascript:alert(1)",
    'https://evil.example/"onmouseover="alert(1)',
    "https://evil.example/'onmouseover='alert(1)",
    "https://evil.example/<script>alert(1)</script>",
    "https://evil.example/&quot;onclick=&quot;alert(1)",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "- <style>*{display:none}</style>",
    "1. <p style='position:fixed'>x</p>",
    "<math><mtext></p><img src=x onerror=alert(1)>",
    "<<script>script>alert(1)<</script>/script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\u202ehttps://evil.example",
]


@pytest.mark.parametrize("words", ATTACKS)
def test_no_text_becomes_a_script(words):
    found = []

    class Look(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, dict(attrs)))

    Look().feed(to_html(words))
    assert {tag for tag, _attrs in found} <= {"p", "br", "ul", "ol", "li", "a"}
    for tag, attrs in found:
        assert set(attrs) <= ({"href", "rel"} if tag == "a" else set())
        if tag == "a":
            assert attrs["href"].startswith(("https://", "http://"))
            assert attrs["rel"] == "nofollow ugc noopener"


@pytest.mark.django_db
@pytest.mark.parametrize("words", ATTACKS)
def test_nor_on_any_page_that_shows_it(words):
    """As title, opening text, answer and reason of a report; shown to readers, writers and moderators."""
    PortalFactory()
    services.load_themes()
    author, moderator = UserFactory(first_name="Zoé"), portal_person("moderator")
    fields = {"theme": ForumTheme.objects.first().slug, "language": "fr"}
    send(signed_in(author), "/forum/new/", {"title": words, "text": words, **fields})
    topic = Topic.objects.get()
    send(signed_in(author), f"/forum/{topic.pk}/", {"text": words, "language": "fr"})
    post = topic.posts.get(first=False)
    send(signed_in(moderator), f"/forum/posts/{post.pk}/report/", {"reason": words})
    for user, address in (
        (author, "/forum/"),
        (author, f"/forum/{topic.pk}/"),
        (author, f"/forum/posts/{post.pk}/edit/"),
        (moderator, "/forum/moderation/"),
    ):
        page = signed_in(user).get(address).content.decode()
        for piece in ("<script>alert", "<img", "<iframe", "onerror=alert(1)>", "<style>*", "<math", "<svg/"):
            assert piece not in page, address


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("One\nTwo\n\nThree", "<p>One<br>Two</p><p>Three</p>"),
        ("Try:\n- a\n- b\nDone", "<p>Try:</p><ul><li>a</li><li>b</li></ul><p>Done</p>"),
        ("1. a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("2026 - a year", "<p>2026 - a year</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("5 < 6 & 7 > 2", "<p>5 &lt; 6 &amp; 7 &gt; 2</p>"),
        (
            "See https://a.example/x?y=1&z=2.",
            '<p>See <a href="https://a.example/x?y=1&amp;z=2" rel="nofollow ugc noopener">'
            "https://a.example/x?y=1&amp;z=2</a>.</p>",
        ),
        (
            "(https://a.example/(b))",
            '<p>(<a href="https://a.example/(b)" rel="nofollow ugc noopener">https://a.example/(b)</a>)</p>',
        ),
        ("\r\n\r\n \r\n", ""),
        ("a\x07b", "<p>ab</p>"),
    ],
)
def test_the_simple_markup(words, shown):
    assert to_html(words) == shown


def test_a_long_address_is_shown_short():
    address = "https://a.example/" + "x" * 200
    shown = to_html(address)
    assert f'href="{address}"' in shown
    assert "x…</a>" in shown


def test_search_words_are_plain():
    assert plain("  L’ÉTÉ\nau Cœur ") == "l'ete au coeur"


@pytest.mark.parametrize(
    ("language", "typed", "shown"),
    [
        ("fr", "Peur de « casser » : l'aide ?", "<p>Peur de «\u00a0casser\u00a0»\u00a0: l’aide\u202f?</p>"),
        ("fr", "1 < 2 & l'e-mail !", "<p>1 &lt; 2 &amp; l’e\u2011mail\u202f!</p>"),
        ("nl", "Foto's ? Ja", "<p>Foto’s ? Ja</p>"),
        ("en", "Don't ask ?", "<p>Don't ask ?</p>"),
    ],
)
def test_a_post_is_shown_in_the_type_of_its_language(language, typed, shown):
    assert html_set_in(to_html(typed), language) == shown


def test_tags_and_links_stay_as_they_are():
    html = to_html("Voir https://lila.example/e-mail !")
    link = html[html.index("<a") : html.index("</a>")]
    assert link.count("e-mail") == 2
    assert link in html_set_in(html, "fr")


@pytest.mark.parametrize("words", ATTACKS)
def test_the_type_lets_no_script_through(words):
    html = to_html(words)
    assert plain(html_set_in(html, "fr")) == plain(html)


@pytest.mark.django_db
def test_the_page_sets_the_title_and_the_post_and_keeps_what_was_typed():
    PortalFactory()
    author = UserFactory()
    services.load_themes()
    theme = ForumTheme.objects.all()[0]
    topic = services.start_topic(
        author=author, theme=theme, title="L'ami a « peur »", text="Qui a « peur » ?", language="fr"
    )
    page = signed_in(author).get(f"/forum/{topic.pk}/", follow=True).content.decode()
    assert "L’ami a «\u00a0peur\u00a0»</h1>" in page
    assert "<p>Qui a «\u00a0peur\u00a0»\u202f?</p>" in page
    topic.refresh_from_db()
    assert topic.title == "L'ami a « peur »"
