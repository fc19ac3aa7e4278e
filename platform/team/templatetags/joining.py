"""What a page of another view shows of people who ask to join, without that view knowing of it."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from structures.models import JoinRequest, Structure
from structures.permissions import May
from team.selectors.joining import Asked, requests_of, requests_open

register = template.Library()


@dataclass(frozen=True, slots=True)
class Asking:
    """For who may invite: the requests that wait, each with its `days`, and the code, shown 4 + 4 ("" for none)."""

    requests: list[JoinRequest]
    code: str


@register.simple_tag(takes_context=True)
def asking_here(context: Context) -> Asking | None:
    """Who asks to join the structure of this page; None for who may not answer."""
    place: Any = getattr(context.get("request"), "place", None)
    if place is None or not place.structure or not place.may(May.INVITE):
        return None
    code = Structure.objects.values_list("join_code", flat=True).get(pk=place.structure.pk) or ""
    found = requests_open(structure=place.structure)
    for one in found:
        one.days = (timezone.localdate() - timezone.localdate(one.created_at)).days  # type: ignore[attr-defined]
    return Asking(found, f"{code[:4]} {code[4:]}".strip())


@register.filter
def waiting_places(asked: list[Asked]) -> list[str]:
    """The places among them that have not answered yet."""
    return [one.place for one in asked if not one.declined]


@register.simple_tag(takes_context=True)
def asked_by_me(context: Context) -> list[Asked]:
    """The requests of the person who is signed in."""
    user = getattr(context.get("request"), "user", None)
    return requests_of(user=user) if user is not None and user.is_authenticated else []
