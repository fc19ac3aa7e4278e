from django.urls import path

from accompaniments import views

app_name = "accompaniments"
urlpatterns = [
    path("s/<slug:slug>/accompaniments/", views.record_list, name="list"),
    path("s/<slug:slug>/accompaniments/new/", views.new, name="new"),
    path("s/<slug:slug>/accompaniments/export.csv", views.export, name="export"),
    path("s/<slug:slug>/accompaniments/<uuid:pk>/", views.edit, name="edit"),
    path("s/<slug:slug>/accompaniments/<uuid:pk>/cancel/", views.cancel, name="cancel"),
    path("s/<slug:slug>/accompaniments/<uuid:pk>/restore/", views.restore, name="restore"),
]
