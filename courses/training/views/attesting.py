"""Attestations: printed and withdrawn by whom they are about, read and checked by whoever has the code."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from common import jobs
from common.downloads import file_name
from common.languages import page_language
from common.sites import site_of
from courses.training import badges, selectors, services
from courses.training.forms import CodeForm
from courses.training.models import Attestation
from courses.training.views.common import issuer_name

NO_CODE = gettext_lazy("No attestation has this code. Type it again, letter by letter.")


def _own(request: SignedInRequest, code: str) -> Attestation:
    found = selectors.attestation_of(request.user, code)
    if found is None:
        raise Http404
    return found


@require_POST
def print_attestation(request: SignedInRequest, code: str) -> HttpResponse:
    """A PDF of one page, made by a worker."""
    found = _own(request, code)
    issuer = _issuer(request, found)
    job = jobs.enqueue(
        kind="training.print_attestation",
        title=_("Attestation: %(title)s") % {"title": found.title[page_language()]},
        user=request.user,
        language=page_language(),
        place="",
        back=reverse("training:module", args=[found.module.code]),
        key=f"{found.code}:{page_language()}",
        args={"attestation_id": found.pk, "site": issuer.site, "portal": issuer.name},
    )
    return redirect("common:job", job.pk)


@require_POST
def withdraw(request: SignedInRequest, code: str) -> HttpResponse:
    """Out of everybody's sight; undo rather than confirm."""
    found = _own(request, code)
    services.withdraw(attestation=found)
    undo = "undo:" + reverse("training:show_again", args=[code])
    messages.success(request, _("Nobody can check this attestation any more."), extra_tags=undo)
    return redirect("training:module", found.module.code)


@require_POST
def show_again(request: SignedInRequest, code: str) -> HttpResponse:
    """The undo: it can be checked again."""
    found = _own(request, code)
    services.show_again(attestation=found)
    messages.success(request, _("This attestation can be checked again."))
    return redirect("training:module", found.module.code)


# --- for everybody


@login_not_required
@require_safe
def verify_code(request: HttpRequest) -> HttpResponse:
    """Type the code that is printed on an attestation."""
    form = CodeForm(request.GET or None)
    if form.is_valid():
        code = selectors.plain_code(form.cleaned_data["code"])
        if selectors.attestation_by_code(code):
            return redirect("training:verify", code)
        form.add_error("code", NO_CODE)
    return render(request, "training/verify_code.html", {"form": form}, status=404 if form.errors else 200)


def _none_has(request: HttpRequest, code: str) -> HttpResponse:
    """A link that leads to no attestation: the form with its code, which may have a letter too few."""
    form = CodeForm({"code": code})
    if form.is_valid():
        form.add_error("code", NO_CODE)
    return render(request, "training/verify_code.html", {"form": form}, status=404)


@login_not_required
@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whose it is, what, when, and whether it holds; of a withdrawn one nothing but that."""
    found = selectors.attestation_by_code(selectors.plain_code(code))
    if found is None:
        return _none_has(request, code)
    issuer = _issuer(request, found)
    context = {
        "attestation": found,
        "title": found.title[page_language()],
        "issuer": issuer.name,
        "did": badges.issuer_did(issuer.site),
        "keys_at": issuer.site + reverse("training:issuer_document"),
    }
    answer = render(request, "training/verify.html", context)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _shown(code: str) -> Attestation:
    found = selectors.attestation_by_code(selectors.plain_code(code))
    if found is None:
        raise Http404
    return found


def _issuer(request: HttpRequest, found: Attestation) -> services.Issuer:
    """Who issued it, whoever asks; for one that doesn't know, who is asked."""
    return services.Issuer(found.site or site_of(request), found.issuer or issuer_name(request))


def _credential(request: HttpRequest, code: str) -> Any:
    found = _shown(code)
    if found.withdrawn_at:
        return None
    issuer = _issuer(request, found)
    return badges.credential(found, site=issuer.site, portal=issuer.name)


@login_not_required
@never_cache
@require_safe
def badge_json(request: HttpRequest, code: str) -> JsonResponse:
    """The credential as JSON, to be read; its proof is the signed file beside it. 410 once withdrawn."""
    found = _credential(request, code)
    if found is None:
        return JsonResponse({"error": _("This attestation was withdrawn.")}, status=410)
    return _public(found.to_vc())


@login_not_required
@never_cache
@require_safe
def badge_signed(request: HttpRequest, code: str) -> HttpResponse:
    """The signed credential (VC-JWT): the file that a badge wallet takes. 410 once withdrawn."""
    found = _credential(request, code)
    if found is None:
        return HttpResponse(_("This attestation was withdrawn."), status=410, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(badges.signed(found), content_type="application/vc+jwt")
    answer["Content-Disposition"] = f'attachment; filename="{file_name("badge", code, extension="jwt")}"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


@login_not_required
@never_cache
@require_safe
def badge_status(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the badge still holds, signed, for a verifier that has kept it: a withdrawn one answers too."""
    found = _shown(code)
    told = badges.status(found, site=_issuer(request, found).site)
    answer = HttpResponse(told, content_type="application/vc+jwt")
    answer["Access-Control-Allow-Origin"] = "*"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@login_not_required
@require_safe
def issuer_document(request: HttpRequest) -> JsonResponse:
    """The issuer's public keys, where a verifier of `did:web` looks for them."""
    return _public(badges.issuer_document(site_of(request)))


@login_not_required
@require_safe
def issuer_profile(request: HttpRequest) -> JsonResponse:
    """Who issues."""
    return _public(badges.issuer_profile(site_of(request), issuer_name(request)))


@login_not_required
@require_safe
def issuer_keys(request: HttpRequest) -> JsonResponse:
    """The public keys as a JWK set."""
    return _public({"keys": badges.public_keys()})


@login_not_required
@require_safe
def achievement(request: HttpRequest, code: str) -> JsonResponse:
    """What a badge of that module stands for."""
    module = get_object_or_404(selectors.modules(), code=code)
    found = badges.achievement(module, module.title, module.minutes, site=site_of(request))
    return _public({"@context": badges.CONTEXT, **found.to_dict()})


def _public(tree: dict[str, Any]) -> JsonResponse:
    """For a verifier in another site's page too."""
    answer = JsonResponse(tree, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    answer["X-Robots-Tag"] = "noindex"
    return answer
