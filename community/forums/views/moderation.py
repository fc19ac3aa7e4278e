"""The moderators' queue: keep or hide, with a line in the journal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from community.forums import selectors, services
from community.forums.models import Post, Topic
from structures.guards import portal_page
from structures.permissions import May


@require_safe
@portal_page(May.MODERATE)
def queue(request: HttpRequest) -> HttpResponse:
    """Reported posts, the oldest report first, and the latest decisions."""
    cases = selectors.open_cases()
    return render(request, "forums/moderation.html", {"cases": cases, "decided": selectors.recent_decisions(limit=20)})


@require_POST
@portal_page(May.MODERATE)
def keep(request: HttpRequest, pk) -> HttpResponse:
    """Nothing wrong with it."""
    services.keep_post(post=get_object_or_404(Post, pk=pk), by=request.user)
    messages.success(request, _("Kept."))
    return redirect("forums:moderation")


@require_POST
@portal_page(May.MODERATE)
def hide(request: HttpRequest, pk) -> HttpResponse:
    """Its words are shown no more; undo rather than confirm."""
    post = get_object_or_404(Post.objects.select_related("topic"), pk=pk)
    services.hide_post(post=post, by=request.user)
    undo = reverse("forums:show", args=[post.pk])
    messages.success(request, _("Hidden."), extra_tags=f"restore:{undo}")
    return redirect("forums:moderation")


@require_POST
@portal_page(May.MODERATE)
def show(request: HttpRequest, pk) -> HttpResponse:
    """The undo of a hiding."""
    services.show_post(post=get_object_or_404(Post.objects.select_related("topic"), pk=pk), by=request.user)
    messages.success(request, _("It can be read again."))
    return redirect("forums:moderation")


@require_POST
@portal_page(May.MODERATE)
def close(request: HttpRequest, pk) -> HttpResponse:
    """Nobody answers any more."""
    topic = get_object_or_404(Topic, pk=pk)
    services.close_topic(topic=topic, by=request.user, closed=True)
    messages.success(request, _("Closed."), extra_tags=f"undo:{reverse('forums:open', args=[topic.pk])}")
    return redirect("forums:topic", topic.pk)


@require_POST
@portal_page(May.MODERATE)
def reopen(request: HttpRequest, pk) -> HttpResponse:
    """A closed topic takes answers again."""
    topic = get_object_or_404(Topic, pk=pk)
    services.close_topic(topic=topic, by=request.user, closed=False)
    messages.success(request, _("Open again."))
    return redirect("forums:topic", topic.pk)
