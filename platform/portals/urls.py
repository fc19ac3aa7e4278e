"""What a portal shows of itself."""

from django.urls import path

from portals import views

app_name = "portals"
urlpatterns = [
    path("legal/", views.legal, name="legal"),
    path("portal/<slug:code>/logo/", views.logo, name="logo"),
]
