"""The aidant's pages: run a check beside the learner, key in a paper one, read a result, give what it proposes."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import bank, selectors, services
from assessments.forms import LearnerForm, PaperForm, PrintForm
from assessments.models import SkillsCheck
from assessments.views.sitting import Sitting, onward
from assessments.views.sitting import question as ask
from common import jobs
from common.languages import page_language
from common.once import once
from exercises.texts import LANGUAGES
from learners.models import Learner
from structures import job_places
from structures.guards import StructureRequest, structure_page
from structures.permissions import May
from structures.selectors import state_of


def learner_in(request: StructureRequest, sent: str | None) -> Learner | None:
    """The learner that an address or a form names; None when it names nobody, 404 when she isn't here."""
    if not sent:
        return None
    try:
        pk = uuid.UUID(sent)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(Learner.objects.for_structure(request.place.structure).present(), pk=pk)


def sitting_of(request: StructureRequest, check: SkillsCheck, learner: Learner) -> Sitting:
    """The check beside its learner, in her language unless `?l=` says another."""
    slug = request.place.structure.slug
    wanted = request.GET.get("l", "")
    tail = f"?l={wanted}" if wanted in LANGUAGES else ""
    return Sitting(
        check=check,
        language=wanted if wanted in LANGUAGES else learner.language,
        country=learner.country,
        by=request.user,
        page=lambda name: reverse("assessments:desk_question", args=[slug, check.pk, name]) + tail,
        home=reverse("assessments:new", args=[slug]) + f"?learner={learner.pk}",
        result=reverse("assessments:check", args=[slug, check.pk]),
    )


def check_at(request: StructureRequest, pk: uuid.UUID) -> tuple[SkillsCheck, Learner]:
    """The check of that address with its learner; 404 when it isn't of this structure."""
    found = get_object_or_404(selectors.checks_of(structure=request.place.structure), pk=pk)
    if found.learner is None:
        raise Http404
    return found, found.learner


@structure_page(May.HELP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StructureRequest) -> HttpResponse:
    """Whose check, and how: together now, alone on her phone, or on paper."""
    structure = request.place.structure
    if request.method == "POST":
        learner = learner_in(request, request.POST.get("learner"))
        if learner is not None:
            check = services.begin_check(learner=learner, by=request.user)
            return redirect(onward(sitting_of(request, check, learner)))
    learner = learner_in(request, request.GET.get("learner"))
    state = state_of(structure)
    printed = {
        "language": learner.language if learner else page_language(),
        "country": state.country if state else "BE",
    }
    context = {
        "learner": learner,
        "form": LearnerForm(structure=structure, initial={"learner": learner}),
        "print_form": PrintForm(initial=printed | ({"country": learner.country} if learner else {})),
        "begun": selectors.open_check(learner) if learner else None,
        "last": selectors.last_completed(learner) if learner else None,
    }
    return render(request, "assessments/new.html", context)


@structure_page(May.HELP)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: StructureRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """The learner's page, run by the aidant: in the learner's language, with a way back to the desk."""
    check, learner = check_at(request, pk)
    sitting = sitting_of(request, check, learner)
    if check.completed_at is not None:
        return redirect(sitting.result)
    beside = {"beside": learner, "leave": sitting.home, "languages_here": LANGUAGES, "here": sitting.language}
    with translation.override(sitting.language):
        return ask(request, sitting, step, beside)


@structure_page(May.HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def key_in(request: StructureRequest) -> HttpResponse:
    """A check done on paper: one page with all the answers."""
    learner = learner_in(request, request.GET.get("learner"))
    if learner is None:
        return redirect("assessments:new", request.place.structure.slug)
    posted = request.POST if request.method == "POST" else None
    form = PaperForm(posted, language=page_language(), country=learner.country)
    if request.method == "POST" and form.is_valid():
        done = services.key_in(learner=learner, by=request.user, **form.answers())
        messages.success(request, _("The check has been saved."))
        return redirect("assessments:check", request.place.structure.slug, done.pk)
    context = {"form": form, "learner": learner}
    return render(request, "assessments/key_in.html", context, status=422 if form.is_bound else 200)


@structure_page(May.HELP)
@require_POST
def print_paper(request: StructureRequest) -> HttpResponse:
    """Two A4 pages to print, made by a worker."""
    form = PrintForm(request.POST)
    if not form.is_valid():
        return redirect("assessments:new", request.place.structure.slug)
    wanted = form.cleaned_data
    job = jobs.enqueue(
        kind="assessments.print_start",
        title=_("Skills check on paper"),
        user=request.user,
        args={"country": wanted["country"]},
        language=wanted["language"],
        place=job_places.at(request.place.structure, May.HELP),
        back=reverse("assessments:new", args=[request.place.structure.slug]),
    )
    return redirect("common:job", job.pk)


@structure_page(May.HELP)
@require_safe
def check(request: StructureRequest, pk: uuid.UUID) -> HttpResponse:
    """A result for the aidant: level, strengths, task by task, before and after, what to give next."""
    found, learner = check_at(request, pk)
    if found.completed_at is None:
        return redirect(sitting_of(request, found, learner).home)
    place = page_language(), learner.country
    earlier = selectors.earlier_check(found)
    context = {
        "check": found,
        "learner": learner,
        "levels": selectors.levels_of(found, *place),
        "strengths": selectors.strengths_of(found, *place),
        "blockers": selectors.blockers_of(found, *place, reader="helper"),
        "wishes": selectors.wishes_of(found, *place),
        "proposals": selectors.proposals_of(found),
        "tasks": selectors.happened(found, earlier, *place),
        "situation": selectors.situation_of(found, *place),
        "earlier": earlier,
        "change": bank.change(earlier.level, found.level, *place) if earlier else None,
    }
    return render(request, "assessments/check.html", context)
