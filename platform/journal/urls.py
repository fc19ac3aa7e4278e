"""What was done, as those who may read it see it."""

from django.urls import path

from journal import views

app_name = "journal"
urlpatterns = [
    path("journal/", views.portal_journal, name="portal_journal"),
    path("journal/export.csv", views.portal_journal_file, name="portal_journal_file"),
    path("account/journal/", views.own_journal, name="own_journal"),
    path("account/journal/export.csv", views.own_journal_file, name="own_journal_file"),
    path("s/<slug:slug>/journal/", views.structure_journal, name="journal"),
    path("s/<slug:slug>/journal/export.csv", views.structure_journal_file, name="journal_file"),
]
