"""Every address of Halte, room by room."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from desk.urls import demo_urlpatterns

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("", include("common.urls")),
    path("", include("portals.urls")),
    path("", include("journal.urls")),
    path("", include("registration.urls")),
    path("", include("team.urls")),
    path("", include("affiliations.urls")),
    path("", include("directory.urls")),
    path("", include("merging.urls")),
    path("", include("helpdesk.urls")),
    path("", include("privacy.urls")),
    path("", include("desk.urls")),
    path("", include("learners.urls")),
    path("", include("accompaniments.urls")),
    path("", include("assessments.urls")),
    path("", include("courses.library.urls")),
    path("", include("courses.media.urls")),
    path("", include("courses.learning.urls")),
    path("", include("courses.training.urls")),
    path("", include("courses.interop.urls")),
    path("", include("courses.authoring.urls")),
    path("", include("community.events.urls")),
    path("", include("community.forums.urls")),
    path("", include("reporting.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("", include((demo_urlpatterns, "demo"))))
