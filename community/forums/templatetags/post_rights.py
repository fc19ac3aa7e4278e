"""What the reader may do with a post: the same functions as the views and services use."""

from dataclasses import dataclass

from django import template

from community.forums import permissions
from community.forums.permissions import Standing
from community.forums.selectors import Shown

register = template.Library()


@dataclass(frozen=True, slots=True)
class Rights:
    certify: bool
    edit: bool
    delete: bool
    report: bool
    hide: bool
    show: bool

    @property
    def any(self) -> bool:
        return any((self.certify, self.edit, self.delete, self.report, self.hide, self.show))


@register.simple_tag
def rights(standing: Standing, shown: Shown) -> Rights:
    """Of that reader, on that post."""
    post = shown.post
    return Rights(
        certify=permissions.may_certify(standing, post),
        edit=permissions.may_edit(standing, post),
        delete=permissions.may_delete(standing, post),
        report=permissions.may_report(standing, post) and not shown.reported,
        hide=standing.moderates and post.visible,
        show=standing.moderates and post.hidden_at is not None,
    )
