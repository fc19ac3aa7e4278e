"""A structure comes, and keeps what is true of it."""

from django.urls import path

from registration.views import place, registration

app_name = "registration"
urlpatterns = [
    path("register/", registration.start, name="register"),
    path("register/later/", registration.later, name="register_later"),
    path("register/resume/<str:token>/", registration.resume, name="register_resume"),
    path("register/<slug:step>/", registration.step, name="register_step"),
    path("s/<slug:slug>/place/", place.place, name="place"),
    path("s/<slug:slug>/place/planned/drop/", place.drop, name="place_drop"),
    path("s/<slug:slug>/place/labels/", place.label_add, name="label_add"),
    path("s/<slug:slug>/place/labels/end/", place.label_end, name="label_end"),
]
