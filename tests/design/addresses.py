"""Made-up addresses, so that the style guide draws without the apps."""

from django.http import HttpResponse
from django.urls import path

NAMES = "set_language account_login account_logout account_signup account_email mfa_index accessibility privacy"
urlpatterns = [path(f"{name}/", HttpResponse, name=name) for name in NAMES.split()]
