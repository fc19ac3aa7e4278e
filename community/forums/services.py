"""Acts in the forum: ask, answer, correct, certify, report, moderate."""

import csv
import datetime as dt
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.languages import LANGUAGES
from community.forums import letters, permissions, selectors
from community.forums.markup import plain, to_html
from community.forums.models import ForumTheme, Post, Report, Topic
from community.forums.permissions import Standing
from structures import journal
from structures.models import Portal

THEMES = Path(__file__).parent / "data" / "themes.csv"


@transaction.atomic
def load_themes() -> int:
    """Write the shelves of data/themes.csv in their order; names are brought up to date. Returns how many there are."""
    with THEMES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for position, row in enumerate(rows):
        names = {f"name_{language}": row[language] for language in LANGUAGES}
        ForumTheme.objects.update_or_create(slug=row["slug"], defaults={"position": position, **names})
    return len(rows)


@transaction.atomic
def start_topic(
    *,
    author,
    theme: ForumTheme,
    language: str,
    title: str,
    text: str,
    portal: Portal | None = None,
    at: dt.datetime | None = None,
) -> Topic:
    """A question or a practice to share, with its opening text. `at` dates it, for a loader; now unless told."""
    at = at or timezone.now()
    portal = portal or selectors.portal()
    if portal is None:
        raise DomainError(_("The forum is not open yet: this installation has no portal."))
    topic = Topic.objects.create(
        portal=portal,
        theme=theme,
        language=language,
        title=" ".join(title.split()),
        author=author,
        created_at=at,
        last_post_at=at,
    )
    _post(topic=topic, author=author, text=text, language=language, at=at, first=True)
    _refresh(topic)
    journal.record(act="topic_started", by=author, target=topic)
    return topic


@transaction.atomic
def reply(
    *, topic: Topic, author, text: str, site: str, language: str = "", at: dt.datetime | None = None, mail: bool = True
) -> Post:
    """An answer. The first one that is not the asker's own is mailed to her at once.

    `mail=False` is for a loader. Raises DomainError on a closed or hidden topic.
    """
    held = Topic.objects.select_for_update(no_key=True, of=("self",))
    topic = held.select_related("author").get(pk=topic.pk)
    if not permissions.may_reply(topic):
        raise DomainError(_("This topic is closed: nobody can answer any more."))
    earlier = topic.posts.filter(first=False).exclude(author=topic.author_id).exists()
    post = _post(topic=topic, author=author, text=text, language=language or topic.language, at=at or timezone.now())
    _refresh(topic)
    journal.record(act="topic_answered", by=author, target=post)
    asker = selectors.author_to_mail(topic=topic)
    if mail and asker and asker.pk != author.pk and not earlier:
        letters.first_reply(to=asker, topic=topic, reply=post, site=site)
    return post


@transaction.atomic
def edit_post(*, post: Post, standing: Standing, by, text: str) -> Post:
    """Correct one's own words, for 30 minutes."""
    _hold(post)
    if not permissions.may_edit(standing, post):
        raise DomainError(_("A post can be corrected for 30 minutes, by its author."))
    post.text, post.html, post.edited_at = text, to_html(text), timezone.now()
    post.save(update_fields=["text", "html", "edited_at"])
    _refresh(post.topic)
    journal.record(act="post_edited", by=by, target=post)
    return post


@transaction.atomic
def delete_post(*, post: Post, standing: Standing, by) -> None:
    """Take one's own words back: they are gone, "deleted" stays. A question without answers goes as a whole."""
    topic = _hold(post)
    if not permissions.may_delete(standing, post):
        raise DomainError(_("A post can be deleted by its author alone."))
    post.text, post.html, post.deleted_at = "", "", timezone.now()
    post.save(update_fields=["text", "html", "deleted_at"])
    _uncertify(post)
    if post.first and not topic.posts.visible().filter(first=False).exists():
        topic.hidden_at = timezone.now()
        topic.save(update_fields=["hidden_at"])
    _refresh(topic)
    journal.record(act="post_deleted", by=by, target=post)


@transaction.atomic
def certify(*, post: Post, standing: Standing, by) -> None:
    """This answer holds: it stands first, and says who read it. One a topic; again: no change."""
    topic = _hold(post)
    if not permissions.may_certify(standing, post):
        raise DomainError(_("An answer is certified by a trainer, a coordinator or a moderator."))
    if topic.certified_id == post.pk:
        return
    topic.certified, topic.certified_by, topic.certified_at = post, by, timezone.now()
    topic.save(update_fields=["certified", "certified_by", "certified_at"])
    journal.record(act="answer_certified", by=by, target=post)


