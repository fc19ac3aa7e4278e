"""A form that is sent twice acts once: two clicks, a page sent again after "back", a request that the network repeats.

A form that makes something has a hidden key (`{% once %}`), and its view is marked `@once`. Key and content together
are kept with the answer that they got, in the transaction of the act: a second sending waits for the first, then gets
the same answer. Without a key, or with other content, it is another form.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from common.models import SentForm
from common.wall import across_structures

FIELD = "once"  # the hidden field that {% once %} draws
LONGEST = 64
TWO_CLICKS = timedelta(seconds=10)
KEPT_FOR = timedelta(days=1)

View = Callable[..., HttpResponse]


def once(view: View) -> View:
    """For the view of a form with a key: what it redirected to is the answer to the same form, sent again.

    A view that shows the form once more has made nothing, and is asked again. Stands below the guard of the page, so
    that the right is asked each time.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        person, key = request.user.pk, _key(request)
        if person is None or not key:
            return view(request, *args, **kwargs)
        with transaction.atomic(savepoint=False):
            mine = SentForm(user_id=person, key=key)
            SentForm.objects.bulk_create([mine], ignore_conflicts=True)  # waits for the same form, sent before
            sent = SentForm.objects.get(user=person, key=key)
            return _first(view, sent, request, *args, **kwargs) if sent.pk == mine.pk else _again(sent, request)

    return guarded


def forget_sent_forms() -> int:
    """Keys that are older than a day go; returns how many."""
    with across_structures("old keys of forms are deleted, whoever sent them"):
        return SentForm.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()[0]


def _key(request: HttpRequest) -> str:
    """What makes two sendings the same: the page's address, the form's key and all that was typed."""
    given = request.POST.get(FIELD, "")
    if not given or len(given) > LONGEST:
        return ""
    content = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    return hashlib.sha256(json.dumps([request.get_full_path(), content]).encode()).hexdigest()


def _first(view: View, sent: SentForm, request: HttpRequest, *args, **kwargs) -> HttpResponse:
    told = messages.get_messages(request)
    assert isinstance(told, BaseStorage)
    before = len(told)
    response = view(request, *args, **kwargs)
    if not isinstance(response, HttpResponseRedirect):
        sent.delete()
        return response
    new = list(told)[before:]
    told.used = False  # they were looked at, not shown
    sent.address = response.url
    sent.messages = [[one.level, str(one.message), one.extra_tags or ""] for one in new]
    sent.save(update_fields=["address", "messages"])
    return response


def _again(sent: SentForm, request: HttpRequest) -> HttpResponse:
    for level, text, tags in sent.messages:
        messages.add_message(request, level, text, extra_tags=tags)
    if timezone.now() - sent.at > TWO_CLICKS:
        messages.info(request, _("You had sent this form already: it counts once. For one more, begin a new form."))
    return HttpResponseRedirect(sent.address)
