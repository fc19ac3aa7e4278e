"""Where a person arrives: at her place, at her choice of places, or at a page that says how to get one."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.training.selectors import here_of
from desk import today
from desk.navigation import place_url
from portals.hosts import portal_of
from structures import second_step
from structures.guards import PartnerRequest, StructureRequest, partner_page, structure_page
from structures.permissions import May
from structures.selectors import ended_places_of, places_of


def places_with_urls(user) -> list[dict]:
    """One line a place, with all the roles that the person has there."""
    lines: dict[str, dict] = {}
    for membership in places_of(user=user):
        url = place_url(membership)
        line = lines.setdefault(
            url,
            {"url": url, "name": str(membership.structure or membership.partner or membership.portal), "roles": []},
        )
        line["project"] = str(membership.partner.project) if membership.partner else ""
        line["picto"] = "place" if membership.structure_id else "chart" if membership.partner_id else "settings"
        line["roles"].append(membership.get_role_display())
        if membership.structure:
            line["leave"] = reverse("learners:leave", args=[membership.structure.slug, membership.public])
    return list(lines.values())


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Straight to the only place; a choice when there are several. First the second step, for who needs it."""
    roles = {membership.role for membership in places_of(user=request.user)}
    if answer := second_step.wanted(request, roles):
        return answer
    lines = places_with_urls(request.user)
    if len(lines) == 1:
        return redirect(lines[0]["url"])
    return redirect("desk:places")


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Her places, to choose from; or what to do when there is none, or none any more."""
    lines = places_with_urls(request.user)
    ended = [] if lines else ended_places_of(user=request.user)
    return render(request, "desk/places.html", {"places": lines, "ended": ended})


@require_safe
@structure_page(May.SEE_STRUCTURE)
def structure_home(request: StructureRequest) -> HttpResponse:
    """The aidant's morning: log help, today, who is where, the month."""
    place = request.place
    home = today.of_aidant(structure=place.structure, user=request.user, speaks=place.may(May.SPEAK_FOR))
    context = {"today": timezone.localdate(), "home": home, "training": here_of(request.user, portal_of(request))}
    context["exchanges"] = settings.INTEROP_XAPI or settings.INTEROP_LTI
    return render(request, "desk/structure_home.html", context)


@require_safe
@partner_page(May.PLAN_ACTIONS)
def partner_home(request: PartnerRequest) -> HttpResponse:
    """The coordinator's morning: who waits for an answer, what comes next, the semester's figures."""
    place = request.place
    context = {
        "today": timezone.localdate(),
        "home": today.of_partner(
            partner=place.partner,
            unattributed=place.may(May.SEE_ALL_PARTNERS),
            with_figures=place.may(May.SEE_REPORTS),
        ),
        "may_answer": place.may(May.APPROVE_AFFILIATIONS),
        "may_report": place.may(May.SEE_REPORTS),
        "sees_all": place.may(May.SEE_ALL_PARTNERS),
    }
    return render(request, "desk/partner_home.html", context)
