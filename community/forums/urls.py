from django.urls import path

from community.forums.views import moderation, topics

app_name = "forums"
urlpatterns = [
    path("forum/", topics.topics, name="topics"),
    path("forum/new/", topics.new, name="new"),
    path("forum/moderation/", moderation.queue, name="moderation"),
    path("forum/moderation/<uuid:pk>/keep/", moderation.keep, name="keep"),
    path("forum/moderation/<uuid:pk>/hide/", moderation.hide, name="hide"),
    path("forum/moderation/<uuid:pk>/show/", moderation.show, name="show"),
    path("forum/posts/<uuid:pk>/edit/", topics.edit, name="edit"),
    path("forum/posts/<uuid:pk>/delete/", topics.delete, name="delete"),
    path("forum/posts/<uuid:pk>/report/", topics.report, name="report"),
    path("forum/posts/<uuid:pk>/certify/", topics.certify, name="certify"),
    path("forum/posts/<uuid:pk>/uncertify/", topics.uncertify, name="uncertify"),
    path("forum/<uuid:pk>/", topics.topic, name="topic"),
    path("forum/<uuid:pk>/close/", moderation.close, name="close"),
    path("forum/<uuid:pk>/open/", moderation.reopen, name="open"),
]
