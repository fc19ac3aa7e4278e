"""An operator's code, made and ended by its own people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.errors import DomainError
from common.once import once
from structures.guards import PartnerRequest, partner_page
from structures.permissions import May
from team.services.operator_code import end_operator_code, renew_operator_code


@require_POST
@partner_page(May.MANAGE_PARTNER_PEOPLE)
@once
def operator_code(request: PartnerRequest) -> HttpResponse:
    """A new code for the operator, or none any more."""
    partner = request.place.partner
    if request.POST.get("act") == "end":
        end_operator_code(partner=partner, by=request.user)
        messages.success(request, _("The code has ended. Nobody can register with it any more."))
    else:
        try:
            renew_operator_code(partner=partner, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("There is a new code. An earlier one no longer works."))
    codes = [partner.project.code.lower(), partner.code.lower()]
    return redirect(reverse("team:partner_people", args=codes) + "#code")