@transaction.atomic
def uncertify(*, post: Post, standing: Standing, by) -> None:
    """It is an answer like the others again. No change when it is, or when meanwhile another one is certified."""
    if not standing.certifies:
        raise DomainError(_("An answer is certified by a trainer, a coordinator or a moderator."))
    topic = _hold(post)
    if topic.certified_id != post.pk:
        return
    topic.certified = topic.certified_by = topic.certified_at = None
    topic.save(update_fields=["certified", "certified_by", "certified_at"])
    journal.record(act="answer_uncertified", by=by, target=topic)


@transaction.atomic
def report_post(*, post: Post, standing: Standing, by, reason: str) -> Report:
    """Ask a moderator to look at a post. Raises DomainError for one's own, and the second time."""
    if not permissions.may_report(standing, post):
        raise DomainError(_("This post can't be reported."))
    try:
        with transaction.atomic():
            report = Report.objects.create(post=post, by=by, reason=reason.strip())
    except IntegrityError as error:
        raise DomainError(_("You have reported this post already. A moderator will look at it.")) from error
    journal.record(act="post_reported", by=by, target=post)
    return report


@transaction.atomic
def keep_post(*, post: Post, by) -> None:
    """A moderator found it right: the reports are answered."""
    _decide(post, Report.Decision.KEPT, by)
    journal.record(act="post_kept", by=by, target=post)


@transaction.atomic
def hide_post(*, post: Post, by) -> None:
    """A moderator found it wrong here: its words are shown no more. With an opening text, the topic goes."""
    _hold(post)
    if post.hidden_at is None:
        post.hidden_at = timezone.now()
        post.save(update_fields=["hidden_at"])
        _uncertify(post)
        if post.first:
            post.topic.hidden_at = post.hidden_at
            post.topic.save(update_fields=["hidden_at"])
        _refresh(post.topic)
    _decide(post, Report.Decision.HIDDEN, by)
    journal.record(act="post_hidden", by=by, target=post)


@transaction.atomic
def show_post(*, post: Post, by) -> None:
    """The hiding is taken back; its reports count as answered: kept."""
    _hold(post)
    if post.hidden_at is None:
        return
    post.hidden_at = None
    post.save(update_fields=["hidden_at"])
    if post.first and post.deleted_at is None:
        post.topic.hidden_at = None
        post.topic.save(update_fields=["hidden_at"])
    _refresh(post.topic)
    post.reports.filter(decision=Report.Decision.HIDDEN).update(
        decision=Report.Decision.KEPT, decided_by=by, decided_at=timezone.now()
    )
    journal.record(act="post_shown", by=by, target=post)


@transaction.atomic
def close_topic(*, topic: Topic, by, closed: bool) -> None:
    """Nobody answers any more; or again (`closed=False`). No change when it is so already."""
    topic = Topic.objects.select_for_update(no_key=True, of=("self",)).get(pk=topic.pk)
    if topic.closed == closed:
        return
    topic.closed = closed
    topic.save(update_fields=["closed"])
    journal.record(act="topic_closed" if closed else "topic_reopened", by=by, target=topic)


def _post(*, topic: Topic, author, text: str, language: str, at: dt.datetime, first: bool = False) -> Post:
    return Post.objects.create(
        topic=topic, author=author, text=text, html=to_html(text), language=language, created_at=at, first=first
    )


def _hold(post: Post) -> Topic:
    """The post's topic, its row held until the transaction ends; topic and post are as they are now."""
    topic = Topic.objects.select_for_update(no_key=True, of=("self",)).get(pk=post.topic_id)
    post.refresh_from_db(fields=["text", "html", "edited_at", "deleted_at", "hidden_at"])
    post.topic = topic
    return topic


def _decide(post: Post, decision: str, by) -> None:
    post.reports.filter(decision=Report.Decision.OPEN).update(
        decision=decision, decided_by=by, decided_at=timezone.now()
    )


def _uncertify(post: Post) -> None:
    Topic.objects.filter(certified=post).update(certified=None, certified_by=None, certified_at=None)


def _refresh(topic: Topic) -> None:
    """What a topic knows of its posts: how many answers, the latest, the words that a search reads.

    Holds the topic's row first, so that two posts at once are both counted.
    """
    Topic.objects.select_for_update(no_key=True, of=("self",)).get(pk=topic.pk)
    posts = list(topic.posts.visible().values_list("first", "created_at", "text"))
    topic.replies = sum(not first for first, _at, _text in posts)
    topic.last_post_at = max((at for _first, at, _text in posts), default=topic.created_at)
    topic.words = plain(" ".join([topic.title, *(text for _first, _at, text in posts)]))
    topic.save(update_fields=["replies", "last_post_at", "words"])
