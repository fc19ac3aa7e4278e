"""Signing in and out, the second step, the address, the language of the pages. Of allauth, only what is used."""

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_required
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
    # allauth links to these two by name; there is no sign-up, and one address an account.
    path(
        "accounts/signup/",
        views.public(RedirectView.as_view(pattern_name="registration:register")),
        name="account_signup",
    ),
    path("accounts/second-step/", views.set_up_second_step, name="second_step"),
    path("accounts/2fa/totp/activate/", views.SetUpApp.as_view(), name="mfa_activate_totp"),
    path("accounts/2fa/webauthn/add/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("accounts/2fa/recovery-codes/", login_required(views.SpareCodes.as_view()), name="mfa_view_recovery_codes"),
    path("accounts/reauthenticate/mail/", views.ProveByMail.as_view(), name="reauthenticate_by_mail"),
    path("account/email/undo/<str:token>/", views.undo_address, name="undo_address"),
    path("account/email/", views.change_address, name="change_address"),
    path("account/email/code/", views.change_address_code, name="change_address_code"),
    path("accounts/email/", RedirectView.as_view(pattern_name="desk:account"), name="account_email"),
]
