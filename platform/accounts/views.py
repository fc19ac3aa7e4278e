"""The language switch."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views import i18n
from django.views.decorators.http import require_POST

from accounts.services import change_language

public = login_not_required


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The cookie on this device and, for who is signed in, the account: letters come in that language too."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        change_language(user=request.user, language=language)
    return i18n.set_language(request)
