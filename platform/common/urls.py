from django.urls import path

from common import views

app_name = "common"
urlpatterns = [
    path("healthz/", views.healthz, name="healthz"),
    path("jobs/<uuid:pk>/", views.job_page, name="job"),
    path("jobs/<uuid:pk>/file/", views.job_file, name="job_file"),
    path("jobs/<uuid:pk>/cancel/", views.job_cancel, name="job_cancel"),
]
