"""Which roles need the second step of signing in, and where it is asked for (docs/sign-in.md).

Asked by the middleware for the pages of a partner and the administration, and by `portal_page` for those of the
whole portal. The pages of aidants and referents never ask: theirs is offered.
"""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

from accounts import second_step
from accounts.models import User
from structures.enums import Role
from structures.models import Membership

REQUIRED = frozenset({Role.COORDINATOR, Role.LEAD, Role.CURATOR, Role.MODERATOR, Role.ADMINISTRATOR})
ADMINISTRATION = "/admin/"
ITS_WAY_OUT = "/admin/logout/"


def wanted(request: HttpRequest, roles: Iterable[str], *, back: str = "") -> HttpResponse | None:
    """Where she is led before a page of these roles opens; None when it may.

    back   the page that she comes back to; without one the page itself, or home after a POST
    """
    if REQUIRED.isdisjoint(roles) or not second_step.required_here() or second_step.is_taken(request):
        return None
    return second_step.lead_to(request, back=back)


def is_administration(request: HttpRequest) -> bool:
    """A page of /admin/, but for the one that signs out."""
    return request.path_info.startswith(ADMINISTRATION) and request.path_info != ITS_WAY_OUT


def needs(user: User) -> bool:
    """Whether she holds such a role anywhere today. Needs `as_person`."""
    return user.is_superuser or Membership.objects.active().filter(user=user, role__in=REQUIRED).exists()
