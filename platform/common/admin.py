"""Leaves out of the administration what libraries put there by themselves.

Roles are memberships, not Django's groups; a person's address and second factor are her own affair; the schedule is
in the settings.
"""

from django.apps import apps
from django.contrib import admin

LIBRARIES = ("auth", "account", "mfa", "django_celery_beat")

for label in LIBRARIES:
    admin.site.unregister(
        [model for model in apps.get_app_config(label).get_models() if admin.site.is_registered(model)]
    )
