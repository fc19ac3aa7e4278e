"""What a person may do with a topic or a post: pure, used by services, views and templates alike."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from community.forums.models import Post, Topic

EDIT_FOR = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Standing:
    """A signed-in person in the forum. Trainers and coordinators certify; moderators do that, and moderate.

    `by_roles`: those by which she certifies, some of which want her second step (structures/second_step.py).
    """

    user_id: int
    moderates: bool = False
    certifies: bool = False
    by_roles: frozenset[str] = frozenset()


def may_edit(standing: Standing, post: Post, now: dt.datetime | None = None) -> bool:
    """Her own words, for 30 minutes."""
    now = now or timezone.now()
    return post.author_id == standing.user_id and post.visible and now - post.created_at <= EDIT_FOR


def may_delete(standing: Standing, post: Post) -> bool:
    return post.author_id == standing.user_id and post.visible


def may_report(standing: Standing, post: Post) -> bool:
    return post.author_id != standing.user_id and post.visible


def may_certify(standing: Standing, post: Post) -> bool:
    return standing.certifies and not post.first and post.visible


def may_reply(topic: Topic) -> bool:
    return not topic.closed and topic.hidden_at is None
