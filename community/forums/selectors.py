"""Reads of the forum: topics, a topic's posts, what waits for a moderator."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from accounts.models import User
from common.wall import across_structures
from community.forums.markup import plain
from community.forums.models import ForumTheme, Post, Report, Topic
from community.forums.permissions import Standing
from structures.enums import Role
from structures.models import Membership, Portal
from structures.permissions import May, permissions_of

CERTIFY = {Role.TRAINER, Role.COORDINATOR, Role.LEAD}
WORDS = 6  # of a search, as many as are looked for


def portal() -> Portal | None:
    """Where a topic is noted that was asked on no portal's page: the first. The forum is one for all."""
    return Portal.objects.order_by("pk").first()


def standing_of(user) -> Standing:
    """What the person is in the forum. Needs `as_person`."""
    roles = list(Membership.objects.active().filter(user=user, structure=None).values_list("role", "portal_id"))
    moderates = May.MODERATE in permissions_of(role for role, where in roles if where)
    certifying = {role for role, where in roles if not where and role in CERTIFY}
    if moderates:
        certifying.add(Role.MODERATOR)
    return Standing(user.pk, moderates=moderates, certifies=bool(certifying), by_roles=frozenset(certifying))


def topics(*, wanted: dict, user=None) -> QuerySet[Topic]:
    """Visible topics, the latest talk first.

    wanted: theme (slug), language (codes), state ("unanswered", "certified", "mine"), q (words; each must occur in
    the title or in a post, accents and case aside).
    """
    found = Topic.objects.visible().select_related("theme", "author")
    if wanted.get("theme"):
        found = found.filter(theme__slug=wanted["theme"])
    if wanted.get("language"):
        found = found.filter(language__in=wanted["language"])
    state = wanted.get("state")
    if state == "unanswered":
        found = found.filter(replies=0, closed=False)
    elif state == "certified":
        found = found.filter(certified__isnull=False)
    elif state == "mine":
        wrote = Post.objects.visible().filter(author=user).values("topic")
        found = found.filter(Q(author=user) | Q(pk__in=wrote))
    for word in plain(wanted.get("q", "")).split()[:WORDS]:
        found = found.filter(words__contains=word)
    return found


def unanswered(*, limit: int = 3) -> tuple[int, list[Topic]]:
    """How many questions wait, and the ones that have waited longest."""
    found = Topic.objects.unanswered().select_related("theme").order_by("created_at", "pk")
    return found.count(), list(found[:limit])


def themes() -> list[ForumTheme]:
    """The shelves in their order, each with `topics_here` visible topics."""
    return list(
        ForumTheme.objects.annotate(topics_here=Count("topics", filter=Q(topics__hidden_at=None))).order_by(
            "position", "slug"
        )
    )


def related(*, topic: Topic, limit: int = 4) -> list[Topic]:
    """Other talk on the same shelf: what has a certified answer first, then the latest."""
    others = Topic.objects.visible().filter(theme=topic.theme_id).exclude(pk=topic.pk)
    return list(others.order_by(F("certified_at").desc(nulls_last=True), "-last_post_at", "pk")[:limit])


@dataclass(frozen=True, slots=True)
class Shown:
    """A post on a page: where its author works, and whether the reader has reported it."""

    post: Post
    workplace: str
    reported: bool


def shown(*, posts: Iterable[Post], user) -> list[Shown]:
    """The posts with what the page says beside them; three queries, however many posts."""
    posts = list(posts)
    places = workplaces(users={post.author_id for post in posts if post.author_id})
    reported = set(Report.objects.filter(by=user, post__in=[p.pk for p in posts]).values_list("post_id", flat=True))
    return [Shown(post, places.get(post.author_id or 0, ""), post.pk in reported) for post in posts]


def replies_of(*, topic: Topic) -> QuerySet[Post]:
    """All that was said after the opening text, in order; deleted and hidden ones too, without their words."""
    return topic.posts.filter(first=False).select_related("author").order_by("created_at", "pk")


def opening_of(*, topic: Topic) -> Post:
    return topic.posts.select_related("author").get(first=True)


def certified_of(*, topic: Topic) -> Post | None:
    """The answer that holds, if one was certified."""
    certified = topic.certified_id
    return topic.posts.select_related("author").filter(pk=certified).first() if certified else None


def workplaces(*, users: Iterable[int]) -> dict[int, str]:
    """Account id -> the structure, else the partner, where that person works: names of the public register."""
    users = list(users)
    with across_structures("a post says where its author works"):
        rows = list(
            Membership.objects.active()
            .filter(user__in=users, portal=None)
            .select_related("structure", "partner")
            .prefetch_related("partner__states")
            .order_by("structure__name", "partner__code", "pk")
        )
    found: dict[int, str] = {}
    for row in sorted(rows, key=lambda one: one.structure_id is None):
        found.setdefault(row.user_id, str(row.structure or row.partner))
    return found


# --- moderation


@dataclass(frozen=True, slots=True)
class Case:
    """A post that people reported, with what they said, the first report first."""

    post: Post
    reports: list[Report]


def open_cases() -> list[Case]:
    """What waits for a moderator, the oldest report first."""
    rows = (
        Report.objects.filter(decision=Report.Decision.OPEN)
        .select_related("post__topic", "post__author", "by")
        .order_by("created_at", "pk")
    )
    cases: dict = {}
    for row in rows:
        cases.setdefault(row.post_id, Case(row.post, [])).reports.append(row)
    return list(cases.values())


def open_case_count() -> int:
    """Posts that wait for a moderator."""
    return Report.objects.filter(decision=Report.Decision.OPEN).values("post").distinct().count()


def recent_decisions(*, limit: int = 20) -> QuerySet[Report]:
    """The latest decisions, for the queue's second list."""
    decided = Report.objects.exclude(decision=Report.Decision.OPEN)
    return decided.select_related("post__topic", "decided_by").order_by("-decided_at", "pk")[:limit]


def author_to_mail(*, topic: Topic) -> User | None:
    """Who asked, if she can be written to."""
    author = topic.author
    return author if author and author.is_active else None
