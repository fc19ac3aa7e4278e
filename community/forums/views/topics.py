"""Topics: the list, a new one, one with its posts, and what their readers and writers do."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from common.errors import DomainError
from common.once import once
from common.sites import site_of
from community.forums import permissions, selectors, services
from community.forums.forms import EditForm, ReplyForm, ReportForm, TopicFilterForm, TopicForm
from community.forums.models import Post, Topic
from community.forums.permissions import Standing
from portals.hosts import portal_of
from structures import second_step

PER_PAGE = 30


def _topic(request: HttpRequest, pk) -> tuple[Topic, Standing]:
    """A topic that this person may read: a hidden one is there for moderators alone.

    What she is is asked first: a hidden topic costs the same statements as one that never was.
    """
    standing = selectors.standing_of(request.user)
    topic = get_object_or_404(Topic.objects.select_related("theme", "author", "certified_by"), pk=pk)
    if topic.hidden_at and not standing.moderates:
        raise Http404
    return topic, standing


def _post(request: HttpRequest, pk) -> tuple[Post, Standing]:
    standing = selectors.standing_of(request.user)
    post = get_object_or_404(Post.objects.select_related("topic", "author"), pk=pk)
    if post.topic.hidden_at and not standing.moderates:
        raise Http404
    return post, standing


def _back(post: Post) -> HttpResponse:
    return redirect(f"{reverse('forums:topic', args=[post.topic_id])}#p-{post.pk}")


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """The forum, filtered; the filters have an address."""
    waiting, oldest = selectors.unanswered()
    form = TopicFilterForm(request.GET, waiting=waiting)
    form.is_valid()
    wanted = form.cleaned_data
    page = Paginator(selectors.topics(wanted=wanted, user=request.user), PER_PAGE).get_page(request.GET.get("page"))
    themes = selectors.themes()
    standing = selectors.standing_of(request.user)
    context = {
        "form": form,
        "page": page,
        "waiting": waiting,
        "oldest": oldest,
        "themes": themes,
        "theme": next((one for one in themes if one.slug == wanted.get("theme")), None),
        "filtered": any(wanted.values()),
        "cases": selectors.open_case_count() if standing.moderates else None,
    }
    return render(request, "forums/topics.html", context)


@once
def new(request: HttpRequest) -> HttpResponse:
    """Ask, or share."""
    initial = {"language": request.LANGUAGE_CODE}
    form = TopicForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        topic = services.start_topic(author=request.user, portal=portal_of(request), **form.cleaned_data)
        messages.success(request, _("Your question is in the forum. The first answer comes by e-mail too."))
        return redirect("forums:topic", topic.pk)
    return render(request, "forums/new.html", {"form": form}, status=422 if form.errors else 200)


@once
def topic(request: HttpRequest, pk) -> HttpResponse:
    """One topic; POST answers it."""
    found, standing = _topic(request, pk)
    form = ReplyForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        try:
            post = services.reply(topic=found, author=request.user, site=site_of(request), **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your answer is there. Thank you!"))
            last = (found.posts.filter(first=False).count() - 1) // PER_PAGE + 1
            page = f"?page={last}" if last > 1 else ""
            return redirect(f"{reverse('forums:topic', args=[found.pk])}{page}#p-{post.pk}")
    return _topic_page(request, found, standing, form)


def _topic_page(request: HttpRequest, found: Topic, standing: Standing, form: ReplyForm) -> HttpResponse:
    page = Paginator(selectors.replies_of(topic=found), PER_PAGE).get_page(request.GET.get("page"))
    certified = selectors.certified_of(topic=found)
    posts = [selectors.opening_of(topic=found), *([certified] if certified else []), *page]
    shown = selectors.shown(posts=posts, user=request.user)
    others = [one for one in shown[1 + bool(certified) :] if one.post.pk != found.certified_id]
    count = page.paginator.count - bool(certified)
    heading = ngettext("%(n)s other answer", "%(n)s other answers", count) if certified else None
    context = {
        "topic": found,
        "opening": shown[0],
        "certified": shown[1] if certified else None,
        "others": others,
        "page": page,
        "heading": (heading or ngettext("%(n)s answer", "%(n)s answers", count)) % {"n": count},
        "form": form if permissions.may_reply(found) else None,
        "standing": standing,
        "related": selectors.related(topic=found),
    }
    return render(request, "forums/topic.html", context, status=422 if form.errors else 200)


def edit(request: HttpRequest, pk) -> HttpResponse:
    """Correct one's own post, for 30 minutes."""
    post, standing = _post(request, pk)
    if not permissions.may_edit(standing, post):
        raise PermissionDenied
    form = EditForm(request.POST or None, initial={"text": post.text})
    if request.method == "POST" and form.is_valid():
        services.edit_post(post=post, standing=standing, by=request.user, text=form.cleaned_data["text"])
        messages.success(request, _("Saved."))
        return _back(post)
    return render(request, "forums/edit.html", {"form": form, "post": post}, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, pk) -> HttpResponse:
    """Take one's own post back."""
    post, standing = _post(request, pk)
    if not permissions.may_delete(standing, post):
        raise PermissionDenied
    services.delete_post(post=post, standing=standing, by=request.user)
    messages.success(request, _("Deleted."))
    post.topic.refresh_from_db()
    return redirect("forums:topics") if post.topic.hidden_at else _back(post)


def report(request: HttpRequest, pk) -> HttpResponse:
    """Ask a moderator to look; GET shows the form, POST sends it."""
    post, standing = _post(request, pk)
    if not permissions.may_report(standing, post):
        raise PermissionDenied
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.report_post(post=post, standing=standing, by=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. A moderator will look at it."))
            return _back(post)
    return render(request, "forums/report.html", {"form": form, "post": post}, status=422 if form.errors else 200)


@require_POST
def certify(request: HttpRequest, pk) -> HttpResponse:
    """This answer holds."""
    post, standing = _to_certify(request, pk)
    if answer := _second_step(request, post, standing):
        return answer
    services.certify(post=post, standing=standing, by=request.user)
    undo = reverse("forums:uncertify", args=[post.pk])
    messages.success(request, _("Certified: it now stands first."), extra_tags=f"undo:{undo}")
    return redirect("forums:topic", post.topic_id)


@require_POST
def uncertify(request: HttpRequest, pk) -> HttpResponse:
    """A certified answer is one like the others again; of another answer nothing is taken back."""
    post, standing = _to_certify(request, pk)
    if answer := _second_step(request, post, standing):
        return answer
    services.uncertify(post=post, standing=standing, by=request.user)
    messages.success(request, _("It is an answer like the others again."))
    return redirect("forums:topic", post.topic_id)


def _second_step(request: HttpRequest, post: Post, standing: Standing) -> HttpResponse | None:
    """Where she takes it first, unless she certifies as a trainer, of whom it is not asked; then back to the topic."""
    if standing.by_roles - second_step.REQUIRED:
        return None
    return second_step.wanted(request, standing.by_roles, back=reverse("forums:topic", args=[post.topic_id]))


def _to_certify(request: HttpRequest, pk) -> tuple[Post, Standing]:
    post, standing = _post(request, pk)
    if not permissions.may_certify(standing, post):
        raise PermissionDenied
    return post, standing
