"""Signing in and out, and the language of the pages. Of allauth, only what a sign-in by code needs."""

from allauth.account import views as allauth_views
from django.urls import path
from django.views.generic import RedirectView

from accounts import views

urlpatterns = [
    path("i18n/setlang/", views.set_language, name="set_language"),
    path("accounts/login/", allauth_views.request_login_code, name="account_login"),
    path("accounts/login/", allauth_views.request_login_code, name="account_request_login_code"),
    path("accounts/login/code/", allauth_views.confirm_login_code, name="account_confirm_login_code"),
    path("accounts/logout/", allauth_views.logout, name="account_logout"),
    path("accounts/inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    # allauth links to these two by name; there is no sign-up, and the address is changed by asking.
    path(
        "accounts/signup/",
        views.public(RedirectView.as_view(pattern_name="structures:register")),
        name="account_signup",
    ),
    path("accounts/email/", RedirectView.as_view(pattern_name="desk:account"), name="account_email"),
]
