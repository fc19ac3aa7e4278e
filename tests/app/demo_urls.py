"""The addresses of a demo, for the tests: config.urls as it is with settings.DEMO on."""

from django.urls import include, path

from config.urls import urlpatterns as ours
from desk.urls import demo_urlpatterns

urlpatterns = [*ours, path("", include((demo_urlpatterns, "demo")))]
