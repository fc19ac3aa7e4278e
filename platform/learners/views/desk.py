"""Pages of the aidant: learners, groups, cards."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.languages import page_language
from common.once import once
from common.overtaken import Overtaken, show_overtaken
from learners import selectors, services
from learners.forms import CardsForm, GroupForm, LearnerEditForm, LearnerForm, SearchForm
from learners.handover import of_follower
from learners.handover_forms import FollowerForm, WhoForm
from learners.models import Learner, LearnerGroup
from learners.names import apart_in
from learners.printing import ask_for_cards, cards_in_hand
from structures.guards import StructureRequest, structure_page
from structures.permissions import May


@structure_page(May.HELP)
@once
def learner_list(request: StructureRequest) -> HttpResponse:
    """Who is followed here; adding somebody takes ten seconds, on the same page."""
    structure = request.place.structure
    form = LearnerForm(request.POST or None, structure=structure, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        learner = services.add_learner(structure=structure, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(name)s has been added.") % {"name": learner.alias})
        return redirect("learners:list", structure.slug)
    search = SearchForm(request.GET, structure=structure)
    wanted = search.cleaned_data if search.is_valid() else {}
    group = wanted.get("group")
    found = selectors.learners_of(
        structure=structure,
        search=wanted.get("q", ""),
        group=str(group.pk) if group else "",
        archived=wanted.get("archived", False),
    )
    who = WhoForm(request.GET, structure=structure, user=request.user)
    if who.is_valid():
        found = of_follower(found=found, who=who.cleaned_data["who"], user=request.user)
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    groups = selectors.groups_of(structure=structure)
    context = {"form": form, "search": search, "page": page, "groups": groups, "apart": apart_in(structure)}
    context["who"] = who
    context["may_switch_notes"] = request.place.may(May.INVITE)
    return render(request, "learners/list.html", context)


@structure_page(May.HELP)
@require_POST
def learner_archive(request: StructureRequest, pk) -> HttpResponse:
    """Stop following, or take that back."""
    learner = get_object_or_404(Learner.objects.for_structure(request.place.structure).known(), pk=pk)
    if request.POST.get("restore"):
        services.restore_learner(learner=learner, by=request.user)
        messages.success(request, _("%(name)s is back in the list.") % {"name": learner.alias})
    else:
        services.archive_learner(learner=learner, by=request.user)
        text = _("%(name)s is no longer in the list. You find her under “Archived”.")
        messages.success(request, text % {"name": learner.alias})
    return redirect("learners:list", request.place.structure.slug)


@structure_page(May.HELP)
def learner_edit(request: StructureRequest, pk) -> HttpResponse:
    """Correct a name that was mistyped, or the language; undone by correcting again."""
    structure = request.place.structure
    learner = get_object_or_404(Learner.objects.for_structure(structure).known(), pk=pk)
    form = LearnerEditForm(request.POST or None, structure=structure, learner=learner)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            services.change_learner(learner=learner, by=request.user, **form.cleaned_data)
        except Overtaken as error:
            form, status = LearnerEditForm(request.POST, structure=structure, learner=error.stored), 409
            show_overtaken(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:learner", structure.slug, learner.pk)
    context = {"form": form, "learner": learner, "follower": FollowerForm(learner=learner)}
    return render(request, "learners/edit.html", context, status=status)


@structure_page(May.HELP)
@require_POST
def learner_unlock(request: StructureRequest, pk) -> HttpResponse:
    """The card works again, in person."""
    learner = get_object_or_404(Learner.objects.for_structure(request.place.structure).known(), pk=pk)
    services.reset_card(learner=learner, by=request.user)
    messages.success(request, _("The card of %(name)s works again.") % {"name": learner.alias})
    return redirect("desk:learner", request.place.structure.slug, learner.pk)


@structure_page(May.HELP)
@once
def group_edit(request: StructureRequest, pk=None) -> HttpResponse:
    """A new group, or another name and other members."""
    structure = request.place.structure
    group = get_object_or_404(LearnerGroup, pk=pk, structure=structure) if pk else None
    form = GroupForm(request.POST or None, structure=structure, group=group)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            if group is None:
                services.make_group(structure=structure, by=request.user, **form.cleaned_data)
            else:
                services.change_group(group=group, by=request.user, **form.cleaned_data)
        except Overtaken as error:
            form, status = GroupForm(request.POST, structure=structure, group=error.stored), 409
            show_overtaken(form, error)
        else:
            messages.success(request, _("The group has been saved."))
            return redirect("learners:list", structure.slug)
    return render(request, "learners/group.html", {"form": form, "group": group}, status=status)


@structure_page(May.HELP)
@once
def cards(request: StructureRequest) -> HttpResponse:
    """Choose whose cards to print. Printing makes new cards: the old ones stop working, and the page says so."""
    structure = request.place.structure
    chosen = request.GET.getlist("learner")
    search = SearchForm(request.GET, structure=structure)
    group = search.cleaned_data["group"] if search.is_valid() else None
    without_card = selectors.learners_of(structure=structure, group=str(group.pk) if group else "")
    initial = {"learners": chosen or [str(one.pk) for one in without_card if not hasattr(one, "card")]}
    form = CardsForm(request.POST or None, structure=structure, initial=initial)
    if request.method == "POST" and form.is_valid():
        origin = f"{request.scheme}://{request.get_host()}"
        asked = form.cleaned_data | {"language": page_language(), "back": request.path, "origin": origin}
        job, new = ask_for_cards(structure=structure, by=request.user, **asked)
        if not new:
            messages.info(request, _("Cards of these learners are being made already: here they are."))
        return redirect("common:job", job.pk)
    printing = cards_in_hand(structure=structure, by=request.user)
    return render(request, "learners/cards.html", {"form": form, "printing": printing})
